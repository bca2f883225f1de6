using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What came of doing what a plan says of one object.</summary>
internal abstract record WriteResult
{
    private WriteResult() { }

    public sealed record Written(LiveObject Live) : WriteResult;

    /// <summary>The object is gone, or given up.</summary>
    public sealed record Left : WriteResult;

    /// <summary>It has moved since the plan.</summary>
    public sealed record Held(Diagnostic Why) : WriteResult;

    /// <summary>The run was stopped first; where a request was cut off, nobody knows whether it was carried out.</summary>
    public sealed record Unfinished(bool IsUnknown) : WriteResult;

    public sealed record Failed(ImmutableArray<Diagnostic> Why) : WriteResult;

    /// <summary>What several come to together.</summary>
    public static LaneOutcome Together(IReadOnlyCollection<WriteResult> results) =>
        results.Any(result => result is Failed or Held) ? LaneOutcome.Failed : results.Any(result => result is Unfinished) ? LaneOutcome.Interrupted : LaneOutcome.Done;
}
