using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Cli.Output;

/// <summary>A validation as one JSON document; its shape is schemas/output/validation-report.schema.json.</summary>
internal static class ValidationJson
{
    public const string ApiVersion = "reconciler.dev/v1";

    public static string Write(LoadedSource loaded) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ApiVersion,
        ["kind"] = "ValidationReport",
        ["source"] = loaded.Name,
        ["summary"] = new MapBuilder
        {
            ["files"] = loaded.Files,
            ["specs"] = loaded.Specs,
            ["errors"] = loaded.Count(Severity.Error),
            ["warnings"] = loaded.Count(Severity.Warning),
            ["notes"] = loaded.Count(Severity.Note),
        },
        ["diagnostics"] = ListNode.Of(loaded.Diagnostics.Select(problem => Of(problem, loaded.Prefix))),
    }.ToMap(), indented: true);

    private static MapNode Of(Diagnostic problem, string prefix) => new MapBuilder
    {
        ["code"] = problem.Code.Id,
        ["severity"] = Diagnostic.SeverityWord(problem.Severity),
        ["file"] = problem.Place.File is { } file ? prefix + file : null,
        ["line"] = problem.Place.Line > 0 ? ScalarNode.Of(problem.Place.Line) : null,
        ["column"] = problem.Place.Line > 0 ? ScalarNode.Of(problem.Place.Column) : null,
        ["field"] = problem.Field,
        ["message"] = problem.Message,
        ["expected"] = problem.Expected,
        ["found"] = problem.Found,
        ["fix"] = problem.Fix,
        ["title"] = problem.Code.Title,
    }.ToMap();
}
