using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>What somebody wants to have run once: the command, and how they look on.</summary>
public sealed record OneOffOrder(string Id, string By, ImmutableArray<string> Command)
{
    /// <summary>Variables over those that the process has.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Env { get; init; } = [];

    public bool HasInput { get; init; }
    public bool IsTerminal { get; init; }

    /// <summary>Whether nobody looks on, so that its Job has to stay for a while after it has ended.</summary>
    public bool IsDetached { get; init; }

    /// <summary>The name of the Job: what it is for may be cut, the id never.</summary>
    internal string JobName(string start)
    {
        var room = ObjectNames.LongestLabel - Id.Length - 1;
        return $"{(start.Length <= room ? start : start[..room].TrimEnd('-', '.'))}-{Id}";
    }
}
