using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Rendering.Charts;

/// <summary>
/// Which kinds a source brings to a cluster that lacks them: those that its definitions name, and those of its charts. What a chart
/// that nobody knows brings is open, save that it is not what a known chart is there for.
/// </summary>
public sealed class ChartKinds
{
    private const string ControllerGroup = "helm.cattle.io";
    private const string GatewayGroup = "gateway.networking.k8s.io";

    /// <summary>The groups of kinds that are a known chart's own.</summary>
    private static readonly ImmutableDictionary<string, string> Owners = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cert-manager.io"] = "cert-manager",
        ["acme.cert-manager.io"] = "cert-manager",
        ["keda.sh"] = "keda",
        ["eventing.keda.sh"] = "keda",
        ["http.keda.sh"] = "keda-add-ons-http",
        ["longhorn.io"] = "longhorn",
        ["traefik.io"] = "traefik",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private readonly HashSet<string> _definitions;
    private readonly HashSet<string> _charts;

    public ChartKinds(ManifestSet manifests)
    {
        _definitions = [.. manifests.Manifests.Where(manifest => manifest.Key is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" }).Select(manifest => Defined(manifest.Body))];
        _charts = [.. manifests.Manifests.Where(manifest => manifest.Key is { Group: ControllerGroup, Kind: "HelmChart" }).Select(ChartOf)];
    }

    /// <summary>The known chart that brings a group's kinds, or null.</summary>
    public static string? OwnerOf(string group) => Owners.GetValueOrDefault(group);

    /// <summary>Whether a kind is there once the source is applied, or may be.</summary>
    public bool Brings(ObjectKey key)
    {
        if (_definitions.Contains(key.GroupKind)) return true;
        // what installs charts comes with none of them
        if (key.Group == ControllerGroup) return false;
        if (OwnerOf(key.Group) is { } owner) return _charts.Contains(owner);
        // traefik comes with the gateway's definitions, although they are not its own
        return _charts.Any(chart => KnownCharts.Find(chart) is null || (chart == "traefik" && key.Group == GatewayGroup));
    }

    /// <summary>The kind that a definition brings, as "Kind.group".</summary>
    public static string Defined(MapNode definition)
    {
        var spec = definition.Map("spec");
        return new ObjectKey(spec.Text("group")?.Value ?? "", spec.Map("names").Text("kind")?.Value ?? "", "", "").GroupKind;
    }

    private static string ChartOf(Manifest manifest) => manifest.Body.Map("spec").Text("chart")?.Value.TrimEnd('/').Split('/')[^1] ?? manifest.Key.Name;
}
