using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Routers;

namespace Reconciler.Specs;

/// <summary>What came of reading one file. Only <see cref="Bytes"/> is knowledge; the others make what needs the file unknown.</summary>
public abstract record FileContent
{
    private FileContent() { }

    public sealed record Bytes(ReadOnlyMemory<byte> Value) : FileContent;

    public sealed record Missing : FileContent;

    public sealed record TooLarge : FileContent;

    public sealed record LeavesSource(string Target) : FileContent;

    public sealed record Unreadable(string Reason) : FileContent;

    /// <summary>A commit of another repository, which git names and does not carry.</summary>
    public sealed record Submodule(string Commit) : FileContent;

    /// <summary>What git keeps in place of a file that Git LFS has.</summary>
    public sealed record LfsPointer : FileContent;
}

/// <summary>
/// Everything that a commit says, read and resolved: its YAML files as trees, and the files that specs name. Paths are
/// relative to the source and use slashes. Whatever could not be read is a problem here, never an absence.
/// </summary>
public sealed record SourceTree
{
    public ImmutableSortedDictionary<string, YamlFile> Files { get; init; } = ImmutableSortedDictionary.Create<string, YamlFile>(StringComparer.Ordinal);

    /// <summary>Files that specs name: a Procfile, an app.json, keys.</summary>
    public ImmutableSortedDictionary<string, FileContent> Named { get; init; } = ImmutableSortedDictionary.Create<string, FileContent>(StringComparer.Ordinal);

    /// <summary>Folders of etcd that Apps take variables from, by the path that is written; none where they are not read yet.</summary>
    public ImmutableSortedDictionary<string, EtcdFolder> EtcdFolders { get; init; } = ImmutableSortedDictionary.Create<string, EtcdFolder>(StringComparer.Ordinal);

    /// <summary>Folders with a kustomization, which are never read file by file.</summary>
    public ImmutableSortedSet<string> KustomizeFolders { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public ImmutableArray<Diagnostic> Problems { get; init; } = [];
}
