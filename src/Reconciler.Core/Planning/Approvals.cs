using System.Collections.Immutable;
using Reconciler.Diagnostics;

namespace Reconciler.Planning;

/// <summary>What a person allows for one plan.</summary>
public sealed record Approvals(ImmutableHashSet<int> Codes, int? Deletions, bool TakesOverInventory)
{
    public static readonly Approvals None = new([], null, false);

    public bool Has(DiagnosticCode code) => Codes.Contains(code.Number);
}
