using Reconciler.Diagnostics;
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
        var problems = new List<Diagnostic>();
        var manifests = Rendered(specs, problems).ToList();
        var applySetId = Ownership.ApplySetId(specs.Environment);
        var stamped = manifests.Select(manifest => Ownership.Stamp(manifest, specs.Environment, applySetId)).OrderBy(manifest => manifest.Key).ThenBy(manifest => manifest.Place);
        return new ManifestSet([.. Distinct(stamped, problems)], [.. problems]);
    }

    private static IEnumerable<Manifest> Rendered(SpecSet specs, List<Diagnostic> problems)
    {
        foreach (var app in specs.Apps)
            foreach (var manifest in AppRenderer.Render(new AppContext(app, specs, problems))) yield return manifest;
        foreach (var document in specs.Manifests)
            yield return new Manifest(document.Body, Lane.OfFile(document.File), document.Body.Origin);
    }

    /// <summary>Two specs that render the same object are an error that names both places; the first one stays.</summary>
    private static IEnumerable<Manifest> Distinct(IEnumerable<Manifest> sorted, List<Diagnostic> problems)
    {
        Manifest? last = null;
        foreach (var manifest in sorted)
        {
            if (last?.Key == manifest.Key)
            {
                problems.Add(RenderCodes.SameObject.At(manifest.Place, $"{manifest.Key} is already made by {last.Lane.Title} at {last.Place}", "rename one of the two"));
                continue;
            }
            yield return last = manifest;
        }
    }
}
