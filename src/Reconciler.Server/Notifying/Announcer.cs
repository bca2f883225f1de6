using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Engine.Control;
using Reconciler.Objects;

namespace Reconciler.Server.Notifying;

/// <summary>
/// Decides what of an environment's states is worth telling: each outcome of a commit once, drift once in a while, and that a commit is
/// applied only where something was done for it.
/// </summary>
internal sealed class Announcer
{
    private const int MostNamed = 3;

    private static readonly TimeSpan DriftRest = TimeSpan.FromMinutes(10);

    private readonly Dictionary<ObjectKey, DateTimeOffset> _drifted = [];
    private (Occasion Occasion, string? Commit)? _told;
    private CommitState? _status;
    private bool _hasRun;

    /// <summary>What people are told of a state.</summary>
    public ImmutableArray<Notice> Hear(EnvironmentState state, DateTimeOffset now)
    {
        _hasRun |= state.Phase == ControlPhase.Applying;
        var notices = ImmutableArray.CreateBuilder<Notice>();
        ImmutableArray<DriftedObject> drifted = [.. state.Drifted.Where(drift => !_drifted.TryGetValue(drift.Key, out var at) || now - at >= DriftRest)];
        if (!drifted.IsEmpty)
        {
            foreach (var old in _drifted.Where(old => now - old.Value >= DriftRest).Select(old => old.Key).ToList()) _drifted.Remove(old);
            foreach (var drift in drifted) _drifted[drift.Key] = now;
            notices.Add(Made(state, Occasion.Drift, Named(drifted.Select(drift => $"{drift.Key} was changed by {drift.Manager ?? "somebody"}"))));
        }
        if (OccasionOf(state) is { } occasion && _told != (occasion, CommitOf(state)))
        {
            _told = (occasion, CommitOf(state));
            notices.Add(Made(state, occasion, MessageOf(state)));
        }
        return notices.ToImmutable();
    }

    /// <summary>What a forge is told of a state; a commit that another has overtaken while it was applied does not stay so for ever.</summary>
    public ImmutableArray<CommitState> Judge(EnvironmentState state)
    {
        if (CommitOf(state) is not { } commit || VerdictOf(state) is not { } verdict || (state.Phase != ControlPhase.Unreadable && state.Wanted?.IsDirty == true)) return [];
        var now = new CommitState(commit, verdict, verdict == CommitVerdict.Applied ? "applied" : verdict == CommitVerdict.Applying ? "applying" : MessageOf(state));
        // to put drift back does not undo that the commit was applied, and forges count how often they are told
        if (now == _status || (verdict == CommitVerdict.Applying && _status is { Verdict: CommitVerdict.Applied } applied && applied.Commit == commit)) return [];
        var before = _status;
        _status = now;
        return before is { Verdict: CommitVerdict.Applying or CommitVerdict.Waiting } && before.Commit != commit ? [new CommitState(before.Commit, CommitVerdict.Superseded, $"superseded by {commit[..Math.Min(7, commit.Length)]}"), now] : [now];
    }

    private Occasion? OccasionOf(EnvironmentState state) => state.Phase switch
    {
        ControlPhase.Failed => Occasion.Failed,
        ControlPhase.Unreadable when IsMistake(state) => Occasion.Failed,
        ControlPhase.Refused => Occasion.Refused,
        ControlPhase.Held when !state.Guarded.IsEmpty => Occasion.Refused,
        // a process that has only just begun has nothing to be proud of
        ControlPhase.Synced when _hasRun => Occasion.Succeeded,
        _ => null,
    };

    private static CommitVerdict? VerdictOf(EnvironmentState state) => state.Phase switch
    {
        ControlPhase.Applying => CommitVerdict.Applying,
        ControlPhase.Held => CommitVerdict.Waiting,
        ControlPhase.Synced => CommitVerdict.Applied,
        ControlPhase.Failed or ControlPhase.Refused => CommitVerdict.Failed,
        ControlPhase.Unreadable when IsMistake(state) => CommitVerdict.Failed,
        _ => null,
    };

    /// <summary>Whether it is the specs that are wrong, and not the way to them.</summary>
    private static bool IsMistake(EnvironmentState state) => !state.Problems.IsEmpty && state.Problems.All(problem => problem.Code.Number < 2000);

    private static string? CommitOf(EnvironmentState state) => state.Phase == ControlPhase.Unreadable ? state.Newest : state.Wanted?.Commit;

    private static string MessageOf(EnvironmentState state) => state.Phase switch
    {
        ControlPhase.Synced => "",
        ControlPhase.Failed => Named(state.Failed.Select(part => $"{part.Lane.Title}: {part.Why}")),
        ControlPhase.Unreadable => Named(state.Problems.Select(problem => problem.ToString())),
        ControlPhase.Held when !state.Guarded.IsEmpty => Named(state.Guarded.Select(problem => problem.Message).Distinct(StringComparer.Ordinal)),
        _ => state.Message,
    };

    private static string Named(IEnumerable<string> all)
    {
        var list = all.ToList();
        return string.Join("; ", list.Take(MostNamed)) + (list.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"; and {list.Count - MostNamed} more") : "");
    }

    private static Notice Made(EnvironmentState state, Occasion occasion, string message)
    {
        var commit = CommitOf(state);
        var facts = state.Wanted?.Commit == commit ? state.Wanted : null;
        return new Notice(occasion, state.Environment ?? state.Id, state.Cluster, state.Phase, message) { Commit = commit, Author = facts?.Author ?? "", Subject = facts?.Subject ?? "" };
    }
}
