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
    private const string AppliedField = "applied";
    private const string BasesField = "bases";

    /// <summary>The newest revision of every lane, and the standing orders that lie beside them.</summary>
    public async Task<Answer<Records>> ReadAsync(CancellationToken cancellation)
    {
        var request = new ListRequest(KubeResource.Secrets) { Namespace = systemNamespace, LabelSelector = $"{HistoryLabel}={identity.Environment},{LatestLabel}=true", ChunkSize = 0 };
        return (await cluster.ListAsync(request, cancellation)).Select(list => new Records(Newest(Revisions(list)), OrderStore.Find(list)));
    }

    /// <summary>All revisions of a lane, newest first.</summary>
    public async Task<Answer<ImmutableArray<DeployedRevision>>> OfLaneAsync(Lane lane, CancellationToken cancellation)
    {
        var answer = await ListAsync($"{HistoryLabel}={identity.Environment},{LaneLabel}={LaneId(lane)}", cancellation);
        return answer.Select(all => all.OrderByDescending(revision => revision.Number).ToImmutableArray());
    }

    /// <summary>One revision of the lane with this id; null where it is not kept.</summary>
    public async Task<Answer<DeployedRevision?>> GetAsync(string lane, int number, CancellationToken cancellation)
    {
        var answer = await cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, systemNamespace, NameOf(Naming.Hash(lane), number)), cancellation);
        return answer.Error is KubeError.NotFound ? new Answer<DeployedRevision?>.Ok(null, 404) : answer.Select(Revision);
    }

    /// <summary>
    /// Writes a lane's next revision, and lets go of what is older than the number to keep. A lane that comes back goes on with the
    /// numbers that it had, so that none of them ever means two revisions.
    /// </summary>
    public async Task<KubeError?> AddAsync(DeployedRevision revision, int keep, CancellationToken cancellation)
    {
        var isFirst = revision.Number == 1;
        if (!isFirst && await WriteAsync(revision, cancellation) is { } unwritten) return unwritten;
        if (!(await RecordsOfAsync(revision.Lane, cancellation)).TryGet(out var records, out var unlisted)) return unlisted;
        if (isFirst)
        {
            revision = After(records, revision);
            if (await WriteAsync(revision, cancellation) is { } why) return why;
        }
        await ThinOutAsync(revision, keep, records, cancellation);
        return null;
    }

    private static DeployedRevision After(ImmutableArray<LiveObject> records, DeployedRevision first)
    {
        var number = records.Select(live => NumberOf(live.Key.Name)).Where(number => number < int.MaxValue).DefaultIfEmpty(0).Max() + 1;
        return first with { Number = number, Pinned = [.. first.Pinned.Select(pin => pin with { Number = number })] };
    }

    private async Task<Answer<ImmutableArray<LiveObject>>> RecordsOfAsync(Lane lane, CancellationToken cancellation)
    {
        var request = new ListRequest(KubeResource.Secrets) { Namespace = systemNamespace, LabelSelector = $"{HistoryLabel}={identity.Environment},{LaneLabel}={LaneId(lane)}", IsMetadataOnly = true };
        return (await cluster.ListAsync(request, cancellation)).Select(list => list.Items.Select(item => new LiveObject(item)).ToImmutableArray());
    }

    private async Task<KubeError?> WriteAsync(DeployedRevision revision, CancellationToken cancellation) =>
        (await cluster.ApplyAsync(Address(revision), Body(revision, isLatest: true), new WriteOptions(identity.Manager) { Force = true }, cancellation)).Error;

    private async Task ThinOutAsync(DeployedRevision revision, int keep, ImmutableArray<LiveObject> records, CancellationToken cancellation)
    {
        foreach (var live in records)
        {
            var number = NumberOf(live.Key.Name);
            if (number >= revision.Number) continue;
            var address = new ObjectAddress(KubeResource.Secrets, systemNamespace, live.Key.Name);
            // what it goes back to stays as long as it is gone back to
            if (number <= revision.Number - keep && number != revision.RolledBackTo) await cluster.DeleteAsync(address, new DeleteOptions(Propagation.Background) { Uid = live.Uid }, cancellation);
            else if (live.Body.Map("metadata").Map("labels").Text(LatestLabel) is not null) await cluster.PatchAsync(address, Unlatest(live), new WriteOptions(identity.Manager), cancellation);
        }
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

    private static List<DeployedRevision> Revisions(ObjectList list) => [.. list.Items.Select(Revision).OfType<DeployedRevision>()];

    private static DeployedRevision? Revision(MapNode item)
    {
        var data = item.Map("data");
        return data.Text(Field) is { } text ? DeployedRevision.Unpacked(Convert.FromBase64String(text.Value), Bytes(AppliedField), Bytes(BasesField)) : null;
        Func<byte[]>? Bytes(string field) => data.Text(field)?.Value is { } packed ? () => Convert.FromBase64String(packed) : null;
    }

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
        ["data"] = new MapBuilder { [Field] = Convert.ToBase64String(revision.Packed()), [AppliedField] = Convert.ToBase64String(revision.PackedApplied()), [BasesField] = revision.Bases.IsEmpty ? null : Convert.ToBase64String(revision.Bases.Packed()) },
    }.ToMap();

    private ObjectAddress Address(DeployedRevision revision) => new(KubeResource.Secrets, systemNamespace, NameOf(LaneId(revision.Lane), revision.Number));

    private string NameOf(string laneId, int number) => string.Create(CultureInfo.InvariantCulture, $"{identity.Manager}-history-{laneId}-{number}");

    private static int NumberOf(string name) => int.TryParse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static string LaneId(Lane lane) => Naming.Hash(lane.Id);
}
