using System.Collections.Immutable;
using System.Globalization;
using NJsonSchema;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>What to write instead of a value of the wrong type.</summary>
internal static class ValueHints
{
    private static readonly Dictionary<string, string> OtherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RWO"] = "ReadWriteOnce",
        ["RWX"] = "ReadWriteMany",
        ["ROX"] = "ReadOnlyMany",
        ["RWOP"] = "ReadWriteOncePod",
        ["RollingUpdate"] = "rolling",
        ["prod"] = "production",
        ["stag"] = "staging",
        ["agent"] = "worker",
        ["control-plane"] = "server",
        ["master"] = "server",
    };

    /// <summary>The allowed word for one that is used elsewhere for the same thing.</summary>
    public static string? KnownAs(string written, IReadOnlyCollection<string> allowed) =>
        OtherWords.TryGetValue(written, out var word) && allowed.Contains(word) ? word : null;

    public static string? Fix(PlacedNode at, ImmutableArray<JsonSchema> schemas, SchemaField? field)
    {
        var branches = schemas.SelectMany(SchemaShape.Branches).ToList();
        var types = branches.Aggregate(JsonObjectType.None, (all, branch) => all | branch.Type);
        var fix = at.Node switch
        {
            ScalarNode scalar => OfScalar(scalar, types, branches),
            MapNode map => OfMap(map, types),
            ListNode list => OfList(list, types),
            _ => null,
        };
        return fix ?? (field is { Examples: [var example, ..] } && Fits(example, schemas) ? $"write {Leading(at)}{FlowText.Of(example)}" : null);
    }

    private static bool Fits(Node example, ImmutableArray<JsonSchema> schemas) => schemas.Any(schema => SchemaShape.Accepts(schema, example));

    private static string Leading(PlacedNode at) => at.Key is { } key && !key.Contains(' ', StringComparison.Ordinal) ? $"{key}: " : "";

    private static string? OfScalar(ScalarNode scalar, JsonObjectType types, List<JsonSchema> branches)
    {
        if (scalar.Kind == ScalarKind.String && types.HasFlag(JsonObjectType.Boolean) && AsFlag(scalar.Value) is { } flag && branches.All(branch => branch.Enumeration.Count == 0)) return $"write {flag}";
        if (scalar.Kind is ScalarKind.String or ScalarKind.Float && (types & (JsonObjectType.Integer | JsonObjectType.Number)) != 0
            && decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number))
            return FormattableString.Invariant($"write {decimal.Truncate(number):0}{(scalar.Kind == ScalarKind.String ? " without quotes" : "")}");
        if (scalar.Kind is ScalarKind.Boolean or ScalarKind.Integer or ScalarKind.Float && types.HasFlag(JsonObjectType.String)
            && !(scalar.Kind == ScalarKind.Boolean && types.HasFlag(JsonObjectType.Number))) return $"write {FlowText.Quoted(scalar.Written)}";
        if (scalar.IsNull || !types.HasFlag(JsonObjectType.Array)) return null;
        var item = branches.FirstOrDefault(branch => branch.Item is not null)?.Item;
        return item is not null && SchemaShape.Accepts(item, scalar) ? $"write [{FlowText.Of(scalar)}]" : null;
    }

    /// <summary>A map where a name is wanted, as Kubernetes writes references.</summary>
    private static string? OfMap(MapNode map, JsonObjectType types) =>
        types.HasFlag(JsonObjectType.String) && map.Entries is [{ Key: "name", Value: ScalarNode name }] ? $"write {FlowText.Of(name)}"
        : types.HasFlag(JsonObjectType.Array) ? "write a list: put - before each item" : null;

    /// <summary>A list of names and values where a map is wanted, as Kubernetes and compose write environments.</summary>
    private static string? OfList(ListNode list, JsonObjectType types)
    {
        if (!types.HasFlag(JsonObjectType.Object) || list.Items.Length == 0) return null;
        return list.Items[0] switch
        {
            MapNode map when map.Text("name") is { } name && map["value"] is ScalarNode value => $"write a map: {{{FlowText.Text(name.Value)}: {FlowText.Of(value)}}}",
            ScalarNode { Kind: ScalarKind.String } text when text.Value.IndexOf('=', StringComparison.Ordinal) is var split and > 0 =>
                $"write a map: {{{FlowText.Text(text.Value[..split])}: {FlowText.Text(text.Value[(split + 1)..])}}}",
            _ => null,
        };
    }

    private static string? AsFlag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "Y" => "true",
        "FALSE" or "NO" or "OFF" or "N" => "false",
        _ => null,
    };
}
