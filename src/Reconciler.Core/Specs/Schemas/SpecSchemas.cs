using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Schemas;

/// <summary>Holds the documents of a source against the JSON Schemas of the config language.</summary>
public static class SpecSchemas
{
    public const string ApiVersion = "reconciler.dev/v1";

    private static readonly JsonLoadSettings WithPositions = new() { LineInfoHandling = LineInfoHandling.Load };

    /// <summary>The kinds of the config language, in ordinal order.</summary>
    public static ImmutableArray<string> Kinds => SchemaFile.Kinds;

    /// <summary>The schema file of a kind, or null where there is no such kind.</summary>
    public static string? Text(string kind) => SchemaFile.Find(kind)?.Text;

    /// <summary>The schema file for editors: every kind, and every plain manifest.</summary>
    public static string UnionText => SchemaFile.UnionText();

    /// <summary>
    /// Every disagreement of a document with the schema of its kind, by place. A document with another apiVersion is a
    /// plain manifest and has none; one without apiVersion or kind says not what it is.
    /// </summary>
    public static ImmutableArray<Diagnostic> Check(MapNode document)
    {
        if (DocumentHead.Problem(document) is { } problem) return [problem];
        if (document["apiVersion"] is not ScalarNode { Value: ApiVersion } || document.Text("kind") is not { } kind || SchemaFile.Find(kind.Value) is not { } file) return [];
        return file.Fit.Fits(document) ? [] : Explain(document, file);
    }

    /// <summary>What the library finds, in our words. Slow to start, so only asked where something does not fit.</summary>
    internal static ImmutableArray<Diagnostic> Explain(MapNode document, SchemaFile file)
    {
        var errors = Validate(document, file.Compiled);
        if (errors.Count == 0) return [];
        var explainer = FailureExplainer.Of(file.Kind);
        var found = new FailureReader(document).Read(errors).Select(explainer.Explain).Distinct().ToList();
        return [.. found.Where(problem => !IsMisspelt(problem, found)).OrderBy(problem => problem.Place).ThenBy(problem => problem.Code.Number)];
    }

    /// <summary>A field that is missing because it is misspelt is one problem, told at the misspelt one.</summary>
    private static bool IsMisspelt(Diagnostic problem, List<Diagnostic> all)
    {
        if (problem.Code != SchemaCodes.MissingField || problem.Field is not { } path) return false;
        var name = path[(path.LastIndexOf('.') + 1)..];
        return all.Any(other => other.Code == SchemaCodes.UnknownField && other.Fix == $"write {name}"
            && other.Field!.StartsWith(path[..^name.Length], StringComparison.Ordinal) && !other.Field.AsSpan(path.Length - name.Length).Contains('.'));
    }

    private static ICollection<ValidationError> Validate(MapNode document, JsonSchema schema)
    {
        using var reader = new NodeJsonReader(document);
        return SpecValidator.Instance.Validate(JToken.Load(reader, WithPositions), schema, SchemaType.JsonSchema);
    }
}
