using System.Collections.Immutable;
using System.Diagnostics;
using NJsonSchema;
using NJsonSchema.Validation;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>
/// Turns the nested failures of NJsonSchema into flat ones about single values. Where a value may have several shapes, the
/// one that it was meant to have is found by the type that was written, and only that one's failures are told.
/// </summary>
internal sealed class FailureReader(MapNode document)
{
    private readonly List<PlacedNode> _nodes = PlacedNode.All(document);
    private readonly List<SchemaFailure> _failures = [];

    public ImmutableArray<SchemaFailure> Read(IEnumerable<ValidationError> errors)
    {
        foreach (var error in errors) Add(error);
        var wrongTypes = _failures.Where(failure => failure.Kind == FailureKind.WrongType).Select(failure => failure.At.Path).ToHashSet(StringComparer.Ordinal);
        // A value of the wrong type breaks every other rule as well.
        return [.. _failures.Where(failure => failure.Kind == FailureKind.WrongType || !wrongTypes.Contains(failure.At.Path)).DistinctBy(failure => failure.Identity)];
    }

    private void Add(ValidationError error)
    {
        var at = _nodes[Math.Clamp(error.LineNumber, 1, _nodes.Count - 1)];
        switch (error)
        {
            case MultiTypeValidationError several:
                AddMeantType(several, at);
                break;
            case ChildSchemaValidationError { Kind: ValidationErrorKind.NotAnyOf } choice:
                AddBestBranch(choice, at);
                break;
            case ChildSchemaValidationError { Kind: ValidationErrorKind.NotOneOf } choice:
                AddPresence(choice, at);
                break;
            case ChildSchemaValidationError parent:
                foreach (var inner in parent.Errors.Values.SelectMany(errors => errors)) Add(inner);
                break;
            default:
                AddPlain(error, at);
                break;
        }
    }

    private void AddMeantType(MultiTypeValidationError error, PlacedNode at)
    {
        var written = SchemaShape.TypeOf(at.Node);
        var meant = error.Errors.Where(pair => (written & pair.Key) != 0).SelectMany(pair => pair.Value).ToList();
        if (meant.Count == 0) Add(FailureKind.WrongType, at, [error.Schema]);
        foreach (var inner in meant) Add(inner);
    }

    private void AddBestBranch(ChildSchemaValidationError error, PlacedNode at)
    {
        var fitting = error.Errors.Where(branch => SchemaShape.Accepts(branch.Key, at.Node)).ToList();
        if (fitting.Count == 0)
        {
            Add(FailureKind.WrongType, at, [.. error.Errors.Keys]);
            return;
        }
        foreach (var inner in fitting.MinBy(branch => branch.Value.Count).Value) Add(inner);
    }

    /// <summary>Alternatives by presence: each branch names the fields that belong together.</summary>
    private void AddPresence(ChildSchemaValidationError error, PlacedNode at)
    {
        if (at.Map is not { } map)
        {
            Add(FailureKind.WrongType, at, [error.Schema]);
            return;
        }
        var groups = error.Schema.OneOf.Select(branch => branch.RequiredProperties.ToImmutableArray()).ToList();
        var complete = groups.Where(group => group.All(Has)).ToList();
        var begun = groups.Where(group => group.Any(Has)).ToList();
        if (complete.Count > 1)
        {
            Add(FailureKind.SeveralAlternatives, at, [error.Schema], [.. complete.SelectMany(group => group)]);
        }
        else if (complete.Count == 0 && begun.Count == 1)
        {
            foreach (var missing in begun[0].Where(name => !Has(name))) Add(FailureKind.Missing, at, [error.Schema], [missing]);
        }
        else if (complete.Count == 0)
        {
            Add(FailureKind.NoAlternative, at, [error.Schema], [.. groups.Select(group => string.Join(" and ", group))]);
        }

        bool Has(string name) => !map[name].IsNullOrMissing();
    }

    private void AddPlain(ValidationError error, PlacedNode at)
    {
        switch (error.Kind)
        {
            case ValidationErrorKind.NoAdditionalPropertiesAllowed:
                Add(FailureKind.UnknownField, at.Parent ?? at, [error.Schema], [at.Key ?? ""]);
                break;
            case ValidationErrorKind.PropertyRequired:
                Add(FailureKind.Missing, at, [error.Schema], [error.Property ?? ""]);
                break;
            case ValidationErrorKind.NotInEnumeration:
                Add(at.Node is ScalarNode { IsNull: false } ? FailureKind.NotAllowed : FailureKind.WrongType, at, [error.Schema]);
                break;
            case ValidationErrorKind.PatternMismatch or ValidationErrorKind.StringTooShort:
                Add(FailureKind.WrongForm, at, [error.Schema]);
                break;
            case ValidationErrorKind.StringTooLong:
                Add(FailureKind.TooLong, at, [error.Schema]);
                break;
            case ValidationErrorKind.NumberTooSmall:
                Add(FailureKind.TooSmall, at, [error.Schema]);
                break;
            case ValidationErrorKind.NumberTooBig or ValidationErrorKind.IntegerTooBig:
                Add(FailureKind.TooBig, at, [error.Schema]);
                break;
            case ValidationErrorKind.TooFewItems:
                Add(FailureKind.TooFewItems, at, [error.Schema]);
                break;
            default:
                Add(FailureKind.WrongType, at, [error.Schema]);
                break;
        }
    }

    private void Add(FailureKind kind, PlacedNode at, ImmutableArray<JsonSchema> schemas, ImmutableArray<string> fields = default)
    {
        Debug.Assert(schemas.Length > 0);
        // A null where a value has to be is a field that is not there.
        if (kind == FailureKind.WrongType && at is { Node: ScalarNode { IsNull: true }, Parent: { } parent, Key: { } key })
            _failures.Add(new SchemaFailure(FailureKind.Missing, parent, schemas, [key]));
        else
            _failures.Add(new SchemaFailure(kind, at, schemas, fields.IsDefault ? [] : fields));
    }
}
