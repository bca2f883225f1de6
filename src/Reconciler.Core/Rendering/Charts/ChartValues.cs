using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Charts;

/// <summary>The values of a chart: built-in ones, those from Environment, the spec's, then set and setString.</summary>
internal static class ChartValues
{
    public static MapNode Of(ChartSpec spec, MapNode? fromEnvironment, ICollection<Diagnostic> problems)
    {
        var values = KnownCharts.Find(ChartOrigin.NameOf(spec))?.Values ?? MapNode.Empty;
        foreach (var step in (MapNode?[])[fromEnvironment, spec.Values])
            if (step is not null) values = Merge(values, step);
        values = Set(values, spec.Set, "set", Typed, problems);
        return Set(values, spec.SetString, "setString", scalar => ScalarNode.Of(scalar.Written, scalar.Origin), problems);
    }

    /// <summary>
    /// Maps deep, everything else whole. A null takes away what an earlier step gave; where none gave anything it stays,
    /// because to Helm a null takes away what the chart itself has.
    /// </summary>
    public static MapNode Merge(MapNode under, MapNode over)
    {
        var result = under;
        foreach (var entry in over.Entries)
        {
            var before = result[entry.Key];
            if (entry.Value.IsNullOrMissing() && before is not null) result = result.Without(entry.Key);
            else if (before is MapNode inner && entry.Value is MapNode map) result = result.With(entry.Key, Merge(inner, map), entry.KeyOrigin);
            else result = result.With(entry.Key, entry.Value, entry.KeyOrigin);
        }
        return new MapNode(result.Entries, over.Origin);
    }

    private static MapNode Set(MapNode values, MapNode? settings, string field, Func<ScalarNode, Node> read, ICollection<Diagnostic> problems)
    {
        foreach (var entry in settings?.Entries ?? [])
        {
            if (entry.Value is not ScalarNode scalar) continue;
            if (!ValuePath.TryParse(entry.Key, out var path, out var problem))
                problems.Add(ResourceCodes.ChartPath.At(entry.KeyOrigin, $"the path {entry.Key} can't be followed: {problem}", "write it as a.b, a\\.b for one key with a dot, or a[0].b", $"spec.{field}"));
            else values = (MapNode)path.Put(values, scalar.IsNull ? scalar : read(scalar));
        }
        return values;
    }

    /// <summary>
    /// The type that `helm --set` gives: true, false, null and whole numbers are what they look like, {a,b} is a list,
    /// everything else is text, numbers with a fraction or a leading zero included. A backslash takes the next character as it is.
    /// </summary>
    private static Node Typed(ScalarNode scalar)
    {
        var text = scalar.Written;
        if (text.Length >= 2 && text[0] == '{' && text[^1] == '}')
            return new ListNode([.. Split(text[1..^1]).Select(item => TypedScalar(item, scalar.Origin))], scalar.Origin);
        return TypedScalar(text, scalar.Origin);
    }

    private static ScalarNode TypedScalar(string text, Origin origin) => text.ToLowerInvariant() switch
    {
        "true" => new ScalarNode(ScalarKind.Boolean, "true", origin),
        "false" => new ScalarNode(ScalarKind.Boolean, "false", origin),
        "null" => new ScalarNode(ScalarKind.Null, "null", origin),
        _ when (text == "0" || !text.StartsWith('0')) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            new ScalarNode(ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture), origin),
        _ => ScalarNode.Of(Unescaped(text), origin),
    };

    /// <summary>The items of a list, at commas that no backslash stands before.</summary>
    private static IEnumerable<string> Split(string text)
    {
        if (text.Length == 0) yield break;
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == ',')
            {
                yield return text[start..at];
                start = at + 1;
            }
        }
        yield return text[start..];
    }

    private static string Unescaped(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var result = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            result.Append(text[at]);
        }
        return result.ToString();
    }
}
