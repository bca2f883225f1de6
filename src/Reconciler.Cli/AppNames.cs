using Reconciler.Engine.Sources;
using Reconciler.Git;
using Reconciler.Specs;

namespace Reconciler.Cli;

/// <summary>The names of a source's Apps for completion: read, not checked, and nothing at all where that fails.</summary>
internal static class AppNames
{
    public static IEnumerable<string> Of(CommandHost host, string? name)
    {
        // A server is not asked for each press of a key.
        if (name is not null && Repositories.IsUrl(name)) return [];
        var (source, _) = FolderSource.Open(name ?? ".", null, host.WorkingDirectory);
        if (source is null) return [];
        var tree = SourceReader.ReadAsync(source, new KustomizeCommand("", TimeSpan.FromSeconds(1)), CancellationToken.None).GetAwaiter().GetResult();
        return SpecDocuments.Of(tree.Files.Values).Specs
            .Where(document => document.Kind == SpecKind.App && document.Name.Length > 0)
            .Select(document => document.Name)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }
}
