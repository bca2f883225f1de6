using System.Collections.Immutable;

namespace Reconciler.Server.Hooks;

/// <summary>
/// The path of a repository, however its URL is written. The host doesn't count: a forge is known by one name to people and by others
/// inside a cluster or through ssh. The secret has been checked before, and to look at a source once too often is cheap.
/// </summary>
internal static class RepositoryName
{
    /// <summary>Whether one of the names may be that of a source; where that can't be told, it may.</summary>
    public static bool MayBe(string source, ImmutableArray<string> names)
    {
        // what a folder of this machine is called elsewhere isn't known
        if (PathOf(source) is not { Length: > 0 } own || !IsRemote(source)) return true;
        var paths = names.Select(PathOf).Where(path => path.Length > 0).ToList();
        return paths.Count == 0 || paths.Exists(path => path == own || own.EndsWith($"/{path}", StringComparison.Ordinal) || path.EndsWith($"/{own}", StringComparison.Ordinal));
    }

    private static bool IsRemote(string source) => !source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && (source.Contains("://", StringComparison.Ordinal) || source.Contains('@', StringComparison.Ordinal));

    private static string PathOf(string name)
    {
        var text = name.Trim();
        if (text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0) text = text[(scheme + 3)..] is var rest && rest.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? rest[(slash + 1)..] : "";
        // git@host:path
        else if (text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 && at < colon) text = text[(colon + 1)..];
        text = text.Trim('/').ToLowerInvariant();
        if (text.EndsWith(".git", StringComparison.Ordinal)) text = text[..^4].TrimEnd('/');
        // Bitbucket's server puts "scm" before the path that git is given
        return text.StartsWith("scm/", StringComparison.Ordinal) ? text["scm/".Length..] : text;
    }
}
