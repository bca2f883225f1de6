using System.Globalization;
using System.Text.RegularExpressions;
using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Validation;

namespace Reconciler.Sandbox.Writes.Custom;

/// <summary>
/// Checks objects of custom kinds against their structural schema. Rules in CEL (x-kubernetes-validations) are not
/// evaluated.
/// </summary>
internal sealed class SchemaValidation
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(200);

    private readonly List<FieldError> _errors = [];

    private SchemaValidation()
    {
    }

    public static IReadOnlyList<FieldError> Check(MapNode body, MapNode? schema)
    {
        if (schema is null) return [];
        var check = new SchemaValidation();
        var own = new MapNode(body.Entries.RemoveAll(entry => entry.Key is "apiVersion" or "kind" or "metadata"));
        check.VisitFields(own, schema.Map("properties"), schema, "");
        check.Required(body, schema, "");
        return check._errors;
    }

    /// <summary>Checks one value, such as a default.</summary>
    public static IReadOnlyList<FieldError> CheckValue(Node value, MapNode schema, string path)
    {
        var check = new SchemaValidation();
        check.Visit(value, schema, path);
        return check._errors;
    }

    private void Visit(Node value, MapNode schema, string path)
    {
        if (value is ScalarNode { IsNull: true } && schema.Flag("nullable")?.Value == true) return;
        if (TypeProblem(value, schema) is { } expected)
        {
            _errors.Add(FieldError.WrongType(path, KindOf(value), $"{path} in body must be of type {expected}: {GoText.Quote(KindOf(value))}"));
            return;
        }
        Enumerated(value, schema, path);
        switch (value)
        {
            case MapNode map:
                Counted(map.Entries.Length, schema, "Properties", path);
                VisitFields(map, schema.Map("properties"), schema, path);
                Required(map, schema, path);
                Embedded(map, schema, path);
                break;
            case ListNode list:
                VisitItems(list, schema, path);
                break;
            case ScalarNode { Kind: ScalarKind.String } text:
                VisitText(text.Value, schema, path);
                break;
            case ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float } number:
                VisitNumber(number, schema, path);
                break;
        }
        Composed(value, schema, path);
    }

    private void VisitFields(MapNode map, MapNode? properties, MapNode schema, string path)
    {
        var additional = schema.Map("additionalProperties");
        foreach (var entry in map.Entries)
            if ((properties?[entry.Key] as MapNode ?? additional) is { } known) Visit(entry.Value, known, Join(path, entry.Key));
    }

    /// <summary>An object inside of an object says what it is.</summary>
    private void Embedded(MapNode map, MapNode schema, string path)
    {
        if (schema.Flag("x-kubernetes-embedded-resource")?.Value != true) return;
        foreach (var key in (string[])["apiVersion", "kind"])
        {
            if (!map.Has(key)) _errors.Add(FieldError.Required($"{path}.{key}"));
            else if (map.Text(key)?.Value.Length == 0) _errors.Add(FieldError.Invalid($"{path}.{key}", "", "must not be empty"));
        }
    }

    private void VisitItems(ListNode list, MapNode schema, string path)
    {
        Counted(list.Items.Length, schema, "Items", path);
        if (schema.Map("items") is { } item)
            for (var i = 0; i < list.Items.Length; i++) Visit(list.Items[i], item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
        var type = schema.Text("x-kubernetes-list-type")?.Value;
        if (type is not ("set" or "map") && schema.Flag("uniqueItems")?.Value != true) return;
        var keys = schema.Texts("x-kubernetes-list-map-keys").Select(key => key.Value).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Length; i++)
        {
            var identity = type == "map" && list.Items[i] is MapNode map ? (Node)new MapNode([.. keys.Where(map.Has).Select(key => new MapEntry(key, map[key]!))]) : list.Items[i];
            if (!seen.Add(GoText.Json(identity))) _errors.Add(FieldError.Duplicate(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), identity));
        }
    }

    private void VisitText(string text, MapNode schema, string path)
    {
        var length = new StringInfo(text).LengthInTextElements;
        // of length and pattern only the first that is wrong is told
        if (Bound(schema, "maxLength") is { } most && length > most) _errors.Add(FieldError.TooLong(path, (int)most));
        else if (Bound(schema, "minLength") is { } least && length < least)
            _errors.Add(FieldError.Invalid(path, text, string.Create(CultureInfo.InvariantCulture, $"{path} in body should be at least {least} chars long")));
        else if (schema.Text("pattern")?.Value is { } pattern && !Matches(text, pattern))
            _errors.Add(FieldError.Invalid(path, text, $"{path} in body should match '{pattern}'"));
        if (schema.Text("format")?.Value is { } format && !IsFormatted(text, format))
            _errors.Add(FieldError.WrongType(path, text, $"{path} in body must be of type {format}: {GoText.Quote(text)}"));
    }

    private void VisitNumber(ScalarNode number, MapNode schema, string path)
    {
        if (!decimal.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)) return;
        if (Bound(schema, "maximum") is { } most && (amount > most || (amount == most && schema.Flag("exclusiveMaximum")?.Value == true)))
            _errors.Add(FieldError.Invalid(path, (Node)number, string.Create(CultureInfo.InvariantCulture, $"{path} in body should be less than{(schema.Flag("exclusiveMaximum")?.Value == true ? "" : " or equal to")} {most}")));
        if (Bound(schema, "minimum") is { } least && (amount < least || (amount == least && schema.Flag("exclusiveMinimum")?.Value == true)))
            _errors.Add(FieldError.Invalid(path, (Node)number, string.Create(CultureInfo.InvariantCulture, $"{path} in body should be greater than{(schema.Flag("exclusiveMinimum")?.Value == true ? "" : " or equal to")} {least}")));
        if (Bound(schema, "multipleOf") is { } step and not 0 && amount % step != 0)
            _errors.Add(FieldError.Invalid(path, (Node)number, string.Create(CultureInfo.InvariantCulture, $"{path} in body should be a multiple of {step}")));
    }

    private void Required(MapNode map, MapNode schema, string path)
    {
        foreach (var name in schema.Texts("required"))
            if (!map.Has(name.Value)) _errors.Add(FieldError.Required(Join(path, name.Value)));
    }

    private void Enumerated(Node value, MapNode schema, string path)
    {
        if (schema.List("enum") is not { } allowed || allowed.Items.Any(item => Node.DeepEquals(item, value))) return;
        _errors.Add(FieldError.NotSupported(path, value, allowed.Items.Select(item => (item as ScalarNode)?.Value ?? GoText.Json(item))));
    }

    private void Counted(int count, MapNode schema, string what, string path)
    {
        if (Bound(schema, $"max{what}") is { } most && count > most) _errors.Add(FieldError.TooMany(path, count, (int)most));
        if (Bound(schema, $"min{what}") is { } least && count < least)
            _errors.Add(FieldError.Invalid(path, (long)count, string.Create(CultureInfo.InvariantCulture, $"{path} in body should have at least {least} {what.ToLowerInvariant()}")));
    }

    private void Composed(Node value, MapNode schema, string path)
    {
        foreach (var part in schema.Maps("allOf")) Visit(value, part, path);
        var isOneTyped = schema.Flag("x-kubernetes-int-or-string")?.Value == true;
        // what no or too many schemas fit is told without a field
        if (!isOneTyped && schema.List("anyOf") is not null && !schema.Maps("anyOf").Any(part => IsValid(value, part)))
        {
            _errors.Add(FieldError.Invalid("<nil>", "", $"{GoText.Quote(path)} must validate at least one schema (anyOf)"));
            _errors.AddRange(Best(value, schema.Maps("anyOf"), path));
        }
        if (schema.List("oneOf") is not null && schema.Maps("oneOf").Count(part => IsValid(value, part)) is var fitting and not 1)
        {
            _errors.Add(FieldError.Invalid("<nil>", "", $"{GoText.Quote(path)} must validate one and only one schema (oneOf). {(fitting == 0 ? "Found none valid" : string.Create(CultureInfo.InvariantCulture, $"Found {fitting} valid alternatives"))}"));
            if (fitting == 0) _errors.AddRange(Best(value, schema.Maps("oneOf"), path));
        }
        if (schema.Map("not") is { } not && IsValid(value, not)) _errors.Add(FieldError.Invalid("<nil>", "", $"{GoText.Quote(path)} must not validate the schema (not)"));
    }

    /// <summary>What is wrong by the schema that fits best.</summary>
    private static List<FieldError> Best(Node value, IEnumerable<MapNode> parts, string path) => parts.Select(part =>
    {
        var check = new SchemaValidation();
        check.Visit(value, part, path);
        return check._errors;
    }).MinBy(errors => errors.Count) ?? [];

    private static bool IsValid(Node value, MapNode schema)
    {
        var check = new SchemaValidation();
        check.Visit(value, schema, "");
        return check._errors.Count == 0;
    }

    private static string? TypeProblem(Node value, MapNode schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string")?.Value == true) return value is ScalarNode { Kind: ScalarKind.Integer or ScalarKind.String } ? null : "integer,string";
        var type = schema.Text("type")?.Value;
        var isRight = type switch
        {
            "object" => value is MapNode,
            "array" => value is ListNode,
            "string" => value is ScalarNode { Kind: ScalarKind.String },
            "boolean" => value is ScalarNode { Kind: ScalarKind.Boolean },
            "integer" => value is ScalarNode { Kind: ScalarKind.Integer } || (value is ScalarNode { Kind: ScalarKind.Float } whole && decimal.TryParse(whole.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number)),
            "number" => value is ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float },
            _ => true,
        };
        return isRight ? null : type;
    }

    private static string KindOf(Node value) => value switch
    {
        MapNode => "object",
        ListNode => "array",
        ScalarNode { Kind: ScalarKind.Boolean } => "boolean",
        ScalarNode { Kind: ScalarKind.Integer } => "integer",
        ScalarNode { Kind: ScalarKind.Float } => "number",
        ScalarNode { IsNull: true } => "null",
        _ => "string",
    };

    private static decimal? Bound(MapNode schema, string key) =>
        schema[key] is ScalarNode scalar && decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null;

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static bool IsFormatted(string text, string format) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && text.Contains('T', StringComparison.OrdinalIgnoreCase),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "ipv4" => System.Net.IPAddress.TryParse(text, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork,
        "ipv6" => System.Net.IPAddress.TryParse(text, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6,
        "uuid" => Guid.TryParse(text, out _),
        _ => true,
    };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
