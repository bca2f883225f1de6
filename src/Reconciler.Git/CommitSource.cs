using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Sources;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Git;

/// <summary>A folder of one commit as a source, read from git's objects without a working copy.</summary>
internal sealed class CommitSource : ISource
{
    private readonly GitObjects _objects;
    private readonly GitTree _tree;
    private readonly string _root;
    private readonly ImmutableArray<SourceEntry> _entries;

    private CommitSource(GitObjects objects, GitTree tree, string root, string? onlyFile)
    {
        (_objects, _tree, _root) = (objects, tree, root);
        _entries = onlyFile is null ? [.. new GitTreeWalk(tree, root).Run()] : [new SourceEntry(onlyFile)];
    }

    /// <summary>
    /// The folder, or the single YAML file, that a path names in a commit whose names are known. <paramref name="prefix"/> is
    /// how the path is shown, <paramref name="shown"/> the repository.
    /// </summary>
    public static (SourceSnapshot? Snapshot, Diagnostic? Problem) Open(GitObjects objects, GitTree tree, string path, string prefix, string shown)
    {
        var found = tree.Resolve(path, out var leaves);
        if (leaves) return (null, MachineCodes.PathLeavesSource.At(Origin.None, $"--path {path} is a link that leaves {shown}", "name a folder inside the source"));
        return found switch
        {
            { Node: GitNode.Folder } folder => (new SourceSnapshot(new CommitSource(objects, tree, folder.Real, onlyFile: null), prefix.Length == 0 ? "" : $"{prefix.TrimEnd('/')}/"), null),
            { Node: GitNode.File } file when new SourceEntry(path).IsYaml => (OfFile(objects, tree, file.Real, prefix), null),
            { Node: GitNode.Submodule submodule } => (null, GitCodes.Submodule.At(Origin.None, $"{path} is a submodule, and what commit {submodule.Commit[..8]} of another repository holds is not known here", "name that repository as the source")),
            null => (null, MachineCodes.SourceMissing.At(Origin.None, $"{path} is not there in {shown}", "check --path and --ref")),
            _ => (null, MachineCodes.SourceNotYaml.At(Origin.None, $"{path} is no folder and no YAML file", "name the folder that it lies in")),
        };
    }

    public Task<ImmutableArray<SourceEntry>> ListAsync(CancellationToken cancellation) => Task.FromResult(_entries);

    public async Task<IReadOnlyDictionary<string, FileContent>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        var contents = new SortedDictionary<string, FileContent>(StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var (id, trouble) = Find(path);
            if (id is not null) files[path] = id;
            else contents[path] = trouble!;
        }
        var (blobs, problem) = await _objects.ReadAsync(files.Values, cancellation);
        foreach (var (path, id) in files)
            contents[path] = blobs is null ? new FileContent.Unreadable(problem!.Message) : LfsPointer.Is(blobs[id].Span) ? new FileContent.LfsPointer() : new FileContent.Bytes(blobs[id]);
        return contents;
    }

    private (string? Id, FileContent? Trouble) Find(string path)
    {
        var found = _tree.Resolve($"{_root}/{path}", out var leaves);
        if (leaves || (found is { } real && !RealPath.IsIn(real.Real, _root))) return (null, new FileContent.LeavesSource(found?.Real.TrimStart('/') ?? path));
        return found?.Node switch
        {
            null => (null, new FileContent.Missing()),
            GitNode.File { Size: > YamlReader.LargestFile } => (null, new FileContent.TooLarge()),
            GitNode.File file => (file.Id, null),
            GitNode.Submodule submodule => (null, new FileContent.Submodule(submodule.Commit)),
            GitNode.Unusable unusable => (null, new FileContent.Unreadable(unusable.Reason)),
            _ => (null, new FileContent.Unreadable("it is a folder")),
        };
    }

    private static SourceSnapshot OfFile(GitObjects objects, GitTree tree, string real, string prefix)
    {
        var folder = real.LastIndexOf('/') is var slash and > 0 ? real[..slash] : "/";
        var shown = SourceEntry.FolderOf(prefix);
        return new SourceSnapshot(new CommitSource(objects, tree, folder, real[(real.LastIndexOf('/') + 1)..]), shown.Length == 0 ? "" : shown + "/");
    }
}

/// <summary>What Git LFS leaves in place of a file: a few lines that start with its specification's address.</summary>
internal static class LfsPointer
{
    private const int Longest = 1024;

    public static bool Is(ReadOnlySpan<byte> content) =>
        content.Length < Longest && (content.StartsWith("version https://git-lfs.github.com/spec/"u8) || content.StartsWith("version https://hawser.github.com/spec/"u8));
}
