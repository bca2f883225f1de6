using Reconciler.Engine;

namespace Reconciler.Server.Notifying;

/// <summary>Where a source lies at its forge: the address that people open, and the repository's path below it.</summary>
internal sealed record ForgePlace(Uri Root, string Path)
{
    /// <summary>From a git URL; null for a folder, and for what names no repository.</summary>
    public static ForgePlace? Of(string source)
    {
        var text = source;
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            // git@host:path
            if (text.IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at) || text.IndexOf(':', at) is not (> 0 and var colon)) return null;
            text = $"ssh://{text[..colon]}/{text[(colon + 1)..].TrimStart('/')}";
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "ssh") || uri.Host.Length == 0) return null;
        var path = uri.AbsolutePath.Trim('/');
        if (path.EndsWith(".git", StringComparison.Ordinal)) path = path[..^4].TrimEnd('/');
        if (!path.Contains('/', StringComparison.Ordinal)) return null;
        // the port of ssh says nothing of the web's, and a token goes nowhere without encryption but to this machine
        var root = uri.Scheme == "ssh" ? new Uri($"https://{uri.Host}/") : new Uri($"{uri.Scheme}://{uri.Authority}/");
        return root.Scheme == "http" && !ThisMachine.Is(root.Host) ? null : new ForgePlace(root, path);
    }

    /// <summary>Where people see a commit.</summary>
    public string CommitPage(string commit) => $"{Root}{Path}/{(Root.Host == "bitbucket.org" ? "commits" : "commit")}/{commit}";

    /// <summary>Where a forge takes a commit's status; null where the path names no repository of it.</summary>
    public Uri? StatusAddress(string forge, string commit)
    {
        var parts = Path.Split('/');
        return forge switch
        {
            "github" when parts.Length == 2 => new Uri($"{GitHubApi}repos/{Path}/statuses/{commit}"),
            "gitlab" => new Uri($"{Root}api/v4/projects/{Uri.EscapeDataString(Uri.UnescapeDataString(Path))}/statuses/{commit}"),
            // it may live below a path of its server
            "gitea" => new Uri($"{Root}{string.Concat(parts[..^2].Select(part => $"{part}/"))}api/v1/repos/{parts[^2]}/{parts[^1]}/statuses/{commit}"),
            _ => null,
        };
    }

    private string GitHubApi =>
        Root.Host is "github.com" or "www.github.com" or "ssh.github.com" ? "https://api.github.com/"
        : Root.Host.EndsWith(".ghe.com", StringComparison.Ordinal) ? $"https://api.{Root.Host}/"
        : $"{Root}api/v3/";
}
