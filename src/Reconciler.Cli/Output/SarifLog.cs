using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Cli.Output;

/// <summary>Problems as a SARIF 2.1.0 log, with a rule for each code that occurs.</summary>
internal static class SarifLog
{
    public static string Write(LoadedSource loaded)
    {
        var codes = loaded.Diagnostics.Select(problem => problem.Code).DistinctBy(code => code.Number).OrderBy(code => code.Number).ToList();
        return CanonicalJson.WriteOrdered(new MapBuilder
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = ListNode.Of(new MapBuilder
            {
                ["tool"] = new MapBuilder
                {
                    ["driver"] = new MapBuilder
                    {
                        ["name"] = "reconciler",
                        ["version"] = ProductVersion.Text,
                        ["rules"] = ListNode.Of(codes.Select(Rule)),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = ListNode.Of(loaded.Diagnostics.Select(problem => Result(problem, codes.FindIndex(code => code.Number == problem.Code.Number), loaded.Prefix))),
            }.ToMap()),
        }.ToMap(), indented: true);
    }

    private static Node Rule(DiagnosticCode code) => new MapBuilder
    {
        ["id"] = code.Id,
        ["shortDescription"] = Text(code.Title),
        ["fullDescription"] = Text(code.Cause),
        ["help"] = Text(code.Cure),
        ["defaultConfiguration"] = new MapBuilder { ["level"] = Diagnostic.SeverityWord(code.Severity) },
    }.ToMap();

    private static MapNode Result(Diagnostic problem, int rule, string prefix) => new MapBuilder
    {
        ["ruleId"] = problem.Code.Id,
        ["ruleIndex"] = rule,
        ["level"] = Diagnostic.SeverityWord(problem.Severity),
        ["message"] = Text(problem.Fix is null ? problem.Message : $"{problem.Message} (fix: {problem.Fix})"),
        ["locations"] = problem.Place.File is { } file ? ListNode.Of(Location(prefix + file, problem.Place)) : null,
    }.ToMap();

    private static MapNode Location(string file, Origin place) => new MapBuilder
    {
        ["physicalLocation"] = new MapBuilder
        {
            ["artifactLocation"] = new MapBuilder { ["uri"] = string.Join('/', file.Split('/').Select(Uri.EscapeDataString)) },
            ["region"] = place.Line == 0 ? null : new MapBuilder { ["startLine"] = place.Line, ["startColumn"] = Math.Max(1, place.Column) },
        },
    }.ToMap();

    private static MapNode Text(string text) => new MapBuilder { ["text"] = text }.ToMap();
}
