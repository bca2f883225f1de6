using System.Collections.Immutable;

namespace Reconciler.Specs.Layout;

/// <summary>
/// What a source does not want read: names that start with a dot or an underscore, and what the `.reconcileignore` files
/// of its folders list. The last line that fits decides, deeper files come after those above them, and what lies in an
/// ignored folder can't be taken back.
/// </summary>
public sealed class IgnoreRules
{
    public const string FileName = ".reconcileignore";

    private readonly ImmutableArray<IgnorePattern> _patterns;
    private readonly Dictionary<string, bool> _folders = new(StringComparer.Ordinal);

    private IgnoreRules(ImmutableArray<IgnorePattern> patterns) => _patterns = patterns;

    /// <summary>The rules of `.reconcileignore` files, given as the folder of each and its text.</summary>
    public static IgnoreRules Of(IEnumerable<(string Folder, string Text)> files) => new(
        [.. files
            .OrderBy(file => file.Folder.Length == 0 ? 0 : file.Folder.Count(letter => letter == '/') + 1)
            .ThenBy(file => file.Folder, StringComparer.Ordinal)
            .SelectMany(file => file.Text.TrimStart('\uFEFF').Split('\n').Select(line => IgnorePattern.Parse(file.Folder, line)))
            .OfType<IgnorePattern>()]);

    /// <summary>Whether a file, or a folder with all that is in it, is not to be read.</summary>
    public bool Ignores(string path, bool isFolder = false)
    {
        var slash = path.LastIndexOf('/');
        return (slash > 0 && IgnoresFolder(path[..slash])) || IsIgnoredItself(path, slash, isFolder);
    }

    private bool IgnoresFolder(string folder)
    {
        if (_folders.TryGetValue(folder, out var known)) return known;
        return _folders[folder] = Ignores(folder, isFolder: true);
    }

    private bool IsIgnoredItself(string path, int slash, bool isFolder)
    {
        if (path[slash + 1] is '.' or '_') return true;
        for (var i = _patterns.Length - 1; i >= 0; i--)
            if (_patterns[i].Matches(path, isFolder)) return !_patterns[i].IsNegated;
        return false;
    }
}
