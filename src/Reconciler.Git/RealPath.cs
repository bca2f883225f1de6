namespace Reconciler.Git;

/// <summary>Where a path really leads once every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The real path, or null where a link leads nowhere or in a circle. The last part need not be there if nothing is.</summary>
    public static string? Of(string path)
    {
        var rest = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "";
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = real.LastIndexOf('/') is var slash and > 0 ? real[..slash] : "";
                continue;
            }
            var next = $"{real}/{part}";
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks) return null;
            if (target.StartsWith('/')) real = "";
            foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(step);
        }
        return real.Length == 0 ? "/" : Path.Exists(real) ? real : null;
    }

    /// <summary>Whether a real path is this folder or lies in it.</summary>
    public static bool IsIn(string path, string folder) =>
        path == folder || folder == "/" || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));
}
