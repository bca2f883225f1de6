using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// Response headers with ingress-nginx: a ConfigMap that the Ingress names, because the alternative is a snippet. The
/// controller sends only headers that its own configuration allows, and it looks at the ConfigMap again only when the
/// Ingress changes, which is why the Ingress carries a hash of it.
/// </summary>
internal static partial class NginxHeaders
{
    public const string HashAnnotation = Ownership.Prefix + "headers";
    private const string AllowedSetting = "global-allowed-response-headers";

    [GeneratedRegex(@"^[a-zA-Z\d\-_]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-zA-Z\d_ :;.,\\/""'?!(){}\[\]@<>=\-+*#$&`|~^%]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    public static string ConfigMapName(AppSpec app) => $"{app.Name}-headers";

    /// <summary>The ConfigMap with the App's headers; null where it has none.</summary>
    public static Manifest? ConfigMap(Route route)
    {
        var data = new MapBuilder();
        foreach (var header in ResponseHeaders.All(route, route.Tls.IsOn))
        {
            if (Name().IsMatch(header.Key) && Value().IsMatch(((ScalarNode)header.Value).Value)) data.Add(header.Key, header.Value);
            else route.Context.Problems.Add(RoutingCodes.BadHeader.At(header.Value.Origin, $"ingress-nginx does not send the header {header.Key} with this value", "use letters, digits and the usual punctuation only"));
        }
        if (data.IsEmpty) return null;
        WarnUnlessAllowed(route, data.ToMap());
        return route.ToManifest(new MapBuilder(route.Ingress.Headers?.Origin ?? default)
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = route.Metadata("configmap", ConfigMapName(route.App)),
            ["data"] = data,
        });
    }

    private static void WarnUnlessAllowed(Route route, MapNode headers)
    {
        var allowed = route.Context.Specs.Charts.Where(NginxChart.Is).SelectMany(AllowedBy).ToHashSet(StringComparer.Ordinal);
        var missing = headers.Entries.Where(header => !allowed.Contains(header.Key)).ToArray();
        if (missing.Length == 0) return;
        var names = string.Join(",", missing.Select(header => header.Key));
        route.Context.Problems.Add(RoutingCodes.HeadersNotAllowed.At(missing[0].Value.Origin,
            $"ingress-nginx answers 503 to every request for {route.Domains[0].Value} unless its {AllowedSetting} lists {names}",
            $"write controller: {{config: {{{AllowedSetting}: \"{names}\"}}}} into the values of the Chart ingress-nginx", "spec.ingress.headers"));
    }

    private static IEnumerable<string> AllowedBy(ChartSpec chart)
    {
        var written = chart.Set.Text($"controller.config.{AllowedSetting}") ?? chart.SetString.Text($"controller.config.{AllowedSetting}") ?? chart.Values.Map("controller").Map("config").Text(AllowedSetting);
        return written?.Value.Split([',', '\\'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    }
}

/// <summary>Which Chart of a source installs ingress-nginx.</summary>
internal static class NginxChart
{
    public static bool Is(ChartSpec chart) => (chart.Chart?.Value ?? chart.Name) == "ingress-nginx";
}
