using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Inventory;

/// <summary>A Secret with an App's configuration, and the newest of the kept revisions that needs it.</summary>
public sealed record PinnedConfiguration(ObjectKey Key, int Number);

/// <summary>One deploy of a lane as history keeps it: what was applied, from where, when and how it went. No secret value is in it.</summary>
public sealed record DeployedRevision(Lane Lane, int Number)
{
    private Lazy<LaneBases>? _bases;

    public string? Commit { get; init; }
    public string? Author { get; init; }
    public string? Subject { get; init; }
    public DateTimeOffset Time { get; init; }
    public double Seconds { get; init; }
    public string PlanHash { get; init; } = "";

    /// <summary>"deployed", or what went wrong in one word.</summary>
    public string Outcome { get; init; } = "";

    public ImmutableArray<RememberedObject> Objects { get; init; } = [];

    /// <summary>What the source wanted, as a hash; "" in records of older versions.</summary>
    public string Wish { get; init; } = "";

    /// <summary>By which commands the lane was held when this was applied, each in a word.</summary>
    public ImmutableArray<string> Holds { get; init; } = [];

    /// <summary>The revision whose objects these are; null but for a rollback.</summary>
    public int? RolledBackTo { get; init; }

    /// <summary>How many revisions the lane keeps, by its spec: for those who have no source.</summary>
    public int Keep { get; init; } = 10;

    /// <summary>How many seconds it may take until it is healthy.</summary>
    public int Patience { get; init; } = 300;

    /// <summary>What a deploy of the lane does beside writing and waiting.</summary>
    public LaneDeploy Deploy { get; init; } = LaneDeploy.Plain;

    /// <summary>What the source wanted where that is not what was applied.</summary>
    public LaneBases Bases
    {
        get => _bases?.Value ?? LaneBases.None;
        init => _bases = value.IsEmpty ? null : new Lazy<LaneBases>(value);
    }

    /// <summary>What the source wanted of the lane, whatever was held.</summary>
    public ImmutableArray<Manifest> SourceManifests => Bases.Source.IsEmpty
        ? [.. Objects.Where(item => item is { IsLeft: false, Applied: not null }).Select(item => KeptRevision.Of(item.Applied!, Lane))]
        : LaneBases.Manifests(Bases.Source, Lane);

    /// <summary>The revision as something to go back to.</summary>
    public KeptRevision Kept => new(Lane, Number, Objects) { Commit = Commit, Author = Author, Subject = Subject };

    /// <summary>The revision as something to choose.</summary>
    public RevisionFacts Facts => new(Number, Outcome, Wish.Length > 0 ? Wish : HeldLane.WishOf(SourceManifests)) { Commit = Commit, RolledBackTo = RolledBackTo, IsOfSpec = AppHold.AreOfSpec(Holds) };

    /// <summary>
    /// The configurations that this revision and those kept before it name, each with the newest revision that does. The newest revision
    /// knows them all, so that older ones need not be read to know what they need.
    /// </summary>
    public ImmutableArray<PinnedConfiguration> Pinned { get; init; } = [];

    /// <summary>The pins of a revision that follows another, of which so many are kept.</summary>
    public static ImmutableArray<PinnedConfiguration> Pins(int number, IEnumerable<ObjectKey> objects, DeployedRevision? last, int keep) =>
        [.. objects.Where(Generations.IsConfiguration).Select(key => new PinnedConfiguration(key, number))
            .Concat(last?.Pinned ?? []).Where(pin => pin.Number > number - keep).DistinctBy(pin => pin.Key)];

