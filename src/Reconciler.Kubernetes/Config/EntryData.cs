using System.Security.Cryptography;
using System.Text;
using Reconciler.Diagnostics;

namespace Reconciler.Kubernetes.Config;

/// <summary>
/// Reads what a kubeconfig gives either in itself (x-data, base64) or as the name of a file (x). Both at once is refused,
/// as kubectl does, because people change one and wonder.
/// </summary>
internal static class EntryData
{
    /// <summary>The text that was asked for and the key that gave it; null where neither key is there, or it can't be read.</summary>
    public static (string Text, string Key)? Read(NamedEntry entry, string key, ICollection<Diagnostic> problems)
    {
        var dataKey = $"{key}-data";
        if (entry.Text(dataKey) is { } data)
        {
            if (entry.Text(key) is not null)
                problems.Add(entry.Problem(ConnectionCodes.Contradiction, key, $"{key} and {dataKey} are both set", "remove one of them"));
            try
            {
                return (Encoding.UTF8.GetString(Convert.FromBase64String(data)), dataKey);
            }
            catch (FormatException)
            {
                problems.Add(entry.Problem(dataKey.Contains("key", StringComparison.Ordinal) ? ConnectionCodes.KeyInvalid : ConnectionCodes.CertificateInvalid, dataKey, "the value is not base64"));
                return null;
            }
        }
        if (entry.Text(key) is not { } path) return null;
        return ReadFile(entry, key, path, problems) is { } text ? (text, key) : null;
    }

    /// <summary>A path as it is meant: relative to the kubeconfig file.</summary>
    public static string Resolve(NamedEntry entry, string path) => Path.GetFullPath(path, Path.GetDirectoryName(entry.File)!);

    public static string? ReadFile(NamedEntry entry, string key, string path, ICollection<Diagnostic> problems)
    {
        var resolved = Resolve(entry, path);
        try
        {
            return File.ReadAllText(resolved);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            var reason = problem is FileNotFoundException or DirectoryNotFoundException ? "is not there" : "can't be read";
            problems.Add(entry.Problem(ConnectionCodes.FileUnreadable, key, $"the file {resolved} {reason}"));
            return null;
        }
    }

    /// <summary>Whether the exception means that the text is no usable certificate or key.</summary>
    public static bool IsBadPem(Exception problem) => problem is CryptographicException or ArgumentException or FormatException;
}
