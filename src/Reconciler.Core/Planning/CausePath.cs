using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>
/// Finds the line that a path in an API server's message means: <c>spec.ports[0].name</c> in the causes of a refusal,
/// <c>.spec.containers[name="web"].image</c> in what server-side apply can't read.
/// </summary>
public static class CausePath
{
    /// <summary>The place of the deepest part of the path that somebody wrote, or the fallback.</summary>
    public static Origin Place(MapNode body, string path, Origin fallback)
    {
        var place = fallback;
        foreach (var (at, keyOrigin, _) in Walk(body, path))
        {
            if (at.Origin.IsKnown) place = at.Origin;
            else if (keyOrigin.IsKnown) place = keyOrigin;
        }
        return place;
    }

    /// <summary>Whether an object has something at the path.</summary>
    public static bool Has(MapNode body, string path)
    {
        var steps = Steps(path).Count();
        return Walk(body, path).Sum(found => found.Steps) == steps;
    }

    /// <summary>The nodes along a path as far as there are any, each with the number of steps that led to it.</summary>
    private static IEnumerable<(Node At, Origin KeyOrigin, int Steps)> Walk(MapNode body, string path)
    {
        var steps = Steps(path).ToList();
        Node? at = body;
        for (var i = 0; i < steps.Count;)
        {
            var (next, keyOrigin, taken) = Next(at, steps, i);
            if (next is null) yield break;
            yield return (next, keyOrigin, taken);
            (at, i) = (next, i + taken);
        }
    }

    /// <summary>A key may have dots in it, as those of labels and annotations do, so a step may be the beginning of one.</summary>
    private static (Node? At, Origin KeyOrigin, int Steps) Next(Node? at, List<string> steps, int from)
    {
        if (at is not MapNode map) return (Item(at, steps[from]), Origin.None, 1);
        var name = steps[from];
        for (var taken = 1; ; taken++)
        {
            if (map.Find(name) is { } entry) return (entry.Value, entry.KeyOrigin, taken);
            if (from + taken >= steps.Count) return (null, Origin.None, taken);
            name = $"{name}.{steps[from + taken]}";
        }
    }

    private static Node? Item(Node? at, string step)
    {
        if (at is not ListNode list) return null;
        if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return index < list.Items.Length ? list.Items[index] : null;
        if (step.StartsWith('=')) return list.Items.FirstOrDefault(item => item is ScalarNode scalar && scalar.Value == Unquoted(step[1..]));
        var keys = step.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToList();
        return keys.Count == 0 ? null : list.Items.FirstOrDefault(item => item is MapNode map && keys.All(key => map.Text(key[0])?.Value is not { } own ? key[0] == "protocol" : own == Unquoted(key[1])));
    }

    private static string Unquoted(string text) => text.Trim('"');

    /// <summary>The keys, indices and item keys of a path.</summary>
    private static IEnumerable<string> Steps(string path)
    {
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i <= path.Length; i++)
        {
            var end = i == path.Length;
            if (!end && path[i] == '"') isQuoted = !isQuoted;
            if (!end && (isQuoted || path[i] is not ('.' or '[' or ']'))) continue;
            if (i > start) yield return path[start..i];
            start = i + 1;
        }
    }
}
