using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Inventory;

/// <summary>An object as it was before a run deleted it: what was ours of it, and what the server had given to it.</summary>
public sealed record KeptObject(MapNode Body, Lane Lane, ImmutableArray<InitialField> Allocated)
{
    public ObjectKey Key { get; } = ObjectKey.Of(Body);

    public bool IsSecret { get; } = ObjectHasher.IsSecret(Body);

    public static KeptObject Of(Change change, Identity identity)
    {
        var live = change.Live!;
        var owned = live.Applied(identity.Manager) is { } entry ? OwnedPart.Of(live, entry) : live.Body;
        return new KeptObject(owned, change.Lane, Diffing.Allocated.Of(live, owned));
    }
}

/// <summary>
/// Where deleted objects are kept for undo: Secrets of the system namespace, as many to a run as its objects need. Those with values of
/// Secrets are apart, because they leave sooner.
/// </summary>
public sealed class KeptStore(ICluster cluster, Identity identity, string systemNamespace)
{
    /// <summary>How long values of deleted Secrets are kept.</summary>
    public static readonly TimeSpan SecretTime = TimeSpan.FromHours(24);

    private const string Field = "objects";

    // A Secret holds 1 MiB; what can't be compressed still fits.
    private const int MostBytes = 900_000;

    /// <summary>The record of a run that is about to delete objects, and what has to be written for it.</summary>
    public static (KeptRun Run, ImmutableArray<ImmutableArray<KeptObject>> Parts, ImmutableArray<ImmutableArray<KeptObject>> SecretParts) Divide(string run, DateTimeOffset now, string? commit, ImmutableArray<KeptObject> objects)
    {
        var plain = Parts(objects.Where(item => !item.IsSecret));
        var secret = Parts(objects.Where(item => item.IsSecret));
        return (new KeptRun(run, now, objects.Length, plain.Length, secret.Length, now + SecretTime) { Commit = commit }, plain, secret);
    }

    public async Task<KubeError?> WriteAsync(KeptRun run, ImmutableArray<ImmutableArray<KeptObject>> parts, ImmutableArray<ImmutableArray<KeptObject>> secretParts, CancellationToken cancellation)
    {
        foreach (var (name, part) in Names(run).Zip(parts.Concat(secretParts)))
            if ((await cluster.ApplyAsync(Address(name), Body(name, run, part), new WriteOptions(identity.Manager) { Force = true }, cancellation)).Error is { } error) return error;
        return null;
    }

    /// <summary>All that is kept of a run; parts whose time is over are not there.</summary>
    public async Task<Answer<ImmutableArray<KeptObject>>> ReadAsync(KeptRun run, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<KeptObject>();
        foreach (var name in Names(run))
        {
            var answer = await cluster.GetAsync(Address(name), cancellation);
            if (answer.Error is KubeError.NotFound) continue;
            if (!answer.TryGet(out var body, out var why)) return new Answer<ImmutableArray<KeptObject>>.Failed(why);
            found.AddRange(PackedJson.Read(Convert.FromBase64String(body.Map("data").Text(Field)?.Value ?? "")).Maps("objects").Select(Unpacked));
        }
        return new Answer<ImmutableArray<KeptObject>>.Ok(found.ToImmutable(), 200);
    }

    /// <summary>Lets go of what is kept of a run: all of it, or the values of Secrets only.</summary>
    public async Task<KubeError?> ForgetAsync(KeptRun run, bool secretsOnly, CancellationToken cancellation)
    {
        foreach (var name in secretsOnly ? Names(run).Skip(run.Parts) : Names(run))
            if ((await cluster.DeleteAsync(Address(name), new DeleteOptions(Propagation.Background), cancellation)).Error is { } error and not KubeError.NotFound) return error;
        return null;
    }

    private IEnumerable<string> Names(KeptRun run) =>
        Enumerable.Range(1, run.Parts).Select(part => string.Create(CultureInfo.InvariantCulture, $"{identity.Manager}-kept-{run.Id}-{part}"))
            .Concat(Enumerable.Range(1, run.SecretParts).Select(part => string.Create(CultureInfo.InvariantCulture, $"{identity.Manager}-kept-{run.Id}-secrets-{part}")));

    private ObjectAddress Address(string name) => new(KubeResource.Secrets, systemNamespace, name);

    private MapNode Body(string name, KeptRun run, ImmutableArray<KeptObject> objects) => new MapBuilder
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new MapBuilder { ["name"] = name, ["namespace"] = systemNamespace, ["labels"] = new MapBuilder { [HistoryStore.HistoryLabel] = identity.Environment, ["reconciler.dev/run"] = run.Id } },
        ["type"] = "reconciler.dev/kept",
        ["data"] = new MapBuilder { [Field] = Convert.ToBase64String(PackedJson.Write(new MapBuilder { ["objects"] = ListNode.Of(objects.Select(item => (Node)Packed(item).ToMap())) }.ToMap())) },
    }.ToMap();

    private static ImmutableArray<ImmutableArray<KeptObject>> Parts(IEnumerable<KeptObject> objects)
    {
        var parts = ImmutableArray.CreateBuilder<ImmutableArray<KeptObject>>();
        var part = ImmutableArray.CreateBuilder<KeptObject>();
        var size = 0;
        foreach (var item in objects)
        {
            var bytes = Encoding.UTF8.GetByteCount(CanonicalJson.Write(item.Body));
            if (part.Count > 0 && size + bytes > MostBytes)
            {
                parts.Add(part.DrainToImmutable());
                size = 0;
            }
            part.Add(item);
            size += bytes;
        }
        if (part.Count > 0) parts.Add(part.DrainToImmutable());
        return parts.ToImmutable();
    }

    private static MapBuilder Packed(KeptObject item) => new()
    {
        ["lane"] = item.Lane.Title,
        ["laneNamespace"] = item.Lane.Namespace,
        ["body"] = item.Body,
        ["allocated"] = ListNode.Of(item.Allocated.Select(field => (Node)new MapBuilder { ["path"] = ListNode.Of(field.Path.Elements.Select(Node.ToNode)), ["value"] = field.Value }.ToMap())),
    };

    private static KeptObject Unpacked(MapNode map) => new(
        map.Map("body") ?? MapNode.Empty,
        new Lane(map.Text("lane")?.Value ?? "", map.Text("laneNamespace")?.Value ?? "", Origin.None),
        [.. map.Maps("allocated").Select(field => new InitialField(new FieldPointer([.. field.Texts("path").Select(element => element.Value)]), field["value"]))]);
}
