using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes;

/// <summary>The Scale of an object: how many replicas are wished and there, and which pods they are.</summary>
public static class ScaleView
{
    public const string ApiVersion = "autoscaling/v1";
    public const string Kind = "Scale";

    internal static readonly ScalePaths BuiltIn = new(".spec.replicas", ".status.replicas", null);

    public static MapNode Of(MapNode body, ScalePaths? paths = null)
    {
        var places = paths ?? BuiltIn;
        var metadata = new MapBuilder();
        foreach (var field in (string[])["creationTimestamp", "name", "namespace", "resourceVersion", "uid"]) metadata.Add(field, body.Metadata()[field]);
        var selector = paths?.LabelSelector is { } at ? (body.Path(Keys(at)) as ScalarNode)?.Value : SelectorText(body.Map("spec"));
        return new MapBuilder
        {
            ["kind"] = Kind,
            ["apiVersion"] = ApiVersion,
            ["metadata"] = metadata,
            ["spec"] = new MapBuilder { ["replicas"] = NonZero(body.Path(Keys(places.SpecReplicas))) },
            ["status"] = new MapBuilder { ["replicas"] = body.Path(Keys(places.StatusReplicas)) ?? 0, ["selector"] = string.IsNullOrEmpty(selector) ? null : selector },
        }.ToMap();
    }

    internal static string[] Keys(string path) => path.TrimStart('.').Split('.');

    private static Node? NonZero(Node? replicas) => replicas is ScalarNode { Value: "0" } ? null : replicas;

    /// <summary>A selector as a query writes it: <c>app=web,tier in (a,b),!canary</c>.</summary>
    private static string? SelectorText(MapNode? spec)
    {
        if (spec.Map("selector") is not { } selector) return null;
        if (selector.Entries.All(entry => entry.Value is ScalarNode)) return Labels(selector);
        var labels = Labels(selector.Map("matchLabels"));
        var expressions = selector.Maps("matchExpressions").Select(expression =>
        {
            var key = expression.Text("key")?.Value;
            var values = string.Join(',', expression.Texts("values").Select(item => item.Value).Order(StringComparer.Ordinal));
            return expression.Text("operator")?.Value switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "Exists" => key,
                _ => $"!{key}",
            };
        });
        return string.Join(',', new[] { labels }.Concat(expressions).Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string Labels(MapNode? labels) => string.Join(',', (labels?.Entries ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={(entry.Value as ScalarNode)?.Value}"));
}
