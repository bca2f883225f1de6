using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Engine.Inventory;

/// <summary>What an environment remembers, as far as a plan needs it.</summary>
public sealed record Records(ImmutableArray<DeployedRevision> Revisions, StandingOrders Orders);

/// <summary>
/// Revisions of lanes, each a Secret in the system namespace. The newest of each lane carries a label of its own, so that what is
/// needed for a plan comes with one list however long history is.
/// </summary>
public sealed class HistoryStore(ICluster cluster, Identity identity, string systemNamespace)
{
    /// <summary>Names the environment of a record.</summary>
    public const string HistoryLabel = "reconciler.dev/history";

    /// <summary>Marks the records that a plan needs.</summary>
    public const string LatestLabel = "reconciler.dev/latest";

    private const string LaneLabel = "reconciler.dev/lane";
    private const string Field = "revision";

    /// <summary>The newest revision of every lane, and the standing orders that lie beside them.</summary>
    public async Task<Answer<Records>> ReadAsync(CancellationToken cancellation)
    {
        var request = new ListRequest(KubeResource.Secrets) { Namespace = systemNamespace, LabelSelector = $"{HistoryLabel}={identity.Environment},{LatestLabel}=true" };
        return (await cluster.ListAsync(request, cancellation)).Select(list => new Records(Newest(Revisions(list)), OrderStore.Find(list)));
    }

    /// <summary>The newest revision of every lane.</summary>
    public async Task<Answer<ImmutableArray<DeployedRevision>>> LatestAsync(CancellationToken cancellation) => (await ReadAsync(cancellation)).Select(records => records.Revisions);

    /// <summary>All revisions of a lane, newest first.</summary>
    public async Task<Answer<ImmutableArray<DeployedRevision>>> OfLaneAsync(Lane lane, CancellationToken cancellation)
    {
        var answer = await ListAsync($"{HistoryLabel}={identity.Environment},{LaneLabel}={LaneId(lane)}", cancellation);
        return answer.Select(all => all.OrderByDescending(revision => revision.Number).ToImmutableArray());
    }

    /// <summary>Writes a lane's next revision, and lets go of what is older than the number to keep.</summary>
    public async Task<KubeError?> AddAsync(DeployedRevision revision, int keep, CancellationToken cancellation)
    {
        var made = await cluster.ApplyAsync(Address(revision), Body(revision, isLatest: true), new WriteOptions(identity.Manager) { Force = true }, cancellation);
        if (made.Error is { } error) return error;
        var older = await cluster.ListAsync(new ListRequest(KubeResource.Secrets) { Namespace = systemNamespace, LabelSelector = $"{HistoryLabel}={identity.Environment},{LaneLabel}={LaneId(revision.Lane)}", IsMetadataOnly = true }, cancellation);
        if (!older.TryGet(out var list, out var why)) return why;
        foreach (var live in list.Items.Select(item => new LiveObject(item)))
        {
            var number = NumberOf(live.Key.Name);
            if (number >= revision.Number) continue;
            var address = new ObjectAddress(KubeResource.Secrets, systemNamespace, live.Key.Name);
            if (number <= revision.Number - keep) await cluster.DeleteAsync(address, new DeleteOptions(Propagation.Background) { Uid = live.Uid }, cancellation);
            else if (live.Body.Map("metadata").Map("labels").Text(LatestLabel) is not null) await cluster.PatchAsync(address, Unlatest(live), new WriteOptions(identity.Manager), cancellation);
        }
        return null;
    }

    /// <summary>Forgets a lane whose last object is gone.</summary>
    public async Task ForgetAsync(Lane lane, CancellationToken cancellation)
    {
        var all = await cluster.ListAsync(new ListRequest(KubeResource.Secrets) { Namespace = systemNamespace, LabelSelector = $"{HistoryLabel}={identity.Environment},{LaneLabel}={LaneId(lane)},{LatestLabel}=true", IsMetadataOnly = true }, cancellation);
        if (!all.TryGet(out var list, out _)) return;
        foreach (var live in list.Items.Select(item => new LiveObject(item)))
            await cluster.PatchAsync(new ObjectAddress(KubeResource.Secrets, systemNamespace, live.Key.Name), Unlatest(live), new WriteOptions(identity.Manager), cancellation);
    }

    private async Task<Answer<List<DeployedRevision>>> ListAsync(string selector, CancellationToken cancellation) =>
        (await cluster.ListAsync(new ListRequest(KubeResource.Secrets) { Namespace = systemNamespace, LabelSelector = selector }, cancellation)).Select(Revisions);

    private static List<DeployedRevision> Revisions(ObjectList list) =>
        [.. list.Items.Select(item => item.Map("data").Text(Field)).OfType<Sourced<string>>().Select(text => DeployedRevision.Unpacked(Convert.FromBase64String(text.Value)))];

    /// <summary>Two of a lane are there when a process ended between writing one and taking the label from the other.</summary>
    private static ImmutableArray<DeployedRevision> Newest(List<DeployedRevision> all) =>
        [.. all.GroupBy(revision => revision.Lane.Id).Select(lane => lane.MaxBy(revision => revision.Number)!)];

    private static ListNode Unlatest(LiveObject live) => ListNode.Of(
        new MapBuilder { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = live.ResourceVersion }.ToMap(),
        new MapBuilder { ["op"] = "remove", ["path"] = $"/metadata/labels/{LatestLabel.Replace("/", "~1", StringComparison.Ordinal)}" }.ToMap());

    private MapNode Body(DeployedRevision revision, bool isLatest) => new MapBuilder
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new MapBuilder
        {
            ["name"] = Address(revision).Name,
            ["namespace"] = systemNamespace,
            ["labels"] = new MapBuilder { [HistoryLabel] = identity.Environment, [LaneLabel] = LaneId(revision.Lane), [LatestLabel] = isLatest ? "true" : null },
        },
        ["type"] = "reconciler.dev/revision",
        ["data"] = new MapBuilder { [Field] = Convert.ToBase64String(revision.Packed()) },
    }.ToMap();

    private ObjectAddress Address(DeployedRevision revision) =>
        new(KubeResource.Secrets, systemNamespace, string.Create(CultureInfo.InvariantCulture, $"{identity.Manager}-history-{LaneId(revision.Lane)}-{revision.Number}"));

    private static int NumberOf(string name) => int.TryParse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static string LaneId(Lane lane) => Naming.Hash(lane.Id);
}
