using Reconciler.Engine.Control;

namespace Reconciler.Server.Notifying;

/// <summary>What people want to be told of, by its word in `notify.on`.</summary>
internal enum Occasion
{
    Failed,
    Refused,
    Drift,
    Succeeded,
}

/// <summary>One thing to tell people. What it says comes from specs, commits and the cluster, and holds no secret.</summary>
internal sealed record Notice(Occasion Occasion, string Environment, string Cluster, ControlPhase Phase, string Message)
{
    public string? Commit { get; init; }
    public string Author { get; init; } = "";
    public string Subject { get; init; } = "";

    /// <summary>Where the commit is shown; "" where that isn't known.</summary>
    public string Url { get; init; } = "";

    public string ShortCommit => Commit is { Length: > 7 } commit ? commit[..7] : Commit ?? "";

    /// <summary>In one line.</summary>
    public string Line => $"{Environment}: {Word}{(Commit is null ? "" : $" at {ShortCommit}")}{(Author.Length == 0 || Occasion == Occasion.Drift ? "" : $" by {Author}")}{(Message.Length == 0 ? "" : $": {Message}")}";

    public string Word => Occasion switch
    {
        Occasion.Failed => "failed",
        Occasion.Refused => "refused",
        Occasion.Drift => "drift",
        Occasion.Succeeded => "succeeded",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>How a commit stands, for those who look at it at the forge.</summary>
internal enum CommitVerdict
{
    Applying,
    Waiting,
    Applied,
    Failed,
    Superseded,
}

internal sealed record CommitState(string Commit, CommitVerdict Verdict, string Description);
