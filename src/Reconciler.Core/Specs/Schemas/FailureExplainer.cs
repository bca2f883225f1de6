using System.Collections.Concurrent;
using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>Says of one failure what is wrong, where, and what to write instead.</summary>
internal sealed class FailureExplainer(string kind)
{
    private static readonly ConcurrentDictionary<string, FailureExplainer> Explainers = new(StringComparer.Ordinal);

    private readonly SchemaField _root = SchemaFields.Of(kind)!;
    private readonly FieldHints _hints = new(SchemaFields.Of(kind)!);

    public static FailureExplainer Of(string kind) => Explainers.GetOrAdd(kind, name => new FailureExplainer(name));

    public Diagnostic Explain(SchemaFailure failure) => failure.Kind switch
    {
        FailureKind.UnknownField => UnknownField(failure.At, failure),
        FailureKind.WrongType => WrongType(failure),
        FailureKind.NotAllowed => NotAllowed(failure),
        FailureKind.Missing => Missing(failure),
        FailureKind.TooSmall or FailureKind.TooBig => OutOfRange(failure),
        FailureKind.TooFewItems => TooFewItems(failure.At),
        FailureKind.TooLong => TooLong(failure),
        FailureKind.WrongForm => WrongForm(failure),
        FailureKind.NoAlternative => NoAlternative(failure),
        FailureKind.SeveralAlternatives => SeveralAlternatives(failure),
        _ => throw new UnreachableException(),
    };

    private Diagnostic UnknownField(PlacedNode parent, SchemaFailure failure)
    {
        var entry = parent.Map!.Find(failure.Fields[0])!.Value;
        if (failure.Schema.ActualSchema.Title == "map by resource type") return ResourceTypeHints.Explain(parent, entry, FieldAt(parent.Path)!);
        if (kind == "App" && parent.Path == "spec.processes") return NameHints.Process(parent, entry);
        if (failure.Schema.ActualSchema.Title == "environment") return NameHints.Variable(parent, entry);
        var where = parent.Path.Length == 0 ? $"at the top of {Article(kind)}" : $"in {parent.Path}";
        return SchemaCodes.UnknownField.At(entry.KeyOrigin, $"there is no field {SchemaShape.Shortened(entry.Key)} {where}", _hints.Fix(parent, entry.Key), parent.PathOf(entry.Key))
            with
        { Expected = _hints.Expected(parent), Found = entry.Key };
    }

    private Diagnostic WrongType(SchemaFailure failure)
    {
        var at = failure.At;
        if (kind == "App" && ColonMount.Explain(at) is { } mount) return mount;
        var expected = SchemaShape.Expected(failure.Schemas);
        var found = IsSecret(failure) && at.Node is ScalarNode ? "a single value" : SchemaShape.Found(at.Node);
        return SchemaCodes.WrongType.At(at.Node.Origin, $"{Name(at)} has to be {expected}, not {found}", ValueHints.Fix(at, failure.Schemas, FieldAt(at.Path)), at.Path)
            with
        { Expected = expected, Found = found };
    }

    private static Diagnostic NotAllowed(SchemaFailure failure)
    {
        var allowed = failure.Schema.ActualSchema.Enumeration.Where(value => value is not null).Select(SchemaShape.AllowedWord).Distinct(StringComparer.Ordinal).ToList();
        var written = ((ScalarNode)failure.At.Node).Written;
        var meant = allowed.FirstOrDefault(word => word.Equals(written, StringComparison.OrdinalIgnoreCase)) ?? ValueHints.KnownAs(written, allowed) ?? Spelling.Closest(written, allowed);
        var choice = allowed.Count == 1 ? allowed[0] : $"one of {string.Join(", ", allowed)}";
        return SchemaCodes.NotAllowed.At(failure.At.Node.Origin, $"{Name(failure.At)} can't be {FlowText.Text(SchemaShape.Shortened(written))}; it is {choice}", $"write {(meant is null ? choice : FlowText.Text(meant))}", failure.At.Path)
            with
        { Expected = choice, Found = written };
    }

    private Diagnostic Missing(SchemaFailure failure)
    {
        var (parent, name) = (failure.At, failure.Fields.Length > 0 ? failure.Fields[0] : failure.At.Key ?? "");
        var path = parent.PathOf(name);
        var example = FieldAt(path) is { Examples: [var first, ..] } ? first : null;
        var written = parent.Map?.Find(name);
        return SchemaCodes.MissingField.At(written?.KeyOrigin ?? parent.KeyPlace, $"{path} is missing", example is null ? $"add {name}" : $"add {name}: {FlowText.Of(example)}", path)
            with
        { Expected = SchemaShape.Expected(failure.Schemas) is var words && FieldAt(path) is { } field ? field.Type : words, Found = "nothing" };
    }

