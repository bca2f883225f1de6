using System.IO.Enumeration;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Git;

/// <summary>
/// One walk through a folder. Links to folders inside the source are followed, once for each way that leads there; one
/// that leads back to where it lies adds nothing and is passed over, and so is `.git`.
/// </summary>
internal sealed class FolderWalk(string root, CancellationToken cancellation)
{
    private const int MostLinkedFolders = 1000;

    private readonly EnumerationOptions _everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false };
    private readonly List<SourceEntry> _entries = [];
    private int _linkedFolders;

    public IEnumerable<SourceEntry> Run()
    {
        Walk("", root, [root]);
        return _entries.OrderBy(entry => entry.Path, StringComparer.Ordinal);
    }

    /// <summary>Adds what lies in a folder; <paramref name="reals"/> are the real folders that the way here led through.</summary>
    private void Walk(string folder, string real, List<string> reals)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var found = new FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink)>(real,
                (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory, entry.Attributes.HasFlag(FileAttributes.ReparsePoint)), _everything);
            foreach (var (name, isFolder, isLink) in found)
            {
                if (name == ".git") continue;
                var path = SourceEntry.Join(folder, name);
                if (isLink) Follow(path, $"{real}/{name}", isFolder, reals);
                else if (isFolder) Walk(path, $"{real}/{name}", [.. reals, $"{real}/{name}"]);
                else _entries.Add(new SourceEntry(path));
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _entries.Add(new SourceEntry(folder, new FileContent.Unreadable(problem.Message), IsFolder: true));
        }
    }

    private void Follow(string path, string link, bool isFolder, List<string> reals)
    {
        var target = RealPath.Of(link);
        if (target is null)
            _entries.Add(new SourceEntry(path, new FileContent.Unreadable($"the link points to {new FileInfo(link).LinkTarget}, which is not there")));
        else if (!RealPath.IsIn(target, root))
            _entries.Add(new SourceEntry(path, new FileContent.LeavesSource(new FileInfo(link).LinkTarget ?? target), isFolder));
        else if (!isFolder)
            _entries.Add(new SourceEntry(path));
        else if (reals.Exists(before => RealPath.IsIn(before, target)))
            return;
        else if (++_linkedFolders > MostLinkedFolders)
            _entries.Add(new SourceEntry(path, new FileContent.Unreadable($"more than {MostLinkedFolders} links to folders lead through each other"), IsFolder: true));
        else
            Walk(path, target, [.. reals, target]);
    }
}
