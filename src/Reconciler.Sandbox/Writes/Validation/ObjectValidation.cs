using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Everything that is wrong with an object, as causes of a 422.</summary>
internal static class ObjectValidation
{
    public static IReadOnlyList<FieldError> Create(WriteContext context, MapNode body) => [];

    public static IReadOnlyList<FieldError> Update(WriteContext context, MapNode live, MapNode body) => [];
}
