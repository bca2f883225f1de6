using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Layout;

/// <summary>
/// Which entries of a source are read, and as what: YAML file by file, folders with a kustomization as a whole, charts
/// not at all.
/// </summary>
public sealed record SourceLayout
{
    /// <summary>The YAML files that are read by themselves.</summary>
    public ImmutableArray<string> Yaml { get; private init; } = [];

    /// <summary>Every kustomization by the folder that it stands in, ignored ones too, because specs and others may name them.</summary>
    public ImmutableSortedDictionary<string, string> Kustomizations { get; private init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The folders of kustomizations that stand for themselves unless something names them.</summary>
    public ImmutableSortedSet<string> Standing { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Notes about what is skipped, errors about what can't be read.</summary>
    public ImmutableArray<Diagnostic> Problems { get; private init; } = [];

    public static SourceLayout Of(ImmutableArray<SourceEntry> entries, IgnoreRules rules)
    {
        var kustomizations = entries.Where(entry => entry.IsKustomization && entry.Trouble is null)
            .OrderByDescending(entry => entry.Path, StringComparer.Ordinal)
            .DistinctBy(entry => entry.Folder)
            .ToImmutableSortedDictionary(entry => entry.Folder, entry => entry.Path, StringComparer.Ordinal);
        var charts = entries.Where(entry => entry.Name == "Chart.yaml" && entry.Trouble is null && !rules.Ignores(entry.Path)).Select(entry => entry.Folder).ToHashSet(StringComparer.Ordinal);
        var wanted = entries.Where(entry => !rules.Ignores(entry.Path, entry.IsFolder) && !IsUnder(entry.Path, charts)).ToArray();
        return new SourceLayout
        {
            Kustomizations = kustomizations,
            Standing = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, wanted.Where(entry => entry.IsKustomization && entry.Trouble is null).Select(entry => entry.Folder)),
            Yaml = [.. wanted.Where(entry => entry.IsYaml && entry.Trouble is null && !IsUnder(entry.Path, kustomizations.Keys)).Select(entry => entry.Path)],
            Problems = [.. Unreadable(wanted), .. Notes(charts, kustomizations)],
        };
    }

    private static bool IsUnder(string path, IEnumerable<string> folders) => SourceEntry.FoldersOf(path).Any(folders.Contains);

    private static IEnumerable<Diagnostic> Unreadable(IEnumerable<SourceEntry> wanted) =>
        wanted.Where(entry => entry.IsYaml || entry.IsKustomization || entry.IsFolder).Select(entry => ProblemOf(entry.Path, entry.Trouble)).OfType<Diagnostic>();

    private static IEnumerable<Diagnostic> Notes(HashSet<string> charts, ImmutableSortedDictionary<string, string> kustomizations)
    {
        foreach (var folder in charts.Order(StringComparer.Ordinal))
        {
            if (IsUnder(SourceEntry.Join(folder, "Chart.yaml"), kustomizations.Keys) || SourceEntry.FoldersOf(folder).Any(above => folder.Length > 0 && charts.Contains(above))) continue;
            yield return SourceCodes.SkippedChart.At(new Origin(SourceEntry.Join(folder, "Chart.yaml"), 1, 1), $"the chart in {(folder.Length == 0 ? "the source's own folder" : folder)} is not read", "install it with a Chart spec, or list it in .reconcileignore");
        }
    }

    /// <summary>What is wrong with a file that was to be read, or null where its bytes are known.</summary>
    public static Diagnostic? ProblemOf(string path, FileContent? content)
    {
        var place = new Origin(path, 1, 1);
        return content switch
        {
            null or FileContent.Bytes => null,
            FileContent.Missing => SourceCodes.Unreadable.At(place, "the file was listed and is gone", "run again"),
            FileContent.TooLarge => SourceCodes.TooLarge.At(place, "the file is over 4 MB", $"split it, or write {path} into .reconcileignore"),
            FileContent.LeavesSource link => SourceCodes.LinkLeavesSource.At(place, $"the link points to {link.Target}, outside the source", $"copy what it points to into the source, or write {path} into .reconcileignore"),
            FileContent.Unreadable unreadable => SourceCodes.Unreadable.At(place, $"{path} can't be read: {unreadable.Reason}", $"check its permissions, or write {path} into .reconcileignore"),
            FileContent.Submodule submodule => GitCodes.Submodule.At(place, $"{path} is a submodule, and what commit {submodule.Commit[..8]} of another repository holds is not known here", $"keep the files in this repository, or write {path} into .reconcileignore"),
            FileContent.LfsPointer => GitCodes.LfsPointer.At(place, $"{path} is kept by Git LFS, and the repository has only a pointer to it", $"take it out of LFS, or write {path} into .reconcileignore"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
