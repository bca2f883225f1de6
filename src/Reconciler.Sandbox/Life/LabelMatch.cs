using Reconciler.Objects;

namespace Reconciler.Sandbox.Life;

/// <summary>Whether labels are selected, by a LabelSelector object or by a plain map.</summary>
public static class LabelMatch
{
    /// <summary>A missing selector selects nothing, an empty one everything.</summary>
    public static bool Selects(MapNode? selector, MapNode? labels) =>
        selector is not null && HasAll(selector.Map("matchLabels"), labels) && selector.Maps("matchExpressions").All(expression => Holds(expression, labels));

    public static bool HasAll(MapNode? wanted, MapNode? labels) =>
        wanted is null || wanted.Entries.All(entry => labels.Text(entry.Key)?.Value is { } value && value == (entry.Value as ScalarNode)?.Value);

    private static bool Holds(MapNode expression, MapNode? labels)
    {
        var value = labels.Text(expression.Text("key")?.Value ?? "")?.Value;
        var values = expression.Texts("values").Select(text => text.Value);
        return expression.Text("operator")?.Value switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
