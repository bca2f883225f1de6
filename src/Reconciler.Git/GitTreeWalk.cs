using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Git;

/// <summary>One walk through a folder of a commit, by the rules of <see cref="FolderWalk"/>.</summary>
internal sealed class GitTreeWalk(GitTree tree, string root)
{
    private const int MostLinkedFolders = 1000;

    private readonly List<SourceEntry> _entries = [];
    private int _linkedFolders;

    public IEnumerable<SourceEntry> Run()
    {
        if (tree.Resolve(root, out _) is { Node: GitNode.Folder folder }) Walk("", root, folder, [root]);
        return _entries.OrderBy(entry => entry.Path, StringComparer.Ordinal);
    }

    private void Walk(string path, string real, GitNode.Folder folder, List<string> reals)
    {
        foreach (var (name, node) in folder.Children)
        {
            if (name == ".git") continue;
            var (below, realBelow) = (SourceEntry.Join(path, name), real == "/" ? $"/{name}" : $"{real}/{name}");
            switch (node)
            {
                case GitNode.File: _entries.Add(new SourceEntry(below)); break;
                case GitNode.Folder inner: Walk(below, realBelow, inner, [.. reals, realBelow]); break;
                case GitNode.Submodule submodule: _entries.Add(new SourceEntry(below, new FileContent.Submodule(submodule.Commit), IsFolder: true)); break;
                case GitNode.Unusable unusable: _entries.Add(new SourceEntry(below, new FileContent.Unreadable(unusable.Reason), IsFolder: true)); break;
                case GitNode.Link link: Follow(below, realBelow, link, reals); break;
                default: throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    private void Follow(string path, string real, GitNode.Link link, List<string> reals)
    {
        var target = tree.Resolve(real, out var leaves);
        if (leaves || (target is { } found && !RealPath.IsIn(found.Real, root)))
            _entries.Add(new SourceEntry(path, new FileContent.LeavesSource(link.Target), IsFolder: target?.Node is GitNode.Folder));
        else if (target is null)
            _entries.Add(new SourceEntry(path, new FileContent.Unreadable($"the link points to {link.Target}, which is not there")));
        else if (target.Value.Node is GitNode.Submodule submodule)
            _entries.Add(new SourceEntry(path, new FileContent.Submodule(submodule.Commit), IsFolder: true));
        else if (target.Value.Node is not GitNode.Folder folder)
            _entries.Add(new SourceEntry(path));
        else if (reals.Exists(before => RealPath.IsIn(before, target.Value.Real)))
            return;
        else if (++_linkedFolders > MostLinkedFolders)
            _entries.Add(new SourceEntry(path, new FileContent.Unreadable($"more than {MostLinkedFolders} links to folders lead through each other"), IsFolder: true));
        else
            Walk(path, target.Value.Real, folder, [.. reals, target.Value.Real]);
    }
}
