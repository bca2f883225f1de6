using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>What a source says and what becomes of it, with every problem, sorted by place.</summary>
public sealed record Rendered(SpecSet Specs, ManifestSet Manifests, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Renders other specs of the same source: its own, with what was found out since.</summary>
    public required Func<SpecSet, CancellationToken, Task<Rendered>> Again { get; init; }

    public bool HasErrors => Diagnostics.Any(problem => problem.Severity == Severity.Error);
}

/// <summary>From a source to the objects that it wants, without a cluster.</summary>
public static class RenderCycle
{
    public static async Task<Rendered> RunAsync(ISource source, IKustomize kustomize, CancellationToken cancellation)
    {
        var tree = await SourceReader.ReadAsync(source, kustomize, cancellation);
        var specs = SpecParser.Parse(tree);
        return await RenderAsync(source, kustomize, specs, cancellation);
    }

    private static async Task<Rendered> RenderAsync(ISource source, IKustomize kustomize, SpecSet specs, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var rendered = Renderer.Render(specs);
        cancellation.ThrowIfCancellationRequested();
        var manifests = await AppKustomize.ApplyAsync(source, kustomize, specs, rendered, cancellation);
        return new Rendered(specs, manifests, DiagnosticList.Of(specs.Source, specs.Problems.Concat(manifests.Problems)))
        {
            Again = (others, stop) => RenderAsync(source, kustomize, others, stop),
        };
    }
}
