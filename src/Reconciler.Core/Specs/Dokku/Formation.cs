using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Dokku;

/// <summary>
/// How many of each process run where Procfile and app.json leave it open. Any quantity in app.json makes none of the
/// processes without one; without quantities there is one web and none of the others, which is worth a warning.
/// </summary>
public static class Formation
{
    /// <summary>
    /// The replicas to merge after app.json and before the App's own processes. A process that the App writes itself and that
    /// no Procfile has is left to the App's default, and so is one whose replicas the App writes.
    /// </summary>
    public static DokkuPart Complete(DokkuPart? procfile, DokkuPart? appJson, MapNode? appProcesses)
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var quantities = appJson?.Processes ?? MapNode.Empty;
        var hasQuantities = quantities.Entries.Any(entry => ((MapNode)entry.Value).Has("replicas"));
        var processes = MapNode.Empty;
        foreach (var (entry, inProcfile) in Declared(procfile, appJson))
        {
            var written = appProcesses.Map(entry.Key);
            if (quantities.Map(entry.Key)?.Has("replicas") == true || HasReplicas(written) || HasReplicas(appProcesses.Map("*"))) continue;
            if (!inProcfile && appProcesses?.Has(entry.Key) == true) continue;
            var replicas = entry.Key == "web" && !hasQuantities ? 1 : 0;
            processes = processes.With(entry.Key, new MapBuilder(entry.KeyOrigin) { { "replicas", ScalarNode.Of(replicas).At(entry.KeyOrigin) } }.ToMap(), entry.KeyOrigin);
            if (replicas == 0) problems.Add(Warning(entry, hasQuantities));
        }
        var fields = new MapBuilder();
        fields.AddMap("processes", processes);
        return new DokkuPart(fields.ToMap(), problems.ToImmutable());
    }

    private static IEnumerable<(MapEntry Entry, bool InProcfile)> Declared(DokkuPart? procfile, DokkuPart? appJson)
    {
        foreach (var entry in procfile?.Processes.Entries ?? []) yield return (entry, true);
        foreach (var entry in appJson?.Processes.Entries ?? [])
            if (entry.Key != "*" && procfile?.Processes.Has(entry.Key) != true) yield return (entry, false);
    }

    private static bool HasReplicas(MapNode? process) => process?.Has("replicas") == true;

    private static Diagnostic Warning(MapEntry entry, bool hasQuantities)
    {
        var fix = $"write processes: {{{entry.Key}: {{replicas: 1}}}} in the App";
        return hasQuantities
            ? ValueCodes.NotInFormation.At(entry.KeyOrigin, $"none of {entry.Key} runs, because app.json has quantities and none for it", fix)
            : ValueCodes.NoQuantity.At(entry.KeyOrigin, $"none of {entry.Key} runs, because nothing says how many; only web starts with one", fix);
    }
}
