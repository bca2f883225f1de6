using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Kube;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Live;

/// <summary>Finds out how requests come to an App: the objects that say so, and the pods of the controller that follows them.</summary>
public sealed class IngressReader(ICluster cluster)
{
    private static readonly ImmutableHashSet<string> Kinds = ["Ingress", "IngressRoute", "Middleware", "HTTPRoute"];

    /// <summary>The objects that bring requests to the App.</summary>
    public async Task<(ImmutableArray<MapNode> Objects, Diagnostic? Problem)> ObjectsAsync(LiveApp app, CancellationToken cancellation)
    {
        var (objects, unread) = await new LiveObjects(cluster).OfAsync(app, key => Kinds.Contains(key.Kind), cancellation);
        if (!objects.IsEmpty) return (objects, null);
        return (objects, unread is [var why, ..] ? Answers.Unread($"how requests come to {app.Name} can't be read", why) : LiveCodes.NotRouted.At(Origin.None, $"{app.Name} has no domains in the cluster", "give it domains and an ingress class, and apply"));
    }

    public async Task<(AppRoutes? Routes, Diagnostic? Problem)> RoutesAsync(LiveApp app, CancellationToken cancellation)
    {
        var (objects, problem) = await ObjectsAsync(app, cancellation);
        if (problem is not null) return (null, problem);
        if (AppRoutes.Of(objects) is not { } routes) return (null, LiveCodes.NotRouted.At(Origin.None, $"{app.Name} has no domains in the cluster"));
        return routes.Controller is not null ? (routes, null) : (null, LiveCodes.NoController.At(Origin.None, $"requests for {app.Name} come by a controller that is not known here", "ingress-nginx and traefik are"));
    }

    /// <summary>The controller's pods that run, or why there are none.</summary>
    public async Task<(ImmutableArray<MapNode> Pods, Diagnostic? Problem)> PodsAsync(LiveApp app, AppRoutes routes, CancellationToken cancellation)
    {
        var answer = await cluster.ListAsync(new ListRequest(KubeResource.Pods) { LabelSelector = routes.Controller!.Selector }, cancellation);
        if (!answer.TryGet(out var list, out var why)) return ([], Answers.Unread($"the pods of {routes.Controller.Name} can't be listed", why));
        ImmutableArray<MapNode> running = [.. list.Items.Where(pod => PodContainers.RunningId(pod, PodContainers.Main(pod)) is not null).OrderBy(pod => ObjectKey.Of(pod))];
        return running.IsEmpty
            ? (running, LiveCodes.NoController.At(Origin.None, $"no pod of {routes.Controller.Name} is running, which brings requests to {app.Name}", $"it is looked for by {routes.Controller.Selector} in all namespaces"))
            : (running, null);
    }
}
