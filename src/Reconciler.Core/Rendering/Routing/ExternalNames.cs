using Reconciler.Diagnostics;

namespace Reconciler.Rendering.Routing;

/// <summary>Not every way in takes a Service of type ExternalName, which is what leads to the interceptor.</summary>
internal static class ExternalNames
{
    public static void Report(Route route, string who, string cure)
    {
        if (!route.Backend.IsInterceptor) return;
        var trigger = route.App.Serving!.Autoscaling!.Triggers.First(trigger => trigger.Type?.Value == "http");
        route.Context.Problems.Add(RoutingCodes.ExternalNameNeeded.At(trigger.Type!.Origin,
            $"with an http trigger requests go through {route.Backend.Service}, a Service of type ExternalName, which {who} may refuse", cure));
    }
}
