using System.Collections.Immutable;
using Reconciler.Diagnostics;

namespace Reconciler.Planning;

/// <summary>
/// Whether the commit is signed as it has to be: why not, and what is worth knowing. <see cref="Anchor"/> is the commit whose keys count
/// from this apply on; null where nothing has to be signed.
/// </summary>
public sealed record Verification(string? Anchor, ImmutableArray<Diagnostic> Refusals, ImmutableArray<Diagnostic> Notes)
{
    public static readonly Verification NotAsked = new(null, [], []);
}
