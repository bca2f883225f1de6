using System.Collections.Immutable;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Sources;
using Reconciler.Git;
using Reconciler.Specs;

namespace Reconciler.Cli;

/// <summary>
/// A source, read and rendered, with the problems as this run counts them. <see cref="Rendered"/> is null where the source
/// could not even be opened; then the one diagnostic says why.
/// </summary>
internal sealed record LoadedSource(string Name, string Prefix, ISource? Source, Rendered? Rendered, ImmutableArray<Diagnostic> Diagnostics)
{
    private static readonly TimeSpan KustomizeTimeout = TimeSpan.FromSeconds(60);

    public bool HasErrors => Diagnostics.Any(problem => problem.Severity == Severity.Error);
    public int Files => Rendered?.Specs.Source.Files.Count ?? 0;
    public int Specs => Rendered?.Specs.Documents.Length ?? 0;

    public static async Task<LoadedSource> OpenAsync(CommandHost host, SourceChoice choice, bool strict, CancellationToken cancellation)
    {
        var (snapshot, problem) = await choice.OpenAsync(host, cancellation);
        return await OpenAsync(host, choice.ShownName, snapshot, problem, strict, cancellation);
    }

    public static async Task<LoadedSource> OpenAsync(CommandHost host, string shownName, IRepository repository, Revision revision, bool strict, CancellationToken cancellation)
    {
        var (snapshot, problem) = await repository.OpenAsync(revision, cancellation);
        return await OpenAsync(host, shownName, snapshot, problem, strict, cancellation);
    }

    private static async Task<LoadedSource> OpenAsync(CommandHost host, string shownName, SourceSnapshot? snapshot, Diagnostic? problem, bool strict, CancellationToken cancellation)
    {
        if (snapshot is not { Source: { } source }) return new LoadedSource(shownName, "", null, null, [problem!]);
        var rendered = await RenderCycle.RunAsync(source, Kustomize(host), cancellation);
        return new LoadedSource(shownName, snapshot.Prefix, source, rendered, [.. rendered.Diagnostics.Select(found => strict && found.Severity == Severity.Warning ? found with { Severity = Severity.Error } : found)]);
    }

    public static KustomizeCommand Kustomize(CommandHost host) => new(host.Variable("PATH") ?? "", KustomizeTimeout);

    public int Count(Severity severity) => Diagnostics.Count(problem => problem.Severity == severity);

    /// <summary>The lines of files that problems stand in, for showing them.</summary>
    public async Task<IReadOnlyDictionary<string, string[]>> LinesAsync(CancellationToken cancellation)
    {
        if (Source is null) return ImmutableDictionary<string, string[]>.Empty;
        var contents = await Source.ReadAsync(Diagnostics.Select(problem => problem.Place.File).OfType<string>().Distinct(StringComparer.Ordinal), cancellation);
        return contents.Where(file => file.Value is FileContent.Bytes)
            .ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(((FileContent.Bytes)file.Value).Value.Span).Split('\n'), StringComparer.Ordinal);
    }
}