    private static Diagnostic OutOfRange(SchemaFailure failure)
    {
        var schema = failure.Schema.ActualSchema;
        var greatest = schema.Maximum == int.MaxValue && failure.Kind == FailureKind.TooSmall ? null : schema.Maximum;
        var expected = (schema.Minimum, greatest) switch
        {
            ({ } least, { } most) => FormattableString.Invariant($"from {least} to {most}"),
            ({ } least, null) => FormattableString.Invariant($"{least} or more"),
            (null, { } most) => FormattableString.Invariant($"{most} or less"),
            (null, null) => throw new UnreachableException(),
        };
        var nearest = failure.Kind == FailureKind.TooSmall ? schema.Minimum : schema.Maximum;
        var written = ((ScalarNode)failure.At.Node).Written;
        return SchemaCodes.OutOfRange.At(failure.At.Node.Origin, $"{Name(failure.At)} is out of range: {written} is not {expected}", FormattableString.Invariant($"write a number {expected}, such as {nearest}"), failure.At.Path)
            with
        { Expected = expected, Found = written };
    }

    private Diagnostic TooFewItems(PlacedNode at) =>
        SchemaCodes.OutOfRange.At(at.Node.Origin, $"{Name(at)} has to have an item at least", FieldAt(at.Path) is { Examples: [var example, ..] } ? $"write {FlowText.Of(example)}" : "add an item", at.Path)
            with
        { Expected = "an item at least", Found = "an empty list" };

    private static Diagnostic TooLong(SchemaFailure failure)
    {
        var text = ((ScalarNode)failure.At.Node).Value;
        var most = failure.Schema.ActualSchema.MaxLength!.Value;
        return SchemaCodes.NameTooLong.At(failure.At.Node.Origin, $"{Name(failure.At)} has {text.Length} characters; at most {most} are possible", $"write a name such as {NameHints.Legal(text, most)}", failure.At.Path)
            with
        { Expected = $"at most {most} characters", Found = $"{text.Length} characters" };
    }

    private Diagnostic WrongForm(SchemaFailure failure)
    {
        var (at, schema) = (failure.At, failure.Schema.ActualSchema);
        var text = ((ScalarNode)at.Node).Value;
        var form = TextForm.Of(schema.Pattern!, text, schema.MaxLength ?? 253);
        var code = form.IsName ? SchemaCodes.NameNotLegal : SchemaCodes.WrongForm;
        var fix = form.Better ?? (FieldAt(at.Path) is { Examples: [var example, ..] } ? $"something like {FlowText.Of(example is ListNode { Items: [var item, ..] } ? item : example)}" : null);
        return code.At(at.Node.Origin, $"{Name(at)} is {form.Problem}: {FlowText.Quoted(SchemaShape.Shortened(text))}", fix is null ? null : $"write {fix}", at.Path) with { Expected = form.Expected, Found = text };
    }

    private Diagnostic NoAlternative(SchemaFailure failure)
    {
        var names = string.Join(", ", failure.Fields);
        var first = failure.Fields[0].Split(" and ").Select(name => $"{name}: {(FieldAt(failure.At.PathOf(name)) is { Examples: [var example, ..] } ? FlowText.Of(example) : "…")}");
        var place = failure.At.Map is { Entries.Length: > 0 } ? failure.At.KeyPlace : failure.At.Node.Origin;
        return SchemaCodes.NoAlternative.At(place, $"{Name(failure.At)} needs one of {names}", $"add {string.Join(" and ", first)}", failure.At.Path) with { Expected = $"one of {names}", Found = "none of them" };
    }

    private static Diagnostic SeveralAlternatives(SchemaFailure failure)
    {
        var written = failure.At.Map!.Entries.Where(entry => failure.Fields.Contains(entry.Key)).ToList();
        var names = string.Join(" and ", written.Select(entry => entry.Key));
        return SchemaCodes.SeveralAlternatives.At(written[1].KeyOrigin, $"{Name(failure.At)} has {names}, and only one of them may be written", $"keep {written[0].Key} or {written[1].Key}", failure.At.Path)
            with
        { Expected = "one of them", Found = names };
    }

    private SchemaField? FieldAt(string path) => SchemaFields.Follow(_root, SchemaFields.Segments(path));

    private static string Name(PlacedNode at) => at.Path.Length == 0 ? "the document" : at.Path;

    private static string Article(string word) => $"{("AEIO".Contains(word[0], StringComparison.Ordinal) ? "an" : "a")} {word}";

    /// <summary>Where a reference to a secret belongs, people write the secret itself; it must not get into a log.</summary>
    private static bool IsSecret(SchemaFailure failure) =>
        failure.Schemas.SelectMany(SchemaShape.Branches).Any(branch => branch.Title is "key of a Secret" or "secret source");
}
