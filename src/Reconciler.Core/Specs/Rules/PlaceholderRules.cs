using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>
/// ${APP} and the like, in the places where they are replaced: probes, the gate's path, trigger metadata, labels and
/// annotations by type. Elsewhere a dollar is a dollar.
/// </summary>
internal static class PlaceholderRules
{
    /// <summary>Types of resource of which each process has one.</summary>
    private static readonly ImmutableArray<string> OfProcesses =
        ["deployment", "pod", "service", "scaledobject", "httpscaledobject", "horizontalpodautoscaler", "poddisruptionbudget"];

    public static IEnumerable<Diagnostic> Check(AppScope app)
    {
        var forApp = new Placeholders(app.App.Name, null, null, app.Namespace);
        var problems = Typed(app.Written, app, forApp).Concat(Typed(app.Scope.Specs.Environment.Document?.Spec ?? MapNode.Empty, app, forApp));
        problems = problems.Concat(In(app.Written.Path("deploy", "healthGate", "path"), forApp with { Process = "web", Deployment = "web" }));
        foreach (var (name, process) in app.WrittenProcesses)
        {
            var known = OfProcess(app, name);
            problems = problems.Concat(In(process["healthChecks"], known)).Concat(process.Map("autoscaling").Maps("triggers").SelectMany(trigger => In(trigger["metadata"], known)))
                .Concat(In(process["labels"], known)).Concat(In(process["annotations"], known));
        }
        foreach (var cron in app.Written.Maps("cron"))
            problems = problems.Concat(In(cron["labels"], forApp)).Concat(In(cron["annotations"], forApp));
        return problems;
    }

    private static Placeholders OfProcess(AppScope app, string process) => new(app.App.Name, process, $"{app.App.Name}-{process}", app.Namespace);

    private static IEnumerable<Diagnostic> Typed(MapNode spec, AppScope app, Placeholders forApp) =>
        new[] { spec.Map("labels"), spec.Map("annotations") }.OfType<MapNode>().SelectMany(types => types.Entries)
            .SelectMany(entry => In(entry.Value, OfProcesses.Contains(entry.Key) ? OfProcess(app, "web") : forApp));

    private static IEnumerable<Diagnostic> In(Node? node, Placeholders known) => node switch
    {
        MapNode map => map.Entries.SelectMany(entry => In(entry.Value, known)),
        ListNode list => list.Items.SelectMany(item => In(item, known)),
        ScalarNode { Kind: ScalarKind.String } text when text.Value.Contains('$', StringComparison.Ordinal) => In(text, known),
        _ => [],
    };

    private static IEnumerable<Diagnostic> In(ScalarNode text, Placeholders known)
    {
        Interpolation.Replace(text.Value, known, out var problems);
        return problems.Select(problem => problem.At(ValueCodes.Placeholder, text.Origin));
    }
}
