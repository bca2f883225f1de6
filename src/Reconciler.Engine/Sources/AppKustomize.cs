using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;
using Reconciler.Specs.Layout;
using Reconciler.Specs.Manifests;

namespace Reconciler.Engine.Sources;

/// <summary>
/// ManifestSet → ManifestSet for the Apps that have a `kustomize` folder: their objects go through it, and what comes out
/// takes their place. An App whose build fails renders nothing, and an error says so.
/// </summary>
public static class AppKustomize
{
    public static async Task<ManifestSet> ApplyAsync(ISource source, IKustomize kustomize, SpecSet specs, ManifestSet manifests, CancellationToken cancellation)
    {
        var apps = specs.Apps.Where(app => app.Kustomize is not null).ToArray();
        if (apps.Length == 0) return manifests;
        var entries = await source.ListAsync(cancellation);
        var folders = await KustomizeFolders.OpenAsync(source, kustomize, entries, SourceLayout.Of(entries, IgnoreRules.Of([])), cancellation);
        var results = new ManifestSet[apps.Length];
        await Parallel.ForAsync(0, apps.Length, cancellation, async (i, token) =>
            results[i] = await BuildAsync(folders, specs, apps[i], [.. manifests.Manifests.Where(manifest => manifest.Lane == Lane.Of(apps[i]))], token));

        var lanes = apps.Select(Lane.Of).ToHashSet();
        var problems = manifests.Problems.Concat(results.SelectMany(result => result.Problems));
        var all = manifests.Manifests.Where(manifest => !lanes.Contains(manifest.Lane)).Concat(results.SelectMany(result => result.Manifests));
        return ManifestSet.Of(all, problems);
    }

    private static async Task<ManifestSet> BuildAsync(KustomizeFolders folders, SpecSet specs, AppSpec app, ImmutableArray<Manifest> own, CancellationToken cancellation)
    {
        var written = app.Kustomize!;
        if (NamedFiles.Resolve(app.Document.File, written.Value) is not { } folder) return new ManifestSet([], []);
        if (folders.FileOf(folder) is not { } file)
            return new ManifestSet([], [MachineCodes.KustomizationMissing.At(written.Origin, $"{folder} has no kustomization.yaml", $"write one with {KustomizeFolders.RenderedFile} under resources", "spec.kustomize")]);

        var rendered = new StringWriter { NewLine = "\n" };
        YamlWriter.Write(rendered, own.Select(manifest => manifest.Body));
        var (yaml, problems) = await folders.BuildAsync(folder, rendered.ToString(), written.Origin, cancellation);
        return yaml is null ? new ManifestSet([], problems) : Result(KustomizeOutput.Read(file, yaml), specs, app, own);
    }

    private static ManifestSet Result(YamlFile output, SpecSet specs, AppSpec app, ImmutableArray<Manifest> own)
    {
        var problems = new List<Diagnostic>(output.Problems);
        var known = own.ToDictionary(manifest => manifest.Key);
        var applySetId = Ownership.ApplySetId(specs.Environment);
        var made = new List<Manifest>();
        foreach (var root in output.Documents.Select(document => document.Root))
        {
            if (known.GetValueOrDefault(ObjectKey.Of(root)) is { } before)
            {
                made.Add(before with { Body = (MapNode)KustomizeOutput.WithPlacesOf(root, before.Body) });
                continue;
            }
            if (root.Text("apiVersion")?.Value == SpecDocument.ApiVersion)
            {
                problems.Add(MachineCodes.KustomizeGaveSpec.At(app.Kustomize!.Origin, $"the kustomization gives {root.Text("kind")?.Value}/{root.Map("metadata").Text("name")?.Value}, which is a spec", "move it to a file of the source"));
                continue;
            }
            var (objects, found) = ManifestReader.Read(root, app.Namespace.Value);
            problems.AddRange(found);
            made.AddRange(objects.Select(body => new Manifest(body, Lane.Of(app), body.Origin)));
        }
        problems.AddRange(Lost(app, own, made));
        return new ManifestSet([.. made.Select(manifest => Ownership.Stamp(manifest, specs.Environment, applySetId))], [.. problems]);
    }

    private static IEnumerable<Diagnostic> Lost(AppSpec app, ImmutableArray<Manifest> own, List<Manifest> made)
    {
        var left = made.Select(manifest => manifest.Key).ToHashSet();
        var lost = own.Select(manifest => manifest.Key).Where(key => !left.Contains(key)).ToArray();
        if (lost.Length == 0) yield break;
        var place = app.Kustomize!.Origin;
        if (lost.Length == own.Length)
            yield return MachineCodes.KustomizeLost.At(place, $"the kustomization gives none of the {own.Length} objects of {app.Name}", $"write {KustomizeFolders.RenderedFile} under resources, and leave names and namespaces alone", "spec.kustomize");
        else
            yield return MachineCodes.KustomizeRemoved.At(place, $"the kustomization does not give {string.Join(", ", lost)}", "leave names alone, or allow this warning where it is meant", "spec.kustomize");
    }
}
