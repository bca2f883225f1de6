using System.Collections.Concurrent;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>
/// The elements of a path in managedFields: <c>f:name</c> a field, <c>k:{…}</c> the items of a list that have these keys,
/// <c>v:…</c> a member of a set, <c>.</c> the container itself.
/// </summary>
internal static class FieldKeys
{
    /// <summary>The same few keys stand in thousands of objects.</summary>
    private static readonly ConcurrentDictionary<string, Node> Parsed = new(StringComparer.Ordinal);

    private const int MostRemembered = 20_000;

    public static bool IsField(string element) => element.StartsWith("f:", StringComparison.Ordinal);

    public static bool IsItem(string element) => element.StartsWith("k:", StringComparison.Ordinal);

    public static bool IsMember(string element) => element.StartsWith("v:", StringComparison.Ordinal);

    public static string Field(string element) => element[2..];

    /// <summary>The value that a <c>k:</c> or <c>v:</c> element holds.</summary>
    public static Node Value(string element)
    {
        if (Parsed.TryGetValue(element, out var known)) return known;
        var value = NodeJson.Read(Encoding.UTF8.GetBytes(element[2..]));
        if (Parsed.Count < MostRemembered) Parsed.TryAdd(element, value);
        return value;
    }

    /// <summary>Whether an item is one that a <c>k:</c> element means.</summary>
    public static bool Matches(MapNode item, Node keys) =>
        keys is MapNode map && map.Entries.All(key => Node.DeepEquals(item[key.Key], key.Value));
}
