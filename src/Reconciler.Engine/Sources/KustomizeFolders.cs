using System.Collections.Immutable;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Engine.Sources;

/// <summary>The kustomizations of one source: what they name, and how each is built.</summary>
public sealed class KustomizeFolders(ISource source, IKustomize kustomize, ImmutableArray<SourceEntry> entries, SourceLayout layout, KustomizationGraph graph)
{
    /// <summary>The file that an App's objects are put into before its folder is built.</summary>
    public const string RenderedFile = "rendered.yaml";

    public KustomizationGraph Graph { get; } = graph;

    public static async Task<KustomizeFolders> OpenAsync(ISource source, IKustomize kustomize, ImmutableArray<SourceEntry> entries, SourceLayout layout, CancellationToken cancellation)
    {
        var contents = await source.ReadAsync(layout.Kustomizations.Values, cancellation);
        var files = layout.Kustomizations
            .Where(folder => contents[folder.Value] is FileContent.Bytes)
            .ToDictionary(folder => folder.Key, folder => YamlReader.Read(folder.Value, ((FileContent.Bytes)contents[folder.Value]).Value.Span), StringComparer.Ordinal);
        return new KustomizeFolders(source, kustomize, entries, layout, KustomizationGraph.Of(files));
    }

    /// <summary>The kustomization file of a folder, or null where the folder has none.</summary>
    public string? FileOf(string folder) => layout.Kustomizations.GetValueOrDefault(folder);

    /// <summary>Builds a folder, with an App's objects beside its files where some are given. Problems stand at <paramref name="place"/>.</summary>
    public async Task<(string? Yaml, ImmutableArray<Diagnostic> Problems)> BuildAsync(string folder, string? rendered, Origin place, CancellationToken cancellation)
    {
        var needed = Graph.Needed(folder);
        var paths = entries.Where(entry => needed.Any(root => SourceEntry.IsIn(entry.Path, root))).ToArray();
        var contents = await source.ReadAsync(paths.Where(entry => entry.Trouble is null).Select(entry => entry.Path), cancellation);
        var problems = paths.Select(entry => SourceLayout.ProblemOf(entry.Path, entry.Trouble ?? contents[entry.Path])).OfType<Diagnostic>().ToImmutableArray();
        if (problems.Length > 0) return (null, problems);

        var files = contents.ToDictionary(file => file.Key, file => ((FileContent.Bytes)file.Value).Value, StringComparer.Ordinal);
        if (rendered is not null) files[SourceEntry.Join(folder, RenderedFile)] = Encoding.UTF8.GetBytes(rendered);
        return await kustomize.BuildAsync(folder, files, cancellation) switch
        {
            KustomizeResult.Built built => (built.Yaml, []),
            KustomizeResult.Failed failed => (null, [failed.Code.At(place, failed.Message, failed.Fix)]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
