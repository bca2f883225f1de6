using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Deletion;

/// <summary>What happens to the objects that an object owns.</summary>
public enum Propagation
{
    Background,
    Foreground,
    Orphan,
}

/// <summary>One deletion as somebody asks for it. A propagation of null leaves the choice to the kind.</summary>
public sealed record DeleteCall(ServedResource Resource, string Namespace, string Name)
{
    public ApiUser User { get; init; } = ApiUser.Controller;
    public string? PreconditionUid { get; init; }
    public string? PreconditionVersion { get; init; }
    public Propagation? Propagation { get; init; }
    public int? GraceSeconds { get; init; }
    public bool IsDryRun { get; init; }
}

/// <summary>What became of a deletion: the object is gone, is going, or stays.</summary>
public abstract record DeleteAnswer
{
    private DeleteAnswer() { }

    public sealed record Gone(MapNode Last, ImmutableArray<string> Warnings) : DeleteAnswer;

    public sealed record Dying(MapNode Body, ImmutableArray<string> Warnings) : DeleteAnswer;

    public sealed record Refused(ApiStatus Status) : DeleteAnswer;
}