    /// <summary>The revision as compressed JSON, but for what was applied, which is most of it and seldom asked for.</summary>
    public byte[] Packed() => PackedJson.Write(new MapBuilder
    {
        ["lane"] = Lane.Title,
        ["namespace"] = Lane.Namespace,
        ["number"] = Number,
        ["commit"] = Commit,
        ["author"] = Author,
        ["subject"] = Subject,
        ["time"] = Time.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["seconds"] = new ScalarNode(ScalarKind.Float, Seconds.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
        ["planHash"] = PlanHash,
        ["outcome"] = Outcome,
        ["objects"] = ListNode.Of(Objects.Select(item => (Node)Packed(item).ToMap())),
        ["wish"] = Wish.Length == 0 ? null : Wish,
        ["holds"] = Holds.IsEmpty ? null : ListNode.Of(Holds.Select(word => (Node)ScalarNode.Of(word, Origin.None))),
        ["rolledBackTo"] = RolledBackTo is { } revision ? ScalarNode.Of(revision) : null,
        ["keep"] = Keep,
        ["patience"] = Patience,
        ["deploy"] = Deploy.ToTree(),
        ["pinned"] = ListNode.Of(Pinned.Select(pin => (Node)new MapBuilder { ["namespace"] = pin.Key.Namespace, ["name"] = pin.Key.Name, ["number"] = pin.Number }.ToMap())),
    }.ToMap());

    /// <summary>What was applied, object by object, as compressed JSON.</summary>
    public byte[] PackedApplied() => PackedJson.Write(new MapBuilder { ["applied"] = ListNode.Of(Objects.Select(item => (Node?)item.Applied ?? ScalarNode.Null)) }.ToMap());

    /// <summary>A revision from its compressed JSON; what was applied is only unpacked when it is asked for.</summary>
    public static DeployedRevision Unpacked(ReadOnlyMemory<byte> packed, Func<byte[]>? packedApplied, Func<byte[]>? packedBases = null)
    {
        var map = PackedJson.Read(packed);
        var applied = packedApplied is null ? null : new Lazy<ListNode?>(() => PackedJson.Read(packedApplied())["applied"] as ListNode);
        var lane = new Lane(map.Text("lane")?.Value ?? "", map.Text("namespace")?.Value ?? "", Origin.None);
        return new DeployedRevision(lane, map.Int("number")?.Value ?? 0)
        {
            Commit = map.Text("commit")?.Value,
            Author = map.Text("author")?.Value,
            Subject = map.Text("subject")?.Value,
            Time = DateTimeOffset.Parse(map.Text("time")?.Value ?? "", System.Globalization.CultureInfo.InvariantCulture),
            Seconds = double.Parse(map.Text("seconds")?.Value ?? "0", System.Globalization.CultureInfo.InvariantCulture),
            PlanHash = map.Text("planHash")?.Value ?? "",
            Outcome = map.Text("outcome")?.Value ?? "",
            Wish = map.Text("wish")?.Value ?? "",
            Holds = [.. map.Texts("holds").Select(word => word.Value)],
            RolledBackTo = map.Int("rolledBackTo")?.Value,
            Keep = map.Int("keep")?.Value ?? 10,
            Patience = map.Int("patience")?.Value ?? 300,
            Deploy = map.Map("deploy") is { } deploy ? LaneDeploy.FromTree(deploy) : LaneDeploy.Plain,
            _bases = packedBases is null ? null : new Lazy<LaneBases>(() => LaneBases.Unpacked(packedBases())),
            // the first records had it beside each object
            Objects = [.. map.Maps("objects").Select((item, at) => Unpacked(item, lane).AppliedAs(() => applied is null ? item.Map("applied") : applied.Value?.Items[at] as MapNode))],
            Pinned = [.. map.Maps("pinned").Select(pin => new PinnedConfiguration(new ObjectKey("", "Secret", pin.Text("namespace")?.Value ?? "", pin.Text("name")?.Value ?? ""), pin.Int("number")?.Value ?? 0))],
        };
    }

    private static MapBuilder Packed(RememberedObject item) => new()
    {
        ["group"] = item.Key.Group,
        ["kind"] = item.Key.Kind,
        ["namespace"] = item.Key.Namespace,
        ["name"] = item.Key.Name,
        ["apiVersion"] = item.ApiVersion,
        ["uid"] = item.Uid,
        ["finished"] = item.IsFinished ? ScalarNode.Of(true) : null,
        ["left"] = item.IsLeft ? ScalarNode.Of(true) : null,
    };

    private static RememberedObject Unpacked(MapNode item, Lane lane)
    {
        string Text(string key) => item.Text(key)?.Value ?? "";
        var key = new ObjectKey(Text("group"), Text("kind"), Text("namespace"), Text("name"));
        return new RememberedObject(key, Text("apiVersion"), Text("uid"), lane) { IsFinished = item.Flag("finished")?.Value == true, IsLeft = item.Flag("left")?.Value == true };
    }

    /// <summary>What history keeps of an object: all that was sent, but of a Secret only that it was there.</summary>
    public static RememberedObject Remember(DesiredObject desired, string uid) =>
        new(desired.Key, desired.ApiVersion, uid, desired.Manifest.Lane) { Applied = desired.IsSecret ? desired.Body.Without("data") : desired.Body };
}
