using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Reconciler.Specs.Schemas;

/// <summary>
/// NJsonSchema's validator, with short cuts for what most values of a document are: a null where a schema allows it, and a
/// scalar whose schema, or one of its alternatives, asks for nothing but its type. It has no state, so one serves everybody.
/// </summary>
internal sealed class SpecValidator : JsonSchemaValidator
{
    private static readonly ValidationError[] Nothing = [];

    private SpecValidator() : base(new JsonSchemaValidatorSettings())
    {
    }

    public static SpecValidator Instance { get; } = new();

    protected override ICollection<ValidationError> Validate(JToken token, JsonSchema schema, SchemaType schemaType, string propertyName, string propertyPath) =>
        IsPlainlyFine(token, schema) ? Nothing : base.Validate(token, schema, schemaType, propertyName, propertyPath);

    private static bool IsPlainlyFine(JToken token, JsonSchema schema)
    {
        if (token.Type == JTokenType.Null && schema.IsNullableRaw == true) return true;
        var type = TypeOf(token.Type);
        return type != JsonObjectType.None && IsPlainlyFine(type, schema);
    }

    private static bool IsPlainlyFine(JsonObjectType type, JsonSchema schema)
    {
        if (schema.Pattern is not null || schema.MaxLength is not null || schema.MinLength is not null || schema.Minimum is not null || schema.Maximum is not null
            || schema.Enumeration.Count > 0 || schema.OneOf.Count > 0 || schema.AllOf.Count > 0 || schema.Not is not null) return false;
        if (schema.AnyOf.Count == 0) return (type & schema.Type) != 0;
        return schema.Type == JsonObjectType.None && schema.AnyOf.Any(branch => IsPlainlyFine(type, branch.ActualSchema));
    }

    private static JsonObjectType TypeOf(JTokenType type) => type switch
    {
        JTokenType.String => JsonObjectType.String,
        JTokenType.Integer => JsonObjectType.Integer | JsonObjectType.Number,
        JTokenType.Float => JsonObjectType.Number,
        JTokenType.Boolean => JsonObjectType.Boolean,
        _ => JsonObjectType.None,
    };
}
