using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Custom;

/// <summary>
/// Fills in the defaults of a custom kind's schema where a field is missing, also inside of what a default brought. A null
/// where the schema allows none counts as missing.
/// </summary>
internal static class CustomDefaults
{
    public static MapNode Apply(MapNode body, MapNode? schema) => schema is null ? body : (MapNode)Fill(body, schema);

    private static Node Fill(Node value, MapNode? schema) => (schema, value) switch
    {
        (null, _) => value,
        (_, MapNode map) => FillFields(map, schema),
        (_, ListNode list) when schema.Map("items") is { } items => new ListNode([.. list.Items.Select(item => Fill(item, items))]),
        _ => value,
    };

    private static MapNode FillFields(MapNode map, MapNode schema)
    {
        var properties = schema.Map("properties");
        var additional = schema.Map("additionalProperties");
        var filled = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var known = properties?[entry.Key] as MapNode ?? additional;
            if (entry.Value is ScalarNode { IsNull: true } && known is not null && known.Flag("nullable")?.Value != true)
            {
                if (known["default"] is { } instead) filled.Add(entry with { Value = Fill(instead, known) });
            }
            else filled.Add(entry with { Value = Fill(entry.Value, known) });
        }
        foreach (var property in properties?.Entries ?? [])
            if (!map.Has(property.Key) && property.Value is MapNode known && known["default"] is { } value) filled.Add(new MapEntry(property.Key, Fill(value, known)));
        return new MapNode(filled.ToImmutable());
    }
}
