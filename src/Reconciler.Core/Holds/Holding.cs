using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Holds;

/// <summary>What the wanted objects with holds are made of.</summary>
public sealed record HoldingInput(ManifestSet Manifests, ImmutableArray<AppHold> Holds)
{
    /// <summary>The revisions that rollbacks name, by the id of their lane; one that is not here is not kept any more.</summary>
    public ImmutableDictionary<string, KeptRevision> Kept { get; init; } = ImmutableDictionary<string, KeptRevision>.Empty;

    /// <summary>How the lanes would run that their specs say are stopped.</summary>
    public ImmutableDictionary<string, ImmutableArray<Manifest>> Started { get; init; } = ImmutableDictionary<string, ImmutableArray<Manifest>>.Empty;

    /// <summary>What a lane's source wanted when that is known from history; else it is told from the manifests.</summary>
    public ImmutableDictionary<string, string> Wishes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// What the lanes' sources wanted at the last deploy, where the source is at the commit that was applied last: whatever it renders to today,
    /// no spec has changed.
    /// </summary>
    public ImmutableDictionary<string, string> Unchanged { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The lanes whose last revision was held, with what their specs wanted then.</summary>
    public ImmutableDictionary<string, string> Formerly { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The Jobs that ran to their end, as the last revisions say.</summary>
    public ImmutableHashSet<ObjectKey> Finished { get; init; } = [];

    /// <summary>The other lane that an object belongs to, where these manifests are not all there are.</summary>
    public Func<ObjectKey, Lane?> Elsewhere { get; init; } = _ => null;
}

/// <summary>The wanted objects with holds, the lanes that have some, and what is worth knowing of them.</summary>
public sealed record Held(ManifestSet Manifests, ImmutableDictionary<string, HeldLane> Lanes, ImmutableArray<Diagnostic> Notes)
{
    public static readonly Held Nothing = new(new ManifestSet([], []), ImmutableDictionary<string, HeldLane>.Empty, []);

    public HeldLane? Of(Lane lane) => Lanes.GetValueOrDefault(lane.Id);

    /// <summary>The holds as they are to be remembered: without those that the spec has ended.</summary>
    public ImmutableArray<AppHold> Settled(ImmutableArray<AppHold> holds)
    {
        var ended = Lanes.Values.SelectMany(lane => lane.Ended).ToHashSet();
        var renewed = Lanes.Values.SelectMany(lane => lane.Renewed).ToDictionary();
        return holds.Any(hold => ended.Contains(hold) || renewed.ContainsKey(hold)) ? [.. holds.Where(hold => !ended.Contains(hold)).Select(hold => renewed.GetValueOrDefault(hold, hold))] : holds;
    }
}

/// <summary>
/// From what the source wants to what is wanted with holds: the one step by which plan, apply and controller know of them. It is the last
/// before the comparison with the cluster, so whatever guards a wanted object guards a held one too.
/// </summary>
public static class Holding
{
    public static Held Apply(HoldingInput input)
    {
        var concerned = input.Holds.Select(hold => hold.Part.Value).Concat(input.Formerly.Keys).ToHashSet(StringComparer.Ordinal);
        if (concerned.Count == 0) return Held.Nothing with { Manifests = input.Manifests };
        var sources = input.Manifests.Manifests.Where(manifest => concerned.Contains(manifest.Lane.Id)).ToLookup(manifest => manifest.Lane.Id, StringComparer.Ordinal);
        var notes = ImmutableArray.CreateBuilder<Diagnostic>();
        var lanes = ImmutableDictionary.CreateBuilder<string, HeldLane>(StringComparer.Ordinal);
        var wanted = new List<Manifest>(input.Manifests.Manifests.Where(manifest => !concerned.Contains(manifest.Lane.Id)));
        var owners = input.Manifests.Manifests.ToDictionary(manifest => manifest.Key, manifest => manifest.Lane);
        foreach (var id in concerned.Order(StringComparer.Ordinal))
        {
            var one = new OneLane(input, id, [.. sources[id]], key => (owners.GetValueOrDefault(key) ?? input.Elsewhere(key)) is { } owner && owner.Id != id ? owner : null, notes);
            wanted.AddRange(one.Manifests);
            lanes[id] = one.Lane;
        }
        return new Held(input.Manifests with { Manifests = [.. wanted.OrderBy(manifest => manifest.Key)] }, lanes.ToImmutable(), notes.ToImmutable());
    }

    /// <summary>One lane: its objects are replaced by those of a revision, then stopped or started, then restarted.</summary>
    private sealed class OneLane
    {
        private readonly string _name;
        private readonly ImmutableArray<Diagnostic>.Builder _notes;

        public OneLane(HoldingInput input, string id, ImmutableArray<Manifest> source, Func<ObjectKey, Lane?> other, ImmutableArray<Diagnostic>.Builder notes)
        {
            _notes = notes;
            _name = id[(id.LastIndexOf('/') + 1)..];
            var wish = input.Wishes.GetValueOrDefault(id) ?? HeldLane.WishOf(source);
            var holds = input.Holds.Where(hold => hold.Part.Value == id).ToLookup(hold => hold is AppHold.Restart || hold.Wish == wish || hold.Wish == input.Unchanged.GetValueOrDefault(id));
            var (counting, kept) = (holds[true].ToList(), input.Kept.GetValueOrDefault(id));
            Manifests = source;
            if (counting.OfType<AppHold.Rollback>().LastOrDefault() is { } rollback) Manifests = kept is null ? Missing(source, rollback) : [.. RolledBack(kept, other), .. source.Where(manifest => IsDone(manifest, input, kept))];
            if (counting.Any(hold => hold is AppHold.Stop)) Manifests = Stopping.Stopped(Manifests);
            else if (counting.Any(hold => hold is AppHold.Start) && input.Started.TryGetValue(id, out var running)) Manifests = Stopping.Started(Manifests, running);
            var over = counting.OfType<AppHold.Restart>().Where(restart => !Restarting.Counts(restart, Manifests)).ToList();
            var active = counting.Except(over).ToImmutableArray();
            Manifests = [.. Manifests.Select(manifest => Restarting.Restarted(manifest, active.OfType<AppHold.Restart>()))];
            // what has changed since a restart, or in this version of ours, is no matter of a hold
            var causes = active.Where(hold => hold.Wish == wish).DistinctBy(hold => hold.Word).Select(hold => $"{hold.Words} by {hold.By}").ToList();
            foreach (var hold in active) Note(hold);
            foreach (var hold in holds[false]) notes.Add(HoldCodes.HoldEnds.At(Origin.None, $"{_name} was {hold.Words} by {hold.By}; its spec has changed since, which ends that"));
            Lane = new HeldLane(wish, source)
            {
                Holds = active,
                Ended = [.. holds[false], .. over],
                Renewed = active.Where(hold => hold is not AppHold.Restart && hold.Wish != wish).ToImmutableDictionary(hold => hold, hold => hold with { Wish = wish }),
                RolledBackTo = active.Any(hold => hold is AppHold.Rollback) ? kept : null,
                Cause = causes.Count > 0 ? string.Join(", ", causes) : input.Formerly.GetValueOrDefault(id) == wish ? "a hold has ended" : null,
            };
        }

        public ImmutableArray<Manifest> Manifests { get; }

        public HeldLane Lane { get; }

        /// <summary>What is to be had back is not known, so nothing of the lane is touched.</summary>
        private ImmutableArray<Manifest> Missing(ImmutableArray<Manifest> source, AppHold.Rollback rollback)
        {
            var why = HoldCodes.RevisionGone.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{_name} is rolled back to revision {rollback.Revision}, which history no longer has"), $"roll back to another one, or reconcile resume {_name}");
            return [.. source.Select(manifest => manifest with { Hindrance = why })];
        }

        /// <summary>A Job of the newer spec that ran to its end stays, or it would run once more when the rollback ends.</summary>
        private static bool IsDone(Manifest manifest, HoldingInput input, KeptRevision kept) => input.Finished.Contains(manifest.Key) && !kept.Manifests.Any(other => other.Key == manifest.Key);

        private ImmutableArray<Manifest> RolledBack(KeptRevision kept, Func<ObjectKey, Lane?> other)
        {
            var manifests = kept.Manifests;
            foreach (var manifest in manifests)
                if (other(manifest.Key) is { } owner) _notes.Add(HoldCodes.MovedAway.At(Origin.None, $"{manifest.Key} is left out of the rollback of {_name}: {owner.Title} makes it now"));
            return manifests.RemoveAll(manifest => other(manifest.Key) is not null);
        }

        private void Note(AppHold hold)
        {
            var end = hold switch
            {
                AppHold.Restart => "",
                AppHold.Stop => $"; reconcile start {_name} ends that, and so does a change of its spec",
                _ => $"{(hold.Until is { } until ? $", until {until.UtcDateTime:u}" : "")}; reconcile resume {_name} ends that, and so does a change of its spec",
            };
            _notes.Add(CodeOf(hold).At(Origin.None, $"{_name} is {hold.Words} by {hold.By} since {hold.Since.UtcDateTime:u}{end}"));
        }

        private static DiagnosticCode CodeOf(AppHold hold) => hold switch
        {
            AppHold.Stop => HoldCodes.Stopped,
            AppHold.Start => HoldCodes.Started,
            AppHold.Restart => HoldCodes.Restarted,
            AppHold.Rollback => HoldCodes.RolledBack,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
