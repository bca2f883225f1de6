namespace Reconciler.Specs.Layout;

/// <summary>
/// One file of a source, by its path with slashes. <see cref="Trouble"/> is set where the entry can't be read at all (a
/// link that leaves the source, a folder that the system does not open); only then may it stand for a whole folder.
/// </summary>
public sealed record SourceEntry(string Path, FileContent? Trouble = null, bool IsFolder = false)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The folder that the entry lies in; "" for the source's own.</summary>
    public string Folder => FolderOf(Path);

    public bool IsYaml => Path.EndsWith(".yaml", StringComparison.Ordinal) || Path.EndsWith(".yml", StringComparison.Ordinal);

    public bool IsKustomization => Name is "kustomization.yaml" or "kustomization.yml" or "Kustomization";

    /// <summary>The folder of a path; "" at the top.</summary>
    public static string FolderOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";

    /// <summary>A path below a folder; the folder may be "".</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder : $"{folder}/{name}";

    /// <summary>Whether a path is this folder or lies in it; everything lies in "".</summary>
    public static bool IsIn(string path, string folder) =>
        folder.Length == 0 || (path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/'));

    /// <summary>The folders that a path lies in, the nearest first, the source's own ("") last.</summary>
    public static IEnumerable<string> FoldersOf(string path)
    {
        for (var folder = FolderOf(path); folder.Length > 0; folder = FolderOf(folder)) yield return folder;
        yield return "";
    }
}
