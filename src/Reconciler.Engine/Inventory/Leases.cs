using System.Globalization;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Inventory;

/// <summary>Who leads, since when, and until when it counts. UID and resourceVersion are of the read, and guard the next write.</summary>
public sealed record LeaseState(string Namespace, string Name)
{
    public string? Holder { get; init; }
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);
    public DateTimeOffset? Acquired { get; init; }
    public DateTimeOffset? Renewed { get; init; }
    public int Transitions { get; init; }
    public string? Uid { get; init; }
    public string? ResourceVersion { get; init; }
}

/// <summary>Leases, which leaders are elected by. A write that is not the newest's successor fails as stale.</summary>
public sealed class Leases(ICluster cluster)
{
    /// <summary>The form of a Lease's times, and of an Event's: exactly six digits behind the second.</summary>
    public const string MicroTime = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public async Task<Answer<LeaseState>> GetAsync(string inNamespace, string name, CancellationToken cancellation) =>
        (await cluster.GetAsync(new ObjectAddress(KubeResource.Leases, inNamespace, name), cancellation)).Select(Read);

    public async Task<Answer<LeaseState>> CreateAsync(LeaseState lease, WriteOptions options, CancellationToken cancellation) =>
        (await cluster.CreateAsync(KubeResource.Leases, Write(lease), options, cancellation)).Select(Read);

    public async Task<Answer<LeaseState>> UpdateAsync(LeaseState lease, WriteOptions options, CancellationToken cancellation) =>
        (await cluster.ReplaceAsync(new ObjectAddress(KubeResource.Leases, lease.Namespace, lease.Name), Write(lease), options, cancellation)).Select(Read);

    private static MapNode Write(LeaseState lease) => new MapBuilder
    {
        ["apiVersion"] = KubeResource.Leases.ApiVersion,
        ["kind"] = KubeResource.Leases.Kind,
        ["metadata"] = new MapBuilder { ["namespace"] = lease.Namespace, ["name"] = lease.Name, ["uid"] = lease.Uid, ["resourceVersion"] = lease.ResourceVersion },
        ["spec"] = new MapBuilder
        {
            ["holderIdentity"] = lease.Holder,
            ["leaseDurationSeconds"] = (int)lease.Duration.TotalSeconds,
            ["acquireTime"] = lease.Acquired?.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture),
            ["renewTime"] = lease.Renewed?.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture),
            ["leaseTransitions"] = lease.Transitions,
        },
    }.ToMap();

    private static LeaseState Read(MapNode body)
    {
        var metadata = body.Map("metadata");
        var spec = body.Map("spec");
        return new LeaseState(metadata.Text("namespace")?.Value ?? "", metadata.Text("name")?.Value ?? "")
        {
            Holder = spec.Text("holderIdentity")?.Value,
            Duration = TimeSpan.FromSeconds(spec.Int("leaseDurationSeconds")?.Value ?? 0),
            Acquired = Time(spec, "acquireTime"),
            Renewed = Time(spec, "renewTime"),
            Transitions = spec.Int("leaseTransitions")?.Value ?? 0,
            Uid = metadata.Text("uid")?.Value,
            ResourceVersion = metadata.Text("resourceVersion")?.Value,
        };
    }

    private static DateTimeOffset? Time(MapNode? spec, string key) =>
        DateTimeOffset.TryParse(spec.Text(key)?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
