using Reconciler.Objects;

namespace Reconciler.Sandbox.Resources;

/// <summary>An object in another version of its kind. Custom kinds change only their apiVersion, as under the conversion strategy None.</summary>
public static class Conversion
{
    public static MapNode To(MapNode body, ServedResource resource)
    {
        var from = body.Text("apiVersion")?.Value ?? "";
        var to = resource.Kind.ApiVersion;
        if (from == to) return body;
        var converted = (from, to) switch
        {
            ("autoscaling/v1", "autoscaling/v2") => AutoscalerConversion.ToV2(body),
            ("autoscaling/v2", "autoscaling/v1") => AutoscalerConversion.ToV1(body),
            ("v1", "events.k8s.io/v1") => EventConversion.ToEvents(body),
            ("events.k8s.io/v1", "v1") => EventConversion.ToCore(body),
            _ => body,
        };
        return converted.With("apiVersion", to);
    }
}
