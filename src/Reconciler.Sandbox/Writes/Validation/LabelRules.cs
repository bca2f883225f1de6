using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for labels and for selectors of them.</summary>
internal static class LabelRules
{
    public static IEnumerable<FieldError> Labels(MapNode? labels, string path)
    {
        foreach (var entry in labels?.Entries ?? [])
        {
            foreach (var problem in NameRules.Qualified(entry.Key)) yield return FieldError.Invalid(path, entry.Key, problem);
            var value = (entry.Value as ScalarNode)?.Value ?? "";
            foreach (var problem in NameRules.LabelValue(value)) yield return FieldError.Invalid(path, value, problem);
        }
    }

    public static IEnumerable<FieldError> Selector(MapNode? selector, string path)
    {
        foreach (var error in Labels(selector.Map("matchLabels"), $"{path}.matchLabels")) yield return error;
        var at = 0;
        foreach (var expression in selector.Maps("matchExpressions"))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}.matchExpressions[{at++}]");
            var values = expression.List("values")?.Items.Length ?? 0;
            switch (expression.Text("operator")?.Value)
            {
                case "In" or "NotIn":
                    if (values == 0) yield return FieldError.Required($"{place}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist":
                    if (values > 0) yield return FieldError.Forbidden($"{place}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                default:
                    yield return FieldError.Invalid($"{place}.operator", expression.Text("operator")?.Value ?? "", "not a valid selector operator");
                    break;
            }
            var key = expression.Text("key")?.Value ?? "";
            foreach (var problem in NameRules.Qualified(key)) yield return FieldError.Invalid($"{place}.key", key, problem);
        }
    }

    public static bool IsEmpty(MapNode? selector) =>
        selector is null || (selector.Map("matchLabels")?.Entries.Length ?? 0) + (selector.List("matchExpressions")?.Items.Length ?? 0) == 0;

    /// <summary>Whether a selector picks something with these labels.</summary>
    public static bool Matches(MapNode? selector, MapNode? labels)
    {
        foreach (var entry in selector.Map("matchLabels")?.Entries ?? [])
            if (labels.Text(entry.Key)?.Value != (entry.Value as ScalarNode)?.Value) return false;
        return selector.Maps("matchExpressions").All(expression => Matches(expression, expression.Text("key")?.Value ?? "", labels));
    }

    private static bool Matches(MapNode expression, string key, MapNode? labels)
    {
        var value = labels.Text(key)?.Value;
        var isIn = value is not null && expression.Texts("values").Any(item => item.Value == value);
        return expression.Text("operator")?.Value switch
        {
            "In" => isIn,
            "NotIn" => !isIn,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
