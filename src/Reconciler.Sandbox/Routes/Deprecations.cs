using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes;

/// <summary>What is said of every request for a version of a kind that is on its way out.</summary>
internal static class Deprecations
{
    public static string? WarningOf(ServedResource resource) => resource.Served.QualifiedResource switch
    {
        "endpoints" => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        "componentstatuses" => "v1 ComponentStatus is deprecated in v1.19+",
        _ => resource.Deprecation,
    };
}
