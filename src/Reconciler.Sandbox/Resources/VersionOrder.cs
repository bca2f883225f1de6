using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciler.Sandbox.Resources;

/// <summary>Kubernetes' order of versions: stable before beta before alpha, higher before lower, everything else by name after those.</summary>
public sealed partial class VersionOrder : IComparer<string>
{
    public static VersionOrder PreferredFirst { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Rank(x ?? ""), Rank(y ?? ""));
        if (left is null || right is null) return left is null && right is null ? string.CompareOrdinal(x, y) : left is null ? 1 : -1;
        var order = right.Value.Stability.CompareTo(left.Value.Stability);
        if (order == 0) order = right.Value.Major.CompareTo(left.Value.Major);
        return order != 0 ? order : right.Value.Minor.CompareTo(left.Value.Minor);
    }

    private static (int Stability, int Major, int Minor)? Rank(string version)
    {
        var match = KubeVersion().Match(version);
        if (!match.Success) return null;
        var stability = match.Groups["stage"].Value switch { "" => 3, "beta" => 2, _ => 1 };
        return (stability, Number(match.Groups["major"].Value), Number(match.Groups["minor"].Value));
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^v(?<major>\d+)(?:(?<stage>alpha|beta)(?<minor>\d+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex KubeVersion();
}
