using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Inventory;

/// <summary>A Secret with an App's configuration, and the newest of the kept revisions that needs it.</summary>
public sealed record PinnedConfiguration(ObjectKey Key, int Number);

/// <summary>One deploy of a lane as history keeps it: what was applied, from where, when and how it went. No secret value is in it.</summary>
public sealed record DeployedRevision(Lane Lane, int Number)
{
    public string? Commit { get; init; }
    public string? Author { get; init; }
    public string? Subject { get; init; }
    public DateTimeOffset Time { get; init; }
    public double Seconds { get; init; }
    public string PlanHash { get; init; } = "";

    /// <summary>"deployed", or what went wrong in one word.</summary>
    public string Outcome { get; init; } = "";

    public ImmutableArray<RememberedObject> Objects { get; init; } = [];

    /// <summary>
    /// The configurations that this revision and those kept before it name, each with the newest revision that does. The newest revision
    /// knows them all, so that older ones need not be read to know what they need.
    /// </summary>
    public ImmutableArray<PinnedConfiguration> Pinned { get; init; } = [];

    /// <summary>The pins of a revision that follows another, of which so many are kept.</summary>
    public static ImmutableArray<PinnedConfiguration> Pins(int number, IEnumerable<ObjectKey> objects, DeployedRevision? last, int keep) =>
        [.. objects.Where(Generations.IsConfiguration).Select(key => new PinnedConfiguration(key, number))
            .Concat(last?.Pinned ?? []).Where(pin => pin.Number > number - keep).DistinctBy(pin => pin.Key)];

    /// <summary>The revision as compressed JSON.</summary>
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
        ["pinned"] = ListNode.Of(Pinned.Select(pin => (Node)new MapBuilder { ["namespace"] = pin.Key.Namespace, ["name"] = pin.Key.Name, ["number"] = pin.Number }.ToMap())),
    }.ToMap());

    public static DeployedRevision Unpacked(ReadOnlyMemory<byte> packed)
    {
        var map = PackedJson.Read(packed);
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
            Objects = [.. map.Maps("objects").Select(item => Unpacked(item, lane))],
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
        ["applied"] = item.Applied,
        ["finished"] = item.IsFinished ? ScalarNode.Of(true) : null,
        ["left"] = item.IsLeft ? ScalarNode.Of(true) : null,
    };

    private static RememberedObject Unpacked(MapNode item, Lane lane)
    {
        string Text(string key) => item.Text(key)?.Value ?? "";
        var key = new ObjectKey(Text("group"), Text("kind"), Text("namespace"), Text("name"));
        return new RememberedObject(key, Text("apiVersion"), Text("uid"), lane) { Applied = item.Map("applied"), IsFinished = item.Flag("finished")?.Value == true, IsLeft = item.Flag("left")?.Value == true };
    }

    /// <summary>What history keeps of an object: all that was sent, but of a Secret only that it was there.</summary>
    public static RememberedObject Remember(DesiredObject desired, string uid) =>
        new(desired.Key, desired.ApiVersion, uid, desired.Manifest.Lane) { Applied = desired.IsSecret ? desired.Body.Without("data") : desired.Body };
}
