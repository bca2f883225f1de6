using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>
/// How old versions leave: when no endpoint names their pods any more, and some time after that, each is scaled to nothing. One that a
/// Service still selects is never touched.
/// </summary>
internal sealed class VersionRetirement(Lane lane, LaneShape shape, RunTools tools)
{
    /// <summary>How often a version is looked at anew because its status was written between the look and the scaling.</summary>
    private const int Looks = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private ImmutableArray<Change> Serving => [.. shape.Leaving.Where(old => Versions.ReplicasOf(old.Live!.Body) > 0 && !shape.ServicesOf(old).IsEmpty)];

    /// <summary>Waits until requests go to the new versions only, and then as long as the App says.</summary>
    public async Task<LaneOutcome> DrainAsync(CancellationToken stop)
    {
        if (!shape.IsVersioned || Serving is not [var first, ..] serving) return LaneOutcome.Done;
        using var deadline = new CancellationTokenSource(tools.Options.PatienceOf(lane), tools.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        var why = "";
        try
        {
            while (await WhyServingAsync(serving, limit.Token) is { } known)
            {
                if (known != why) tools.Emit(new RunEvent.Waiting(lane, first.Key, why = known));
                await Task.Delay(Pause, tools.Time, limit.Token);
            }
            var drain = tools.Options.DeployOf(lane).Drain;
            if (drain > TimeSpan.Zero && serving.Any(HasServed))
            {
                tools.Emit(new RunEvent.Waiting(lane, serving.First(HasServed).Key, string.Create(CultureInfo.InvariantCulture, $"no request goes to it any more; it stops in {drain.TotalSeconds:0.#}s")));
                await Task.Delay(drain, tools.Time, stop);
            }
            return LaneOutcome.Done;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (stop.IsCancellationRequested) return LaneOutcome.Interrupted;
            tools.Emit(new RunEvent.ObjectFailed(lane, first.Key, [DeployCodes.DrainUnknown.At(first.Place, $"{first.Key} stays: {why}")]));
            return LaneOutcome.Failed;
        }
    }

    /// <summary>
    /// Whether requests may have gone to it: it was selected when the run began, or is older than what is selected now, as after a run
    /// that ended behind the switch. One that never got any has none to end.
    /// </summary>
    private bool HasServed(Change old) => shape.Wanted.Any(wanted => Generations.AreAlike(wanted.Key, old.Key) && wanted.Live is { } now && string.CompareOrdinal(old.Live!.Created, now.Created) < 0) || IsSelected(old);

    private bool IsSelected(Change old) => shape.ServicesOf(old).Any(service => service.Live is { } live && Versions.SelectedBy(live.Body) is var selected && (selected is null || selected == Versions.Of(old.Live!.Body)));

    /// <summary>Scales a version to nothing; the change as it is to be done after that, or why it can't be.</summary>
    public async Task<(Change Change, WriteResult? Why)> EmptyAsync(KubeResource resource, Change change, CancellationToken stop, CancellationToken abort)
    {
        for (var look = 1; ; look++)
        {
            if (await WhySelectedAsync(change, abort) is { } selected) return (change, selected);
            var (scaled, why) = await ScaleAsync(resource, change, abort);
            // its status is written at any time
            if (why is WriteResult.Held && look < Looks) continue;
            if (why is not null || scaled is null) return (change, why);
            if (await WhyNotEmptyAsync(resource, scaled, stop) is { } full) return (change, full);
            return (change with { Live = scaled, OwnedHash = tools.Owned.OwnedHash(scaled) }, null);
        }
    }

    /// <summary>The version without pods, null where it is so already, or why it can't be scaled.</summary>
    private async Task<(LiveObject? Scaled, WriteResult? Why)> ScaleAsync(KubeResource resource, Change change, CancellationToken abort)
    {
        var read = await tools.Cluster.GetAsync(ObjectAddress.Of(resource, change.Live!.Body), abort);
        if (!read.TryGet(out var body, out var unread)) return (null, unread is KubeError.NotFound ? new WriteResult.Left() : new WriteResult.Failed([Answers.ExplainDeletion(change.Key, unread)]));
        var live = new LiveObject(body);
        if (live.Uid != change.Live.Uid || live.IsDying || Versions.ReplicasOf(body) == 0) return (null, null);
        if (change.OwnedHash is { } seen && seen != tools.Owned.OwnedHash(live)) return (null, new WriteResult.Held(GuardCodes.Stale.At(change.Place, $"{change.Key} is not scaled down: our fields have changed since the plan", "plan again")));
        var result = await tools.Writer.ScaleAsync(resource, change, live, 0, abort);
        return result is WriteResult.Written written ? (written.Live, null) : (null, result);
    }

    /// <summary>What leads requests to pods of old versions; null where nothing does.</summary>
    private async Task<string?> WhyServingAsync(ImmutableArray<Change> serving, CancellationToken cancellation)
    {
        foreach (var service in serving.SelectMany(old => shape.ServicesOf(old)).Select(change => change.Key).Distinct())
        {
            var request = new ListRequest(KubeResource.EndpointSlices) { Namespace = service.Namespace, LabelSelector = $"kubernetes.io/service-name={service.Name}" };
            var answer = await tools.Cluster.ListAsync(request, cancellation);
            if (!answer.TryGet(out var slices, out var error)) return $"the EndpointSlices of the Service {service.Name} can't be read: {error}";
            if (slices.Items.SelectMany(slice => slice.Maps("endpoints")).Select(endpoint => endpoint.Map("targetRef").Text("name")?.Value).OfType<string>().FirstOrDefault(pod => serving.Any(old => IsPodOf(old, pod))) is { } pod)
                return $"the Service {service.Name} still leads to {pod}";
        }
        return null;
    }

    /// <summary>A workload without a version has a name with which those of the versions begin.</summary>
    private bool IsPodOf(Change old, string pod) => pod.StartsWith($"{old.Key.Name}-", StringComparison.Ordinal) && !shape.Wanted.Any(wanted => pod.StartsWith($"{wanted.Key.Name}-", StringComparison.Ordinal));

    /// <summary>A fresh look at the Services: whoever changed them since, the version that they select stays.</summary>
    private async Task<WriteResult?> WhySelectedAsync(Change change, CancellationToken abort)
    {
        if (Versions.Of(change.Live!.Body) is not { } version) return null;
        foreach (var service in shape.ServicesOf(change))
        {
            var read = await tools.Cluster.GetAsync(new ObjectAddress(KubeResource.Services, service.Key.Namespace, service.Key.Name), abort);
            if (!read.TryGet(out var body, out var error))
            {
                if (error is KubeError.NotFound) continue;
                return new WriteResult.Failed([DeployCodes.DrainUnknown.At(change.Place, $"{change.Key} stays: the Service {service.Key.Name} can't be read: {error}")]);
            }
            if (Versions.SelectedBy(body) is var selected && (selected is null || selected == version)) return new WriteResult.Held(DeployCodes.StillSelected.At(change.Place, $"{change.Key} stays: the Service {service.Key.Name} {(selected is null ? "selects all versions" : "selects it")}"));
        }
        return null;
    }

    private async Task<WriteResult?> WhyNotEmptyAsync(KubeResource resource, LiveObject scaled, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(tools.Options.PatienceOf(lane), tools.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        bool IsEmpty(LiveObject? live) => live is null || live.Uid != scaled.Uid || (live.Generation >= scaled.Generation && (live.Body.Map("status").Int("observedGeneration")?.Value ?? 0) >= scaled.Generation && (live.Body.Map("status").Int("replicas")?.Value ?? 0) == 0);
        try
        {
            await tools.Requests.AsideAsync(() => tools.Feed.UntilAsync(resource, scaled.Key, IsEmpty, limit.Token));
            tools.Emit(new RunEvent.Told(lane, scaled.Key, "it has no pods any more"));
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return stop.IsCancellationRequested ? new WriteResult.Unfinished(IsUnknown: false) : new WriteResult.Failed([DeployCodes.NotEmptied.At(Origin.None, $"{scaled.Key} was scaled to nothing and still has pods")]);
        }
    }
}
