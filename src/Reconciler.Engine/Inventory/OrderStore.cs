using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Inventory;

/// <summary>Standing orders, in one Secret beside history. Two who change them at once are one after the other.</summary>
public sealed class OrderStore(ICluster cluster, Identity identity, string systemNamespace)
{
    private const string Field = "orders";
    private const int MostTries = 5;

    private string Name => $"{identity.Manager}-orders";

    /// <summary>The orders among the records that were listed.</summary>
    public static StandingOrders Find(ObjectList records) =>
        records.Items.Where(item => item.Map("data").Text(Field) is not null).Select(Read).FirstOrDefault() ?? new StandingOrders();

    public async Task<Answer<StandingOrders>> ReadAsync(CancellationToken cancellation)
    {
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, systemNamespace, Name), cancellation);
        return answer.Error is KubeError.NotFound or KubeError.NamespaceMissing ? new Answer<StandingOrders>.Ok(new StandingOrders(), 404) : answer.Select(Read);
    }

    /// <summary>Reads, changes and writes, anew where somebody was quicker. The change may be asked more than once.</summary>
    public async Task<KubeError?> ChangeAsync(Func<StandingOrders, StandingOrders> change, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            if (!(await ReadAsync(cancellation)).TryGet(out var orders, out var unread)) return unread;
            var changed = change(orders);
            if (changed == orders) return null;
            var written = orders.ResourceVersion is null
                ? await cluster.CreateAsync(KubeResource.Secrets, Body(changed), new WriteOptions(identity.Manager), cancellation)
                : await cluster.ReplaceAsync(new ObjectAddress(KubeResource.Secrets, systemNamespace, Name), Body(changed), new WriteOptions(identity.Manager), cancellation);
            if (written.Error is not (KubeError.Stale or KubeError.AlreadyExists or KubeError.NotFound) || tries == MostTries) return written.Error;
        }
    }

    private MapNode Body(StandingOrders orders) => new MapBuilder
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new MapBuilder
        {
            ["name"] = Name,
            ["namespace"] = systemNamespace,
            ["labels"] = new MapBuilder { [HistoryStore.HistoryLabel] = identity.Environment, [HistoryStore.LatestLabel] = "true" },
            ["resourceVersion"] = orders.ResourceVersion,
        },
        ["type"] = "reconciler.dev/orders",
        ["data"] = new MapBuilder { [Field] = Convert.ToBase64String(PackedJson.Write(Map(orders))) },
    }.ToMap();

    private static MapNode Map(StandingOrders orders) => new MapBuilder
    {
        ["held"] = ListNode.Of(orders.Held.Select(held => (Node)KeyMap(held.Key).AddAll(new MapBuilder
        {
            ["apiVersion"] = held.ApiVersion,
            ["uid"] = held.Uid,
            ["lane"] = held.Lane.Title,
            ["laneNamespace"] = held.Lane.Namespace,
            ["run"] = held.Run,
            ["until"] = Text(held.Until),
        }.ToMap()).ToMap())),
        ["adoptions"] = ListNode.Of(orders.Adoptions.Select(key => (Node)KeyMap(key).ToMap())),
        ["runs"] = ListNode.Of(orders.Runs.Select(run => (Node)new MapBuilder
        {
            ["id"] = run.Id,
            ["time"] = Text(run.Time),
            ["objects"] = run.Objects,
            ["parts"] = run.Parts,
            ["secretParts"] = run.SecretParts,
            ["secretsUntil"] = Text(run.SecretsUntil),
            ["commit"] = run.Commit,
        }.ToMap())),
    }.ToMap();

    private static StandingOrders Read(MapNode body)
    {
        var map = PackedJson.Read(Convert.FromBase64String(body.Map("data").Text(Field)?.Value ?? ""));
        return new StandingOrders
        {
            ResourceVersion = new LiveObject(body).ResourceVersion,
            Held = [.. map.Maps("held").Select(held => new HeldObject(Key(held), Text(held, "apiVersion"), Text(held, "uid"), new Lane(Text(held, "lane"), Text(held, "laneNamespace"), Origin.None), Text(held, "run"), Time(held, "until")))],
            Adoptions = [.. map.Maps("adoptions").Select(Key)],
            Runs = [.. map.Maps("runs").Select(run => new KeptRun(Text(run, "id"), Time(run, "time"), Number(run, "objects"), Number(run, "parts"), Number(run, "secretParts"), Time(run, "secretsUntil")) { Commit = run.Text("commit")?.Value })],
        };
    }

    private static MapBuilder KeyMap(ObjectKey key) => new() { ["group"] = key.Group, ["kind"] = key.Kind, ["namespace"] = key.Namespace, ["name"] = key.Name };

    private static ObjectKey Key(MapNode map) => new(Text(map, "group"), Text(map, "kind"), Text(map, "namespace"), Text(map, "name"));

    private static string Text(MapNode map, string key) => map.Text(key)?.Value ?? "";

    private static int Number(MapNode map, string key) => map.Int(key)?.Value ?? 0;

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(MapNode map, string key) => DateTimeOffset.Parse(Text(map, key), CultureInfo.InvariantCulture);
}
