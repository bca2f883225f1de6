using System.Security.Cryptography;
using System.Text;

namespace Reconciler.Git;

/// <summary>
/// What the files of a folder look like from outside: names, sizes and times. It costs no reading, and whoever polls a folder reads it only
/// when this has changed.
/// </summary>
internal static class FolderStamp
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true, MaxRecursionDepth = 64 };

    /// <summary>Null for what is no folder, or can't be looked at.</summary>
    public static string? Of(string folder)
    {
        try
        {
            var info = new DirectoryInfo(folder);
            if (!info.Exists) return File.Exists(folder) ? Line(new FileInfo(folder), Path.GetDirectoryName(folder)!) : null;
            var lines = info.EnumerateFiles("*", Everything).Where(file => !IsGits(file.FullName, folder)).Select(file => Line(file, folder)).Order(StringComparer.Ordinal);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)))[..8]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // reading the folder says what is wrong with it
            return null;
        }
    }

    private static string Line(FileInfo file, string folder) => FormattableString.Invariant($"{Path.GetRelativePath(folder, file.FullName)} {file.Length} {file.LastWriteTimeUtc.Ticks}");

    private static bool IsGits(string file, string folder) => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Contains(".git");
}
