using System.Net;
using System.Text.RegularExpressions;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>How a machine is reached: a host and its key. What could be a password is never repeated in a message.</summary>
internal static partial class SshRules
{
    public static IEnumerable<Diagnostic> Check(SpecDocument document)
    {
        if (document.Spec.Map("ssh") is not { } fields) yield break;
        var ssh = new SshSpec(fields);
        if (ssh.Host is { } host && Host(host) is { } problem) yield return problem;
        if (ssh.HostKey is { } key && !HostKey().IsMatch(key.Value)) yield return ClusterCodes.HostKey.At(key.Origin, "this is not a host key", KeyFix(key.Value));
    }

    private static Diagnostic? Host(Sourced<string> host)
    {
        var text = host.Value;
        if (IPAddress.TryParse(text, out _)) return null;
        var rest = text.Contains("://", StringComparison.Ordinal) ? text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..] : text;
        var at = rest.LastIndexOf('@');
        var user = at < 0 ? null : rest[..at];
        var (name, port) = rest[(at + 1)..].TrimEnd('/').Split(':') is [var first, var second] ? (first, second) : (rest[(at + 1)..].TrimEnd('/'), null);
        if (name == text) return Names.Subdomain(text.ToLowerInvariant(), "the ssh host") is null ? null : ClusterCodes.SshHost.At(host.Origin, "the ssh host is neither a name nor an address", "write it as in worker-1.example.com or 10.0.0.7");
        var fix = $"write host: {name}{(user is null ? "" : $", user: {user.Split(':')[0]}")}{(port is null ? "" : $", port: {port}")}";
        return user?.Contains(':', StringComparison.Ordinal) == true
            ? ClusterCodes.SshHost.At(host.Origin, "the ssh host is a URL with a password, which everyone who reads the repo can see", $"{fix}, keyFrom: {{secret: NAME, key: KEY}}, and change the password")
            : ClusterCodes.SshHost.At(host.Origin, "the ssh host has more in it than a host", fix);
    }

    private static string KeyFix(string key)
    {
        if (key.StartsWith("SHA256:", StringComparison.Ordinal)) return "a fingerprint can't be checked against; write the whole key, as in ssh-ed25519 AAAA…";
        var parts = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length >= 3 && HostKey().IsMatch($"{parts[1]} {parts[2]}") ? $"leave out the host: {parts[1]} {parts[2]}" : "write its type and the key in base64, as in ssh-ed25519 AAAA…";
    }

    [GeneratedRegex(@"^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) AAAA[A-Za-z0-9+/]+={0,3}( .*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostKey();
}
