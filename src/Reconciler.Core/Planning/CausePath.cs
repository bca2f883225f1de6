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
        Node? at = body;
        var place = fallback;
        foreach (var step in Steps(path))
        {
            var key = at is MapNode map ? map.Find(step) : null;
            at = key?.Value ?? Item(at, step);
            if (at is null) break;
            if (at.Origin.IsKnown) place = at.Origin;
            else if (key is { KeyOrigin.IsKnown: true } written) place = written.KeyOrigin;
        }
        return place;
    }

    /// <summary>Whether an object has something at the path.</summary>
    public static bool Has(MapNode body, string path)
    {
        Node? at = body;
        foreach (var step in Steps(path)) at = (at as MapNode)?[step] ?? Item(at, step);
        return at is not null;
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
