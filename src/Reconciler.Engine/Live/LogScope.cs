using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>Which pods to look at, and of them which containers' logs.</summary>
public sealed record LogScope(ListRequest Pods, Func<ImmutableArray<MapNode>, ImmutableArray<LogSource>> Choose)
{
    /// <summary>The pods of an App, or of one process of it.</summary>
    public static LogScope Of(LiveApp app, PodWish wish, bool previous) =>
        new(PodsOf(app), pods => [.. LogPods.Of(pods, wish).SelectMany(pod => LogSource.Of(pod, app.Name, previous))]);

    /// <summary>Just one log, which is known already.</summary>
    public static LogScope One(LiveApp app, LogSource log) => new(PodsOf(app), _ => [log]);

    /// <summary>The pods of a controller, wherever it is.</summary>
    public static LogScope OfController(IngressController controller) =>
        new(new ListRequest(KubeResource.Pods) { LabelSelector = controller.Selector }, pods => [.. pods.SelectMany(pod => LogSource.Of(pod, controller.Name, previous: false).Where(source => source.Container == PodContainers.Main(pod)))]);

    private static ListRequest PodsOf(LiveApp app) => new(KubeResource.Pods) { Namespace = app.Namespace, LabelSelector = app.Selector };
}
