using System.Security;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>
/// What git servers are shown. The token may be a file, which is read anew for every use, so that it can be rotated.
/// Nothing of it is printed: the record shows no values.
/// </summary>
public sealed record GitAccess
{
    public string? Username { get; init; }
    public string? Token { get; init; }
    public string? TokenFile { get; init; }
    public string? SshKeyFile { get; init; }
    public string? KnownHostsFile { get; init; }
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>From RECONCILE_GIT_USERNAME, _TOKEN, _TOKEN_FILE, _SSH_KEY, _KNOWN_HOSTS and _CA_FILE.</summary>
    public static GitAccess Of(Func<string, string?> variable)
    {
        return new GitAccess
        {
            Username = Value("USERNAME"),
            Token = Value("TOKEN"),
            TokenFile = Value("TOKEN_FILE"),
            SshKeyFile = Value("SSH_KEY"),
            KnownHostsFile = Value("KNOWN_HOSTS"),
            CertificateAuthorityFile = Value("CA_FILE"),
        };

        string? Value(string name) => variable($"RECONCILE_GIT_{name}") is { Length: > 0 } value ? value : null;
    }

    /// <summary>What is shown to one server; an error where a file that is named can't be read.</summary>
    internal (GitCredentials? Credentials, Diagnostic? Problem) For(GitUrl url)
    {
        if (url.Scheme == "file") return (GitCredentials.None, null);
        if (url.Scheme == "ssh") return (Missing(SshKeyFile, "SSH_KEY") ?? Missing(KnownHostsFile, "KNOWN_HOSTS")) is { } missing ? (null, missing) : (GitCredentials.None, null);
        if (Missing(CertificateAuthorityFile, "CA_FILE") is { } problem) return (null, problem);
        if (url.Password is not null) return (GitCredentials.Basic(url.User ?? "", url.Password), null);
        var (token, unreadable) = ReadToken();
        return unreadable is not null ? (null, unreadable) : (token is null ? GitCredentials.None : GitCredentials.Basic(url.User ?? Username ?? GitCredentials.UsualUser, token), null);
    }

    private (string? Token, Diagnostic? Problem) ReadToken()
    {
        const int Longest = 64 * 1024;
        var token = Token;
        if (token is null && TokenFile is not null)
        {
            try
            {
                if (new FileInfo(TokenFile).Length > Longest) return (null, Unreadable("RECONCILE_GIT_TOKEN_FILE names a file that is too large for a token"));
                token = File.ReadAllText(TokenFile, Encoding.UTF8);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or SecurityException)
            {
                return (null, Unreadable($"RECONCILE_GIT_TOKEN_FILE names {TokenFile}, which can't be read"));
            }
        }
        token = token?.Trim();
        if (token is { Length: 0 } || (token is not null && token.Any(char.IsControl))) return (null, Unreadable("the token for git is not one line of text"));
        return (token, null);
    }

    private static Diagnostic? Missing(string? file, string name) =>
        file is null || File.Exists(file) ? null : Unreadable($"RECONCILE_GIT_{name} names {file}, which is not there");

    private static Diagnostic Unreadable(string message) => GitCodes.CredentialsUnreadable.At(Origin.None, message, "check the variable and the file");

    public override string ToString() => nameof(GitAccess);
}

/// <summary>What one http server is shown: nothing of ours, or a header. <see cref="Secrets"/> are taken out of every text that git gives.</summary>
internal sealed class GitCredentials
{
    /// <summary>GitHub wants this name beside an installation's token; every other server takes any.</summary>
    public const string UsualUser = "x-access-token";

    private GitCredentials(string? header, string[] secrets) => (Header, Secrets) = (header, secrets);

    public static GitCredentials None { get; } = new(null, []);

    public string? Header { get; }
    public IReadOnlyList<string> Secrets { get; }

    public static GitCredentials Basic(string user, string password)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return new GitCredentials($"Authorization: Basic {encoded}", [.. new[] { encoded, password, Uri.EscapeDataString(password) }.Where(secret => secret.Length > 0).Distinct(StringComparer.Ordinal)]);
    }
}
