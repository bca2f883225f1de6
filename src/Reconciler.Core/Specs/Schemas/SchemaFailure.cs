using System.Collections.Immutable;
using NJsonSchema;

namespace Reconciler.Specs.Schemas;

/// <summary>How a value and its schema disagree.</summary>
internal enum FailureKind
{
    UnknownField,
    WrongType,
    NotAllowed,
    Missing,
    TooSmall,
    TooBig,
    TooLong,
    TooFewItems,
    WrongForm,
    NoAlternative,
    SeveralAlternatives,
}

/// <summary>
/// One disagreement: the value (the map, where a field is missing or one of its fields is unknown), the schemas that it was
/// held against (several where the value may have several shapes), and the name of the field or fields it is about.
/// </summary>
internal sealed record SchemaFailure(FailureKind Kind, PlacedNode At, ImmutableArray<JsonSchema> Schemas, ImmutableArray<string> Fields)
{
    public JsonSchema Schema => Schemas[0];

    /// <summary>Failures of one value that say the same are one.</summary>
    public (FailureKind, string, string) Identity => (Kind, At.Path, string.Join(',', Fields));
}
