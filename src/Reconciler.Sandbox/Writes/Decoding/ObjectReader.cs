using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Decoding;

/// <summary>What reading gave: the object in the form in which a server stores and answers it, what it doesn't know, and what doesn't fit.</summary>
internal sealed record ReadObject(MapNode Body, ImmutableArray<string> UnknownFields, string? Problem);

/// <summary>
/// Reads JSON into a built-in type and writes it back at once: unknown fields, nulls and empty values go, what is always
/// written comes, quantities and times become canonical. Reading its own result changes nothing.
/// </summary>
internal sealed class ObjectReader
{
    private readonly ImmutableArray<string>.Builder _unknown = ImmutableArray.CreateBuilder<string>();
    private string? _problem;

    private ObjectReader()
    {
    }

    public static ReadObject Read(MapNode body, KubeType type, string path = "")
    {
        var reader = new ObjectReader();
        var read = reader.ReadFields(body, type, path, new GoPath(path));
        return new ReadObject(read, reader._unknown.ToImmutable(), reader._problem);
    }

    private MapNode ReadFields(MapNode map, KubeType type, string path, GoPath goPath)
    {
        var layout = TypeLayout.Of(type);
        var entries = new List<MapEntry>(map.Entries.Length + layout.AlwaysWritten.Length);
        foreach (var entry in map.Entries)
        {
            if (type.Field(entry.Key) is not { } field)
            {
                if (type.IsOpen) entries.Add(entry);
                else _unknown.Add(Join(path, entry.Key));
                continue;
            }
            if (entry.Value is ScalarNode { IsNull: true }) continue;
            var value = ReadValue(entry.Value, field.Value, Join(path, entry.Key), goPath.In(type, entry.Key));
            if (value is not null && !layout.IsAbsent(entry.Key, value) && !IsEmptyMap(value, field.Value, layout, entry.Key)) entries.Add(new MapEntry(entry.Key, value));
        }
        foreach (var always in layout.AlwaysWritten)
            if (!entries.Exists(entry => entry.Key == always.Key)) entries.Add(always);
        entries.Sort((a, b) => Order(a.Key, b.Key));
        return new MapNode([.. entries]);
    }

    private static bool IsEmptyMap(Node value, KubeValue type, TypeLayout layout, string field) =>
        type is KubeMap && value is MapNode { Entries.Length: 0 } && layout.IsAbsent(field, new ListNode([]));

    private Node? ReadValue(Node value, KubeValue type, string path, GoPath goPath)
    {
        switch (type, value)
        {
            case (KubeObject known, MapNode map):
                return ReadFields(map, known.Type, path, goPath);
            case (KubeList known, ListNode list):
                return ReadList(list, known, path, goPath);
            case (KubeMap known, MapNode map):
                return ReadMap(map, known, path, goPath);
            case (KubeScalar known, ScalarNode scalar):
                var (read, problem) = ScalarReader.Read(scalar, known.Kind, goPath);
                _problem ??= problem;
                return read;
            case (KubeFree { IsMap: false }, _) or (KubeFree, MapNode):
                return value;
            default:
                _problem ??= goPath.Mismatch(value, type);
                return null;
        }
    }

    private ListNode ReadList(ListNode list, KubeList type, string path, GoPath goPath) =>
        new([.. list.Items.Select((item, i) => ReadItem(item, type.Item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), goPath))]);

    private MapNode ReadMap(MapNode map, KubeMap type, string path, GoPath goPath) =>
        new([.. map.Entries.Select(entry => new MapEntry(entry.Key, ReadItem(entry.Value, type.Value, Join(path, entry.Key), goPath))).OrderBy(entry => entry.Key, StringComparer.Ordinal)]);

    private Node ReadItem(Node item, KubeValue type, string path, GoPath goPath)
    {
        if (item is ScalarNode { IsNull: true }) return type is KubeObject known ? TypeLayout.Of(known.Type).Empty : TypeLayout.Zero(type);
        return ReadValue(item, type, path, goPath) ?? ScalarNode.Null;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static int Order(string left, string right)
    {
        var (a, b) = (Rank(left), Rank(right));
        return a != b ? a.CompareTo(b) : string.CompareOrdinal(left, right);
    }

    /// <summary>What kubectl's users expect at the top; the rest is in alphabetical order.</summary>
    private static int Rank(string key) => key switch
    {
        "kind" => 0,
        "apiVersion" => 1,
        "metadata" => 2,
        "spec" => 3,
        "status" => 5,
        _ => 4,
    };
}
