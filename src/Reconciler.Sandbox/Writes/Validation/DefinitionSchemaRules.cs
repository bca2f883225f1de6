using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>
/// Whether the schema of a CustomResourceDefinition is structural: every value has one type that stands outside of any
/// choice, and choices only narrow it down.
/// </summary>
internal sealed class DefinitionSchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];
    private static readonly string[] Junctors = ["allOf", "anyOf", "oneOf"];

    private readonly List<FieldError> _structural = [];
    private readonly List<FieldError> _schema = [];
    private bool _isUnsupported;

    private enum Level
    {
        Root,
        Item,
        Field,
    }

    public static IEnumerable<FieldError> Check(MapNode? schema, string path)
    {
        if (schema is null) return [];
        var rules = new DefinitionSchemaRules();
        var isNullable = schema.Flag("nullable")?.Value == true;
        rules.Visit(schema, path, Level.Root);
        var structural = rules._structural.OrderBy(error => $"{error.Field}: {error.Body}", StringComparer.Ordinal).ToList();
        // what is not supported at all is not looked at for its structure
        if (rules._isUnsupported) structural.Clear();
        else if (structural.Count == 0) Defaults(schema, path, structural);
        return [.. isNullable ? (FieldError[])[FieldError.Forbidden($"{path}.nullable", "nullable cannot be true at the root")] : [], .. structural, .. rules._schema];
    }

    private void Visit(MapNode schema, string path, Level level)
    {
        var type = schema.Filled("type");
        Supported(schema, path);
        if (type == "array" && schema.Map("items") is null) _structural.Add(FieldError.Required($"{path}.items", "must be specified"));
        Typed(schema, path, level, type);
        if (schema["additionalProperties"] is { } additional)
        {
            if (level == Level.Root) _structural.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used at the root"));
            if (schema.Map("properties") is { Entries.Length: > 0 } && additional is not ScalarNode { Value: "true" })
                _schema.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
            if (additional is MapNode values) Visit(values, $"{path}.additionalProperties", Level.Field);
        }
        if (schema.Filled("pattern") is { } pattern && !IsRegex(pattern))
            _structural.Add(FieldError.Invalid($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `{pattern}`"));
        foreach (var (rule, at) in schema.Items("x-kubernetes-validations", path))
            if (string.IsNullOrWhiteSpace(rule.Text("rule")?.Value)) _schema.Add(FieldError.Required($"{at}.rule", "rule is not specified"));
        if (schema.Flag("uniqueItems")?.Value == true) _schema.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        Lists(schema, path, type);
        if (schema.Map("items") is { } items) Visit(items, $"{path}.items", Level.Item);
        foreach (var property in schema.Map("properties")?.Entries ?? [])
        {
            if (property.Value is not MapNode known) continue;
            var place = $"{path}.properties[{property.Key}]";
            if (level == Level.Root && property.Key == "metadata") Metadata(known, place);
            else Visit(known, place, Level.Field);
        }
        Nested(schema, schema, path);
    }

    private void Supported(MapNode schema, string path)
    {
        if (schema.Filled("type") is { } type && !Types.Contains(type))
        {
            _schema.Add(FieldError.NotSupported($"{path}.type", type, Types));
            if (type == "null") _schema.Add(FieldError.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative"));
        }
        if (Unsupported.Any(schema.Has)) _isUnsupported = true;
        foreach (var key in Unsupported)
            if (schema.Has(key)) _schema.Add(FieldError.Forbidden($"{path}.{key}", $"{key} is not supported"));
        if (schema.List("items") is not null) _schema.Add(FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array"));
    }

    private void Typed(MapNode schema, string path, Level level, string? type)
    {
        var isEmbedded = Is(schema, "x-kubernetes-embedded-resource");
        if (isEmbedded && type != "object")
        {
            const string Why = "must be object if x-kubernetes-embedded-resource is true";
            _structural.Add(type is null ? FieldError.Required($"{path}.type", Why) : FieldError.Invalid($"{path}.type", type, Why));
        }
        else if (type is null && !Is(schema, "x-kubernetes-int-or-string") && !Is(schema, "x-kubernetes-preserve-unknown-fields"))
        {
            _structural.Add(FieldError.Required($"{path}.type", level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            }));
        }
        if (level == Level.Root && type is not (null or "object")) _structural.Add(FieldError.Invalid($"{path}.type", type, "must be object at the root"));
        if (Is(schema, "x-kubernetes-int-or-string") && Is(schema, "x-kubernetes-preserve-unknown-fields"))
            _structural.Add(FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", (Node)true, "must be false if x-kubernetes-int-or-string is true"));
        if (isEmbedded && !Is(schema, "x-kubernetes-preserve-unknown-fields") && schema.Map("properties") is not { Entries.Length: > 0 })
            _structural.Add(FieldError.Required($"{path}.properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
        if (isEmbedded && schema.Has("additionalProperties")) _structural.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"));
        foreach (var key in (string[])["kind", "apiVersion"])
            if ((level == Level.Root || isEmbedded) && schema.Map("properties").Map(key) is { } known && known.Text("type")?.Value != "string")
                _structural.Add(FieldError.Invalid($"{path}.properties[{key}].type", known.Text("type")?.Value ?? "", "must be string"));
    }

    /// <summary>The metadata of every object are known; a schema may only narrow down the names.</summary>
    private void Metadata(MapNode schema, string path)
    {
        if (schema.Filled("type") != "object") _structural.Add(FieldError.Invalid($"{path}.type", schema.Text("type")?.Value ?? "", "must be object"));
        var others = schema.Map("properties")?.Entries.Any(entry => entry.Key is not ("name" or "generateName")) == true;
        if (others || schema.Entries.Any(entry => entry.Key is not ("type" or "properties")))
            _structural.Add(FieldError.Forbidden(path, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
    }

    private void Lists(MapNode schema, string path, string? type)
    {
        if (schema.Filled("x-kubernetes-map-type") is { } mapType)
        {
            if (type != "object") _schema.Add(Expected(path, type, "object", "x-kubernetes-map-type"));
            if (mapType is not ("atomic" or "granular")) _schema.Add(FieldError.NotSupported($"{path}.x-kubernetes-map-type", mapType, ["atomic", "granular"]));
        }
        var keys = schema.Texts("x-kubernetes-list-map-keys").Select(item => item.Value).ToList();
        var listType = schema.Filled("x-kubernetes-list-type");
        if (listType is not null)
        {
            if (type != "array") _schema.Add(Expected(path, type, "array", "x-kubernetes-list-type"));
            if (listType is not ("atomic" or "set" or "map")) _schema.Add(FieldError.NotSupported($"{path}.x-kubernetes-list-type", listType, ["atomic", "set", "map"]));
            if (listType == "set" && schema.Map("items") is { } member && member.Text("type")?.Value == "object" && member.Text("x-kubernetes-map-type")?.Value != "atomic")
                _schema.Add(FieldError.Invalid($"{path}.items.x-kubernetes-map-type", (Node?)null, "must be atomic as item of a list with x-kubernetes-list-type=set"));
        }
        if (keys.Count > 0 && listType is null) _schema.Add(FieldError.Required($"{path}.x-kubernetes-list-type", "must be map if x-kubernetes-list-map-keys is non-empty"));
        else if (keys.Count > 0 && listType != "map") _schema.Add(FieldError.Invalid($"{path}.x-kubernetes-list-type", listType!, "must be map if x-kubernetes-list-map-keys is non-empty"));
        if (listType == "map") Keyed(schema, path, keys);
        if (listType is "map" or "set" && Is(schema.Map("items"), "nullable")) _schema.Add(FieldError.Forbidden($"{path}.items.nullable", $"cannot be nullable when x-kubernetes-list-type is {listType}"));
    }

    private void Keyed(MapNode schema, string path, List<string> keys)
    {
        if (keys.Count == 0) _schema.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        if (schema.Map("items") is not { } item)
        {
            _schema.Add(FieldError.Required($"{path}.items", "must have a schema if x-kubernetes-list-type is map"));
            return;
        }
        if (item.Text("type")?.Value != "object")
        {
            _schema.Add(FieldError.Invalid($"{path}.items.type", item.Text("type")?.Value ?? "", "must be object if parent array's x-kubernetes-list-type is map"));
            return;
        }
        var required = item.Texts("required").Select(name => name.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (item.Map("properties").Map(key) is not { } known)
            {
                _schema.Add(FieldError.Invalid($"{path}.x-kubernetes-list-map-keys", schema["x-kubernetes-list-map-keys"], "entries must all be names of item properties"));
                continue;
            }
            if (known.Text("type")?.Value is "array" or "object")
                _schema.Add(FieldError.Invalid($"{path}.items.properties[{key}].type", "object", "must be a scalar type if parent array's x-kubernetes-list-type is map"));
            if (!required.Contains(key) && !known.Has("default"))
                _schema.Add(FieldError.Required($"{path}.items.properties[{key}].default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            if (Is(known, "nullable")) _schema.Add(FieldError.Forbidden($"{path}.items.properties[{key}].nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
        }
        if (keys.Distinct(StringComparer.Ordinal).Count() < keys.Count) _schema.Add(FieldError.Invalid($"{path}.x-kubernetes-list-map-keys", schema["x-kubernetes-list-map-keys"], "must not contain duplicate entries"));
    }

    /// <summary>What stands in a choice may not say what only the schema around it may, and nothing that this doesn't have.</summary>
    private void Nested(MapNode schema, MapNode outer, string path)
    {
        foreach (var junctor in Junctors)
        {
            if (junctor == "anyOf" && Is(schema, "x-kubernetes-int-or-string") && IsIntOrString(schema)) continue;
            foreach (var (part, place) in schema.Items(junctor, path))
            {
                var isPattern = junctor == "allOf" && place.EndsWith("[0]", StringComparison.Ordinal) && Is(schema, "x-kubernetes-int-or-string") && IsIntOrString(part);
                if (!isPattern) Choice(part, outer, place);
            }
        }
        if (schema.Map("not") is { } not) Choice(not, outer, $"{path}.not");
    }

    private void Choice(MapNode part, MapNode outer, string path)
    {
        foreach (var (key, why) in new[] { ("type", "must be empty"), ("default", "must be undefined"), ("title", "must be empty"), ("description", "must be empty"), ("nullable", "must be false"), ("additionalProperties", "must be undefined") })
            if (part.Has(key) && part[key] is not ScalarNode { Value: "false" or "" }) _structural.Add(FieldError.Forbidden($"{path}.{key}", $"{why} to be structural"));
        foreach (var key in (string[])["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string"])
            if (Is(part, key)) _structural.Add(FieldError.Forbidden($"{path}.{key}", "must be false to be structural"));
        foreach (var property in part.Map("properties")?.Entries ?? [])
        {
            if (property.Value is not MapNode known) continue;
            if (property.Key == "metadata") _structural.Add(FieldError.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context"));
            var inOuter = outer.Map("properties").Map(property.Key);
            Choice(known, inOuter ?? MapNode.Empty, $"{path}.properties[{property.Key}]");
        }
        if (part.Map("items") is { } items) Choice(items, outer.Map("items") ?? MapNode.Empty, $"{path}.items");
        Nested(part, outer, path);
    }

    /// <summary>A default has to be a legal value.</summary>
    private static void Defaults(MapNode schema, string path, List<FieldError> errors)
    {
        if (schema["default"] is { } value and not ScalarNode { IsNull: true })
        {
            if (HasUnknown(value, schema)) errors.Add(FieldError.Invalid($"{path}.default", value, "must not have unknown fields"));
            // the messages of values name a path of their own, which is empty here
            else errors.AddRange(Custom.SchemaValidation.CheckValue(value, schema.Without("default"), "").Select(error => error with { Field = $"{path}.default{(error.Field.Length == 0 || error.Field[0] == '[' ? "" : ".")}{error.Field}" }));
        }
        foreach (var property in schema.Map("properties")?.Entries ?? [])
            if (property.Value is MapNode known) Defaults(known, $"{path}.properties[{property.Key}]", errors);
        if (schema.Map("items") is { } items) Defaults(items, $"{path}.items", errors);
        if (schema.Map("additionalProperties") is { } additional) Defaults(additional, $"{path}.additionalProperties", errors);
    }

    private static bool HasUnknown(Node value, MapNode schema) => value switch
    {
        MapNode map when !Is(schema, "x-kubernetes-preserve-unknown-fields") && !schema.Has("additionalProperties") =>
            map.Entries.Any(entry => schema.Map("properties").Map(entry.Key) is not { } known || HasUnknown(entry.Value, known)),
        ListNode list when schema.Map("items") is { } item => list.Items.Any(each => HasUnknown(each, item)),
        _ => false,
    };

    private static FieldError Expected(string path, string? type, string wanted, string because) => type is null
        ? FieldError.Required($"{path}.type", $"must be {wanted} if {because} is specified")
        : FieldError.Invalid($"{path}.type", type, $"must be {wanted} if {because} is specified");

    private static bool IsRegex(string pattern)
    {
        try
        {
            _ = new System.Text.RegularExpressions.Regex(pattern, System.Text.RegularExpressions.RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsIntOrString(MapNode schema) =>
        schema.Maps("anyOf").Select(part => part.Text("type")?.Value).ToList() is ["integer", "string"];

    private static bool Is(MapNode? schema, string key) => schema.Flag(key)?.Value == true;
}
