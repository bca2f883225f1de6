using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Git;

/// <summary>
/// A folder as a source, with its files as they lie; a git working copy is one too. A single YAML file is a source with
/// that one file, beside which the files that it names are found.
/// </summary>
public sealed class FolderSource : ISource
{
    private const int LargestFile = YamlReader.LargestFile;

    private readonly string _root;
    private readonly string? _onlyFile;
    private readonly Dictionary<string, string?> _realFolders = new(StringComparer.Ordinal);

    private FolderSource(string root, string? onlyFile, string prefix) => (_root, _onlyFile, Prefix) = (root, onlyFile, prefix);

    /// <summary>What stands before a path of the source where it is shown: the source as the user wrote it.</summary>
    public string Prefix { get; }

    /// <summary>Opens what a user named as source, seen from a working directory, and the folder inside it.</summary>
    public static (FolderSource? Source, Diagnostic? Problem) Open(string source, string? path, string workingDirectory)
    {
        var inside = (path ?? "").Replace('\\', '/').Trim('/');
        if (inside.Split('/').Contains("..") || Path.IsPathRooted(path)) return Failed(MachineCodes.PathLeavesSource, $"--path {path} does not lie in {source}", "name a folder inside the source");
        var shown = SourceEntry.Join(Shown(source), Shown(inside));
        var full = Path.Combine(workingDirectory, source, inside);
        if (RealPath.Of(full) is not { } real) return Failed(MachineCodes.SourceMissing, $"{(shown.Length == 0 ? source : shown)} is not there", "check the path, and the folder that the command runs in");
        if (!RealPath.IsIn(real, RealPath.Of(Path.Combine(workingDirectory, source)) ?? real)) return Failed(MachineCodes.PathLeavesSource, $"--path {path} is a link that leaves {source}", "name a folder inside the source");
        return Directory.Exists(real) ? OpenFolder(real, shown) : OpenFile(full, shown);
    }

    public Task<ImmutableArray<SourceEntry>> ListAsync(CancellationToken cancellation) => Task.FromResult<ImmutableArray<SourceEntry>>(
        _onlyFile is null ? [.. new FolderWalk(_root, cancellation).Run()] : [new SourceEntry(_onlyFile)]);

    public Task<IReadOnlyDictionary<string, FileContent>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        var contents = new SortedDictionary<string, FileContent>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            contents[path] = Read(path);
        }
        return Task.FromResult<IReadOnlyDictionary<string, FileContent>>(contents);
    }

    private FileContent Read(string path)
    {
        try
        {
            var file = new FileInfo(Path.Combine(_root, path));
            if (RealOf(path, file) is not { } real) return new FileContent.Missing();
            if (!RealPath.IsIn(real, _root)) return new FileContent.LeavesSource(file.LinkTarget ?? real);
            if (Directory.Exists(real)) return new FileContent.Unreadable("it is a folder");
            var length = new FileInfo(real).Length;
            if (length > LargestFile) return new FileContent.TooLarge();
            var bytes = File.ReadAllBytes(real);
            return LfsPointer.Is(bytes) ? new FileContent.LfsPointer() : new FileContent.Bytes(bytes);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileContent.Missing();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new FileContent.Unreadable(problem.Message.Replace($"{_root}/", "", StringComparison.Ordinal));
        }
    }

    /// <summary>Files lie in few folders, so only the last step is looked at for each.</summary>
    private string? RealOf(string path, FileInfo file)
    {
        var folder = SourceEntry.FolderOf(path);
        if (!_realFolders.TryGetValue(folder, out var real)) _realFolders[folder] = real = RealPath.Of(Path.Combine(_root, folder));
        if (real is null) return null;
        if (file.LinkTarget is not null) return RealPath.Of(file.FullName);
        var own = $"{real}/{file.Name}";
        return Path.Exists(own) ? own : null;
    }

    private static (FolderSource? Source, Diagnostic? Problem) OpenFolder(string real, string shown)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(real).Any();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Failed(MachineCodes.SourceUnreadable, $"{shown} can't be read: {problem.Message}", "check the folder's permissions");
        }
        return (new FolderSource(real, null, shown is "" or "/" ? shown : shown + "/"), null);
    }

    private static (FolderSource? Source, Diagnostic? Problem) OpenFile(string full, string shown)
    {
        var name = Path.GetFileName(full);
        if (!new SourceEntry(name).IsYaml) return Failed(MachineCodes.SourceNotYaml, $"{shown} is no folder and no YAML file", "name the folder that it lies in");
        var folder = SourceEntry.FolderOf(shown);
        return (new FolderSource(RealPath.Of(Path.GetDirectoryName(full)!)!, name, folder.Length == 0 ? shown.StartsWith('/') ? "/" : "" : folder + "/"), null);
    }

    internal static string Shown(string path)
    {
        var text = path.Replace('\\', '/').TrimEnd('/');
        while (text.StartsWith("./", StringComparison.Ordinal)) text = text[2..].TrimStart('/');
        return text == "." ? "" : text.Length == 0 && path.Length > 0 ? "/" : text;
    }

    private static (FolderSource? Source, Diagnostic? Problem) Failed(DiagnosticCode code, string message, string fix) => (null, code.At(Origin.None, message, fix));
}
