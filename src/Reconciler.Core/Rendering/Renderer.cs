using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Charts;
using Reconciler.Rendering.Routing;
using Reconciler.Rendering.Scaling;
using Reconciler.Rendering.Shared;
using Reconciler.Rendering.Volumes;
using Reconciler.Specs;

namespace Reconciler.Rendering;

/// <summary>
/// SpecSet → ManifestSet: pure, and the same bytes for the same specs in whatever order their files were read. Objects
/// that can't be rendered are left out and reported; the rest is there.
/// </summary>
public static class Renderer
{
    public static ManifestSet Render(SpecSet specs)
    {
        var applySetId = Ownership.ApplySetId(specs.Environment);
        Manifest Stamped(Manifest manifest) => Ownership.Stamp(manifest, specs.Environment, applySetId);
        var apps = Many.Select(specs.Apps, app => RenderApp(app, specs, Stamped));
        var problems = apps.SelectMany(app => app.Problems).Concat(ChartNotes.Of(specs)).ToList();
        ImmutableArray<Manifest> asked = [.. apps.SelectMany(app => app.Manifests), .. Others(specs, problems).Select(Stamped)];
        var all = asked.AddRange(Namespaces.Render(specs, asked).Select(Stamped));
        // What an earlier check has refused is explained, and what several processes inherit is reported once.
        var explained = specs.Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => problem.Place).ToHashSet();
        var found = problems.Where(problem => !explained.Contains(problem.Place)).DistinctBy(problem => (problem.Code, problem.Place, problem.Message));
        return ManifestSet.Of(all, found);
    }

    /// <summary>The Apps that their specs say are stopped as they would run.</summary>
    public static ImmutableArray<Manifest> RenderStarted(SpecSet specs)
    {
        var applySetId = Ownership.ApplySetId(specs.Environment);
        return [.. from app in specs.Apps
            where app.Deploy.IsStopped
            let running = app with { Fields = app.Fields.With("deploy", app.Deploy.Fields.Without("stopped")) }
            from manifest in RenderApp(running, specs, manifest => Ownership.Stamp(manifest, specs.Environment, applySetId)).Manifests
            select manifest];
    }

    private static ManifestSet RenderApp(AppSpec app, SpecSet specs, Func<Manifest, Manifest> stamped)
    {
        var problems = new List<Diagnostic>();
        return new ManifestSet([.. AppRenderer.Render(new RenderContext(app, specs, problems)).Select(stamped)], [.. problems]);
    }

    private static IEnumerable<Manifest> Others(SpecSet specs, List<Diagnostic> problems) =>
    [
        .. specs.Manifests.Select(document => new Manifest(document.Body, Lane.OfFile(document.File), document.Body.Origin)),
        .. ClusterIssuers.Render(specs),
        .. ImportedCertificates.Render(specs, problems),
        .. AutoscalingAuths.Render(specs, problems),
        .. Storages.Render(specs),
        .. HelmCharts.Render(specs, problems),
        .. Registries.Render(specs),
    ];
}
