using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Kinds;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Everything that is wrong with an object, as causes of a 422.</summary>
internal static class ObjectValidation
{
    private delegate IEnumerable<FieldError> Rule(MapNode body);

    private delegate IEnumerable<FieldError> ChangeRule(MapNode live, MapNode body);

    private static readonly Dictionary<string, Rule> Rules = new(StringComparer.Ordinal)
    {
    };

    private static readonly Dictionary<string, ChangeRule> Changes = new(StringComparer.Ordinal)
    {
    };

    public static IReadOnlyList<FieldError> Create(WriteContext context, MapNode body) =>
        [.. MetadataRules.Create(context.Kind, body), .. OfKind(context, body)];

    public static IReadOnlyList<FieldError> Update(WriteContext context, MapNode live, MapNode body)
    {
        var errors = MetadataRules.Update(live, body);
        if (context.Request.Subresource == "status" && !context.Kind.IsCustom) return [.. errors];
        var changes = Changes.GetValueOrDefault(KindFacts.Key(context.Kind))?.Invoke(live, body) ?? [];
        return [.. errors, .. changes, .. OfKind(context, body)];
    }

    private static IEnumerable<FieldError> OfKind(WriteContext context, MapNode body) =>
        context.Kind.IsCustom ? [] : Rules.GetValueOrDefault(KindFacts.Key(context.Kind))?.Invoke(body) ?? [];
}
