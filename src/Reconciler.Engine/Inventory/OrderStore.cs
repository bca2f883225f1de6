using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Reconciler.Diffing;
using Reconciler.Holds;
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

    /// <summary>An order to sync, with an id of its own by which its run is found.</summary>
    public static SyncOrder NewSync(PartId part, string by, DateTimeOffset time) => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), part, by, time);

    /// <summary>What the Secret is called.</summary>
    public string Name => $"{identity.Manager}-orders";

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
        ["holds"] = orders.Holds.IsEmpty ? null : ListNode.Of(orders.Holds.Select(hold => (Node)HoldMaps.Of(hold))),
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
        ["pauses"] = ListNode.Of(orders.Pauses.Select(pause => (Node)new MapBuilder { ["part"] = pause.Part.Value, ["by"] = pause.By, ["since"] = Text(pause.Since) }.ToMap())),
        ["syncs"] = ListNode.Of(orders.Syncs.Select(sync => (Node)new MapBuilder { ["id"] = sync.Id, ["part"] = sync.Part.Value, ["by"] = sync.By, ["time"] = Text(sync.Time) }.ToMap())),
        ["approval"] = orders.Approval is { } approval ? Map(approval) : null,
        ["waiting"] = orders.Waiting is { } waiting ? new MapBuilder { ["plan"] = waiting.Hash, ["commit"] = waiting.Commit, ["codes"] = Numbers(waiting.Codes), ["deletions"] = waiting.Deletions }.ToMap() : null,
        ["pollAsked"] = orders.PollAsked is { } asked ? Text(asked) : null,
    }.ToMap();

    private static MapNode Map(ApprovalOrder approval) => new MapBuilder
    {
        ["plan"] = approval.PlanHash,
        ["codes"] = Numbers(approval.Codes),
        ["deletions"] = approval.Deletions is { } deletions ? deletions : null,
        ["by"] = approval.By,
        ["time"] = Text(approval.Time),
    }.ToMap();

    /// <summary>What the Secret of an environment says.</summary>
    public static StandingOrders Read(MapNode body)
    {
        var map = PackedJson.Read(Convert.FromBase64String(body.Map("data").Text(Field)?.Value ?? ""));
        return new StandingOrders
        {
            ResourceVersion = new LiveObject(body).ResourceVersion,
            Held = [.. map.Maps("held").Select(held => new HeldObject(Key(held), Text(held, "apiVersion"), Text(held, "uid"), new Lane(Text(held, "lane"), Text(held, "laneNamespace"), Origin.None), Text(held, "run"), Time(held, "until")))],
            Holds = [.. map.Maps("holds").Select(HoldMaps.Read).OfType<AppHold>()],
            Adoptions = [.. map.Maps("adoptions").Select(Key)],
            Runs = [.. map.Maps("runs").Select(run => new KeptRun(Text(run, "id"), Time(run, "time"), Number(run, "objects"), Number(run, "parts"), Number(run, "secretParts"), Time(run, "secretsUntil")) { Commit = run.Text("commit")?.Value })],
            Pauses = [.. map.Maps("pauses").Select(pause => new PauseOrder(new PartId(Text(pause, "part")), Text(pause, "by"), Time(pause, "since")))],
            Syncs = [.. map.Maps("syncs").Select(sync => new SyncOrder(Text(sync, "id"), new PartId(Text(sync, "part")), Text(sync, "by"), Time(sync, "time")))],
            Approval = map.Map("approval") is { } approval ? new ApprovalOrder(Text(approval, "plan"), Numbers(approval, "codes"), approval.Int("deletions")?.Value, Text(approval, "by"), Time(approval, "time")) : null,
            Waiting = map.Map("waiting") is { } waiting ? new WaitingPlan(Text(waiting, "plan"), waiting.Text("commit")?.Value, Numbers(waiting, "codes"), Number(waiting, "deletions")) : null,
            PollAsked = map.Text("pollAsked") is null ? null : Time(map, "pollAsked"),
        };
    }

    private static ListNode Numbers(ImmutableArray<int> numbers) => ListNode.Of(numbers.Select(number => (Node)ScalarNode.Of(number)));

    private static ImmutableArray<int> Numbers(MapNode map, string key) => [.. map.List(key)?.Items.OfType<ScalarNode>().Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture)) ?? []];

    private static MapBuilder KeyMap(ObjectKey key) => new() { ["group"] = key.Group, ["kind"] = key.Kind, ["namespace"] = key.Namespace, ["name"] = key.Name };

    private static ObjectKey Key(MapNode map) => new(Text(map, "group"), Text(map, "kind"), Text(map, "namespace"), Text(map, "name"));

    private static string Text(MapNode map, string key) => map.Text(key)?.Value ?? "";

    private static int Number(MapNode map, string key) => map.Int(key)?.Value ?? 0;

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(MapNode map, string key) => DateTimeOffset.Parse(Text(map, key), CultureInfo.InvariantCulture);
}
