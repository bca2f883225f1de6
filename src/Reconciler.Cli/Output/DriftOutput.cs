using System.Globalization;
using Humanizer;
using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>Drift for people, and as one JSON document whose shape is schemas/output/drift.schema.json.</summary>
internal static class DriftOutput
{
    private const int NameWidth = 45;

    public static IEnumerable<string> Lines(DriftReport report, DateTimeOffset now)
    {
        yield return $"Environment {report.Environment} · {(report.Commit is { } commit ? $"commit {StatusText.Short(commit)}" : "no commit")} → {report.Cluster}    applied → live";
        foreach (var lane in report.Objects.GroupBy(item => item.Lane.Id, StringComparer.Ordinal))
        {
            var first = lane.First().Lane;
            yield return $"\n{first.Name}{(first.Namespace.Length == 0 ? "" : $" (namespace {first.Namespace})")}";
            foreach (var item in lane)
            {
                yield return $"  {Mark(item.Kind)} {$"{item.Key.Kind} {item.Key.Name}".PadRight(NameWidth)} {Why(item, now)}";
                var width = Math.Min(60, item.Fields.Select(field => field.Path.Length).DefaultIfEmpty().Max());
                // a plan shows what an apply does, and this what was done to it
                foreach (var field in item.Fields) yield return $"      {field.Path.PadRight(width)}   {PlanText.Value(field.New)} → {PlanText.Value(field.Old)}";
            }
        }
        if (!report.Unknown.IsEmpty) yield return "";
        foreach (var unknown in report.Unknown) yield return $"? {unknown.GroupKind} can't be listed, so nothing is known of it: {unknown.Why}";
        yield return string.Create(CultureInfo.InvariantCulture, $"\nDrift: {Words.Count(report.Objects.Length, "object")} {(report.Objects.Length == 1 ? "differs" : "differ")}, {report.Unchanged} as applied.");
    }

    public static string Json(DriftReport report) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "Drift",
        ["environment"] = report.Environment,
        ["cluster"] = report.Cluster,
        ["commit"] = report.Commit,
        ["unchanged"] = report.Unchanged,
        ["changes"] = ListNode.Of(report.Objects.Select(item => (Node)StatusJson.Key(item.Key).AddAll(Rest(item).ToMap()).ToMap())),
        ["unknown"] = ListNode.Of(report.Unknown.Select(unknown => (Node)new MapBuilder { ["kind"] = unknown.GroupKind, ["why"] = unknown.Why }.ToMap())),
    }.ToMap(), indented: true);

    private static MapBuilder Rest(DriftedObject item) => new()
    {
        ["part"] = item.Lane.Title,
        ["what"] = item.Kind.ToString().ToLowerInvariant(),
        ["manager"] = item.Manager,
        ["time"] = item.Time is { } time ? DocumentTime.Of(time) : null,
        ["fields"] = ListNode.Of(item.Fields.Select(field => (Node)new MapBuilder { ["path"] = field.Path, ["applied"] = field.New, ["live"] = field.Old }.ToMap())),
        ["message"] = item.Message,
    };

    private static string Why(DriftedObject item, DateTimeOffset now)
    {
        var ago = item.Time is { } time ? $", {(now - time).Duration().Humanize(culture: CultureInfo.InvariantCulture)} ago" : "";
        var message = item.Message is null ? "" : $": {item.Message}";
        return item.Kind switch
        {
            DriftKind.Changed => $"changed by {item.Manager ?? "someone (not recorded)"}{ago}{message}",
            DriftKind.Deleted => "deleted by someone (not recorded)",
            DriftKind.Deleting => $"is being deleted{message}",
            DriftKind.Ownership => $"ownership{message}",
            DriftKind.Refused => $"can't be told{message}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Mark(DriftKind kind) => kind switch
    {
        DriftKind.Changed or DriftKind.Ownership => "~",
        DriftKind.Deleted => "-",
        DriftKind.Deleting => "…",
        DriftKind.Refused => "?",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
