using System.Text.RegularExpressions;
using Reconciler.Diagnostics;

namespace Reconciler.Specs.Rules;

/// <summary>Environment.cluster: which k3s, and where it comes from.</summary>
internal static partial class ClusterRules
{
    public static IEnumerable<Diagnostic> Check(RuleScope scope)
    {
        var cluster = scope.Specs.Environment.Cluster;
        if (cluster.K3s?.Version is { } version && !Release().IsMatch(version.Value))
            yield return ClusterCodes.K3sVersion.At(version.Origin, $"\"{version.Value}\" is not a version of k3s", Completed(version.Value));
        if (cluster.InstallScript is { } script && script.Value.Contains("://", StringComparison.Ordinal) && Urls.Problem(script, "https") is { } unusable) yield return unusable;
        if (cluster.Binary is not { } binary) yield break;
        if (binary.Url is { } url && Urls.Problem(url, "http", "https") is { } wrong) yield return wrong;
        if (binary.Sha256 is { } sum && !Sha256().IsMatch(sum.Value))
            yield return ClusterCodes.Checksum.At(sum.Origin, $"a SHA-256 checksum has 64 hexadecimal digits in lower case, and this is {sum.Value.Length} characters long", Sha256().IsMatch(sum.Value.ToLowerInvariant()) ? "write it in lower case" : null);
    }

    private static string Completed(string version)
    {
        var core = version.Split('+')[0].TrimStart('v');
        return Core().IsMatch(core) ? $"write v{core}+k3s1" : "write it as in v1.33.4+k3s1";
    }

    [GeneratedRegex(@"^v[0-9]+\.[0-9]+\.[0-9]+(-rc[0-9]+)?\+k3s[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Release();

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\.[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Core();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();
}
