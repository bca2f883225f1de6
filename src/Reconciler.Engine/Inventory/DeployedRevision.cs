using System.Collections.Immutable;
using System.IO.Compression;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Inventory;

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

    /// <summary>The revision as compressed JSON.</summary>
    public byte[] Packed()
    {
        var map = new MapBuilder
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
        }.ToMap();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(CanonicalJson.Utf8(map));
        return packed.ToArray();
    }

    public static DeployedRevision Unpacked(ReadOnlyMemory<byte> packed)
    {
        using var input = new MemoryStream(packed.ToArray());
        using var gzip = new GZipStream(input, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        var map = (MapNode)NodeJson.Read(plain.GetBuffer().AsSpan(0, (int)plain.Length));
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
    };

    private static RememberedObject Unpacked(MapNode item, Lane lane)
    {
        string Text(string key) => item.Text(key)?.Value ?? "";
        var key = new ObjectKey(Text("group"), Text("kind"), Text("namespace"), Text("name"));
        return new RememberedObject(key, Text("apiVersion"), Text("uid"), lane) { Applied = item.Map("applied") };
    }

    /// <summary>What history keeps of an object: all that was sent, but of a Secret only that it was there.</summary>
    public static RememberedObject Remember(DesiredObject desired, string uid) =>
        new(desired.Key, desired.ApiVersion, uid, desired.Manifest.Lane) { Applied = desired.IsSecret ? desired.Body.Without("data") : desired.Body };
}
