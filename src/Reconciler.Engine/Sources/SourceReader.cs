using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Engine.Sources;

/// <summary>
/// ISource → SourceTree: lists, leaves out what is ignored, reads and parses the YAML, builds the kustomizations that
/// stand for themselves, and reads the files that specs name.
/// </summary>
public static class SourceReader
{
    public static async Task<SourceTree> ReadAsync(ISource source, IKustomize kustomize, CancellationToken cancellation)
    {
        var entries = await source.ListAsync(cancellation);
        var (rules, unreadable) = await ReadIgnoreRulesAsync(source, entries, cancellation);
        var layout = SourceLayout.Of(entries, rules);
        var tree = await ReadYamlAsync(source, layout, cancellation);
        tree = tree with { Problems = [.. unreadable, .. tree.Problems] };
        if (!layout.Kustomizations.IsEmpty)
        {
            var folders = await KustomizeFolders.OpenAsync(source, kustomize, entries, layout, cancellation);
            tree = await BuildAsync(tree, layout, folders, cancellation);
        }
        return tree with { Named = await ReadNamedAsync(source, tree, cancellation) };
    }

    /// <summary>The rules, and what is wrong with those that can't be read: without them files would be applied that nobody wants read.</summary>
    private static async Task<(IgnoreRules Rules, ImmutableArray<Diagnostic> Problems)> ReadIgnoreRulesAsync(ISource source, ImmutableArray<SourceEntry> entries, CancellationToken cancellation)
    {
        var files = entries.Where(entry => entry.Name == IgnoreRules.FileName).ToArray();
        if (files.Length == 0) return (IgnoreRules.Of([]), []);
        var contents = await source.ReadAsync(files.Where(file => file.Trouble is null).Select(file => file.Path), cancellation);
        var rules = IgnoreRules.Of(contents.Where(file => file.Value is FileContent.Bytes).Select(file => (SourceEntry.FolderOf(file.Key), Encoding.UTF8.GetString(((FileContent.Bytes)file.Value).Value.Span))));
        return (rules, [.. files.Where(file => file.Folder.Length == 0 || !rules.Ignores(file.Folder, isFolder: true)).Select(file => WhyUnknown(file.Path, file.Trouble ?? contents[file.Path])).OfType<Diagnostic>()]);
    }

    private static Diagnostic? WhyUnknown(string path, FileContent content)
    {
        var isText = content is not FileContent.Bytes { Value: var bytes } || Utf8.IsValid(bytes.Span);
        var problem = isText ? SourceLayout.ProblemOf(path, content) : SourceCodes.NotUtf8.At(new Origin(path, 1, 1), $"{path} is not UTF-8");
        return problem is null ? null : problem with { Fix = "make it a readable text of the source; what it keeps from being read is unknown until then" };
    }

    private static async Task<SourceTree> ReadYamlAsync(ISource source, SourceLayout layout, CancellationToken cancellation)
    {
        var contents = await source.ReadAsync(layout.Yaml, cancellation);
        var problems = layout.Problems.ToBuilder();
        problems.AddRange(contents.Select(file => SourceLayout.ProblemOf(file.Key, file.Value)).OfType<Diagnostic>());
        var files = Many.Select([.. contents.Where(file => file.Value is FileContent.Bytes)], file => YamlReader.Read(file.Key, ((FileContent.Bytes)file.Value).Value.Span))
            .ToImmutableSortedDictionary(file => file.Path, file => file, StringComparer.Ordinal);
        if (layout.Yaml.IsEmpty && layout.Kustomizations.IsEmpty && problems.Count == 0) problems.Add(MachineCodes.NothingToRead.At(Origin.None, "the source has no YAML file", "check the path, and .reconcileignore"));
        return new SourceTree { Files = files, KustomizeFolders = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, layout.Kustomizations.Keys), Problems = problems.ToImmutable() };
    }

    private static async Task<SourceTree> BuildAsync(SourceTree tree, SourceLayout layout, KustomizeFolders folders, CancellationToken cancellation)
    {
        var ofApps = NamedFiles.Of(tree).Files.Where(file => file.IsFolder).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var (roots, notes) = folders.Graph.Roots(layout, ofApps);
        var built = new (string? Yaml, ImmutableArray<Diagnostic> Problems)[roots.Length];
        await Parallel.ForAsync(0, roots.Length, cancellation, async (i, token) =>
            built[i] = await folders.BuildAsync(roots[i], rendered: null, new Origin(folders.FileOf(roots[i]), 1, 1), token));
        var files = tree.Files.ToBuilder();
        for (var i = 0; i < roots.Length; i++)
            if (built[i].Yaml is { } yaml) files[folders.FileOf(roots[i])!] = KustomizeOutput.Read(folders.FileOf(roots[i])!, yaml);
        return tree with { Files = files.ToImmutable(), Problems = [.. tree.Problems, .. notes, .. built.SelectMany(result => result.Problems)] };
    }

    private static async Task<ImmutableSortedDictionary<string, FileContent>> ReadNamedAsync(ISource source, SourceTree tree, CancellationToken cancellation)
    {
        var paths = NamedFiles.Of(tree).Files.Where(file => !file.IsFolder).Select(file => file.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (paths.Length == 0) return tree.Named;
        var contents = await source.ReadAsync(paths, cancellation);
        return contents.ToImmutableSortedDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal);
    }
}
