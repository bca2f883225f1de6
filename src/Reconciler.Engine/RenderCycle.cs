using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>What a source says and what becomes of it, with every problem, sorted by place.</summary>
public sealed record Rendered(SpecSet Specs, ManifestSet Manifests, ImmutableArray<Diagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(problem => problem.Severity == Severity.Error);
}

/// <summary>From a source to the objects that it wants, without a cluster.</summary>
public static class RenderCycle
{
    public static async Task<Rendered> RunAsync(ISource source, IKustomize kustomize, CancellationToken cancellation)
    {
        var tree = await SourceReader.ReadAsync(source, kustomize, cancellation);
        var specs = SpecParser.Parse(tree);
        cancellation.ThrowIfCancellationRequested();
        var rendered = Renderer.Render(specs);
        cancellation.ThrowIfCancellationRequested();
        var manifests = await AppKustomize.ApplyAsync(source, kustomize, specs, rendered, cancellation);
        return new Rendered(specs, manifests, DiagnosticList.Of(tree, specs.Problems.Concat(manifests.Problems)));
    }
}
