using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Engine.Observing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Engine.Inventory;

/// <summary>
/// Tells the cluster what a run did, as Events about the inventory's parent: few of them, in a short time, and without any bearing on the
/// run where they can't be written.
/// </summary>
public sealed class EventRecorder(ICluster cluster, Identity identity, string systemNamespace, TimeProvider time)
{
    /// <summary>As many as one run writes at most, besides one for each reason about the rest.</summary>
    public const int Most = 40;

    private const string Controller = "reconciler";
    private const int LongestInstance = 128;

    private static readonly KubeResource Events = new("events.k8s.io", "v1", "Event", "events", true);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Writes the notes; the reason why some could not be written, or null.</summary>
    public async Task<string?> WriteAsync(ImmutableArray<RunNote> notes, string parentUid, string instance, CancellationToken cancellation)
    {
        if (notes.IsEmpty) return null;
        using var deadline = new CancellationTokenSource(Limit, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var now = time.GetUtcNow();
        try
        {
            var bodies = notes.Select((note, index) => Body(note, index, parentUid, instance, now)).ToList();
            var errors = await Bounded.SelectAsync(bodies, async (body, stop) => (await cluster.CreateAsync(Events, body, new WriteOptions(identity.Manager), stop)).Error, limit.Token);
            return errors.FirstOrDefault(error => error is not null and not KubeError.AlreadyExists)?.ToString();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return "it took too long";
        }
    }

    private MapNode Body(RunNote note, int index, string parentUid, string instance, DateTimeOffset now) => new MapBuilder
    {
        ["apiVersion"] = Events.ApiVersion,
        ["kind"] = Events.Kind,
        ["metadata"] = new MapBuilder { ["name"] = string.Create(CultureInfo.InvariantCulture, $"{identity.Manager}.{now.Ticks:x}{index:x2}"), ["namespace"] = systemNamespace },
        ["eventTime"] = now.UtcDateTime.ToString(Leases.MicroTime, CultureInfo.InvariantCulture),
        ["reportingController"] = Controller,
        ["reportingInstance"] = instance.Length <= LongestInstance ? instance : instance[..LongestInstance],
        ["action"] = "Apply",
        ["reason"] = note.Reason,
        ["type"] = note.IsWarning ? "Warning" : "Normal",
        ["note"] = note.Text,
        ["regarding"] = new MapBuilder
        {
            ["apiVersion"] = Parent.ConfigMaps.ApiVersion,
            ["kind"] = Parent.ConfigMaps.Kind,
            ["namespace"] = systemNamespace,
            ["name"] = identity.Manager,
            ["uid"] = parentUid,
        },
    }.ToMap();
}
