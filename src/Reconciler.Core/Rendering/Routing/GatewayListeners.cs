using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>The listeners of a Gateway that speak http and those that speak https, by name.</summary>
internal sealed record GatewayListeners(ImmutableArray<string> Http, ImmutableArray<string> Https)
{
    /// <summary>From the Gateway's manifest in the source; null where it has none, or one without listeners of both kinds.</summary>
    public static GatewayListeners? Of(Route route, GatewaySpec gateway)
    {
        var @namespace = gateway.Namespace?.Value ?? route.Context.Namespace;
        var key = new ObjectKey("gateway.networking.k8s.io", "Gateway", @namespace, gateway.Name?.Value ?? "");
        var body = route.Context.Specs.Manifests.Select(manifest => manifest.Body).FirstOrDefault(body => ObjectKey.Of(body) == key);
        var listeners = body.Map("spec").Maps("listeners").Where(listener => listener.Text("name") is not null).ToArray();
        var found = new GatewayListeners(Named("HTTP"), Named("HTTPS"));
        return found.Http.IsEmpty || found.Https.IsEmpty ? null : found;

        ImmutableArray<string> Named(string protocol) => [.. listeners.Where(listener => listener.Text("protocol")?.Value == protocol).Select(listener => listener.Text("name")!.Value)];
    }
}
