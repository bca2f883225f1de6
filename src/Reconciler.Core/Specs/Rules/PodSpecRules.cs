using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;

namespace Reconciler.Specs.Rules;

/// <summary>
/// podSpec: fields that Kubernetes has, none that decides an App's identity or lifecycle, and containers that can be
/// placed.
/// </summary>
internal static class PodSpecRules
{
    private static readonly ImmutableArray<(string Field, string Instead)> OfThePod =
    [
        ("restartPolicy", "it follows from what the pod is for: Always for processes, Never for Jobs"),
        ("activeDeadlineSeconds", "write timeout of the cron entry or task"),
        ("terminationGracePeriodSeconds", "write terminationGracePeriod of the process"),
        ("serviceAccountName", "each App has a ServiceAccount of its own name"),
        ("serviceAccount", "each App has a ServiceAccount of its own name"),
        ("hostname", "pods are named by their Deployment"),
        ("subdomain", "write service: {type: Headless} for the process"),
        ("nodeName", "write nodeSelector or affinity of the process"),
    ];

    private static readonly ImmutableArray<(string Field, string Instead)> OfTheMainContainer =
    [
        ("image", "write image of the App or the process"),
        ("command", "write entrypoint of the process"),
        ("args", "write command of the process"),
    ];

    public static IEnumerable<Diagnostic> Check(AppScope app)
    {
        var processes = FieldPath.Root.Key("spec").Key("processes");
        var layers = app.WrittenProcesses.Select(process => (Spec: process.Fields.Map("podSpec"), Path: processes.Key(process.Name).Key("podSpec")))
            .Prepend((Spec: app.Written.Map("podSpec"), Path: FieldPath.Root.Key("spec").Key("podSpec")));
        foreach (var (spec, path) in layers)
        {
            if (spec is null) continue;
            foreach (var problem in Fields(spec, OfThePod, "podSpec").Concat(Containers(app, spec)).Concat(KubeFieldCheck.CheckPatch(spec, KubeTypes.PodSpec, path).Select(ManifestReader.ToDiagnostic)))
                yield return problem;
        }
    }

    private static IEnumerable<Diagnostic> Fields(MapNode map, ImmutableArray<(string Field, string Instead)> refused, string what)
    {
        foreach (var (field, instead) in refused)
            if (map.Find(field) is { } entry) yield return WorkloadCodes.PodSpecField.At(entry.KeyOrigin, $"{what} may not set {field}", instead);
    }

    private static IEnumerable<Diagnostic> Containers(AppScope app, MapNode spec)
    {
        foreach (var container in spec.Maps("containers"))
        {
            // Without a name it can't be merged, which the check of the fields reports.
            if (container.Text("name") is not { } name) continue;
            var problems = name.Value == "*" || app.Has(name.Value)
                ? Fields(container, OfTheMainContainer, name.Value == "*" ? "the main container" : $"the container of {name.Value}")
                : Sidecar(app, container, name);
            foreach (var problem in problems) yield return problem;
        }
    }

    private static IEnumerable<Diagnostic> Sidecar(AppScope app, MapNode container, Sourced<string> name)
    {
        if (container["image"].IsNullOrMissing() && !container.Has(StrategicMerge.Directive))
            yield return References.Unknown(WorkloadCodes.PodSpecContainer, name, $"the App {app.App.Name} has no process \"{name.Value}\", and a sidecar needs an image", app.ProcessNames.Append("*"));
    }
}
