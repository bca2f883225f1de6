using System.Collections.Immutable;

namespace Reconciler.Engine;

/// <summary>Somebody whom a cluster knows.</summary>
public sealed record Person(string User, ImmutableArray<string> Groups);

/// <summary>What somebody wants to do: a verb on a resource of the group reconciler.dev, in one namespace or, with null, in all.</summary>
public sealed record AccessNeed(string Verb, string Resource, string? Namespace)
{
    /// <summary>The group of all resources that our API has.</summary>
    public const string Group = "reconciler.dev";
}

/// <summary>Which part of a container's log is wanted.</summary>
public sealed record LogQuery
{
    /// <summary>Null: the pod's only container.</summary>
    public string? Container { get; init; }

    public bool Follows { get; init; }
    public int? Tail { get; init; }

    /// <summary>Only what was written in the last so much time.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Only what was written at this time or later, to the second.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Whether each line begins with the time when it was written.</summary>
    public bool HasTimes { get; init; }

    /// <summary>Whether it is the log of the container that ran before this one.</summary>
    public bool IsPrevious { get; init; }
}
