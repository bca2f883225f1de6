using System.Collections.Immutable;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes;

/// <summary>What the API server warns of with every request for a kind that has had its day.</summary>
internal static class Deprecations
{
    private static readonly ImmutableArray<string> Endpoints = ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"];
    private static readonly ImmutableArray<string> ComponentStatuses = ["v1 ComponentStatus is deprecated in v1.19+"];

    public static ImmutableArray<string> Of(ServedResource resource) => resource.StorageName switch
    {
        "endpoints" => Endpoints,
        "componentstatuses" => ComponentStatuses,
        _ => [],
    };
}
