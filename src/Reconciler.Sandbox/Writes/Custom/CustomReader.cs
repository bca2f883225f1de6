using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Decoding;

namespace Reconciler.Sandbox.Writes.Custom;

/// <summary>
/// Reads objects of custom kinds: fields that the schema doesn't name are left out and reported, metadata is read as
/// that of every object.
/// </summary>
internal sealed class CustomReader
{
    private readonly ImmutableArray<string>.Builder _unknown = ImmutableArray.CreateBuilder<string>();

    private CustomReader()
    {
    }

    public static ReadObject Read(MapNode body, MapNode? schema)
    {
        var reader = new CustomReader();
        var kept = ImmutableArray.CreateBuilder<MapEntry>();
        string? problem = null;
        foreach (var entry in body.Entries)
        {
            if (entry.Key == "metadata") kept.Add(new MapEntry(entry.Key, reader.ReadMetadata(entry.Value, "metadata", ref problem)));
            else if (entry.Key is "kind" or "apiVersion") kept.Add(entry);
        }
        var own = new MapNode([.. body.Entries.Where(entry => entry.Key is not ("metadata" or "kind" or "apiVersion"))]);
        kept.AddRange(schema is null ? own.Entries : reader.PruneFields(own, schema, "", ref problem).Entries);
        return new ReadObject(new MapNode(kept.ToImmutable()), reader._unknown.ToImmutable(), problem);
    }

    private MapNode ReadMetadata(Node value, string path, ref string? problem)
    {
        if (value is not MapNode metadata)
        {
            if (value is not ScalarNode { IsNull: true }) problem ??= $"json: cannot unmarshal {GoPath.KindOf(value)} into Go value of type v1.ObjectMeta";
            return MapNode.Empty;
        }
        var read = ObjectReader.Read(metadata, KubeTypes.ObjectMeta, path);
        // the metadata are read by themselves, so a message names their fields without the way there
        problem ??= read.Problem?.Replace($"ObjectMeta.{path}.", "ObjectMeta.", StringComparison.Ordinal);
        _unknown.AddRange(read.UnknownFields);
        return read.Body;
    }

    private Node Prune(Node value, MapNode? schema, string path, ref string? problem)
    {
        if (schema is null) return value;
        switch (value)
        {
            case MapNode map:
                return PruneFields(map, schema, path, ref problem);
            case ListNode list:
                var items = ImmutableArray.CreateBuilder<Node>(list.Items.Length);
                for (var i = 0; i < list.Items.Length; i++) items.Add(Prune(list.Items[i], schema.Map("items"), string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), ref problem));
                return new ListNode(items.ToImmutable());
            case ScalarNode { Kind: ScalarKind.Float } number when decimal.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && amount == decimal.Truncate(amount) && Math.Abs(amount) < 1e15m:
                return new ScalarNode(ScalarKind.Integer, decimal.Truncate(amount).ToString(CultureInfo.InvariantCulture));
            default:
                return value;
        }
    }

    private MapNode PruneFields(MapNode map, MapNode schema, string path, ref string? problem)
    {
        var properties = schema.Map("properties");
        var additional = schema.Map("additionalProperties");
        var keepsUnknown = schema.Flag("x-kubernetes-preserve-unknown-fields")?.Value == true || schema.Flag("additionalProperties")?.Value == true;
        var isEmbedded = schema.Flag("x-kubernetes-embedded-resource")?.Value == true;
        var kept = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var place = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (isEmbedded && entry.Key == "metadata") kept.Add(entry with { Value = ReadMetadata(entry.Value, place, ref problem) });
            else if (isEmbedded && entry.Key is "apiVersion" or "kind") kept.Add(entry);
            else if (properties?[entry.Key] is MapNode known) kept.Add(entry with { Value = Prune(entry.Value, known, place, ref problem) });
            else if (additional is not null) kept.Add(entry with { Value = Prune(entry.Value, additional, place, ref problem) });
            else if (keepsUnknown) kept.Add(entry);
            else _unknown.Add(place);
        }
        return new MapNode(kept.ToImmutable());
    }
}
