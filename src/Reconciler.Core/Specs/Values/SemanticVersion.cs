using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciler.Specs.Values;

/// <summary>
/// A version by Semantic Versioning 2.0; a leading v is tolerated and kept in <see cref="ToString"/>. Comparing is by
/// precedence, so build metadata (<c>+k3s1</c>) does not count.
/// </summary>
public sealed partial record SemanticVersion(string Text, ulong Major, ulong Minor, ulong Patch, ImmutableArray<string> PreRelease, string Build) : IComparable<SemanticVersion>
{
    [GeneratedRegex(@"^v?(?<major>0|[1-9][0-9]{0,17})\.(?<minor>0|[1-9][0-9]{0,17})\.(?<patch>0|[1-9][0-9]{0,17})(?:-(?<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+(?<build>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version, [NotNullWhen(false)] out ValueProblem? problem)
    {
        var match = Grammar().Match(text);
        ImmutableArray<string> parts = match.Groups["pre"].Success ? [.. match.Groups["pre"].Value.Split('.')] : [];
        if (!match.Success || parts.FirstOrDefault(part => part.Length > 1 && part[0] == '0' && IsNumber(part)) is not null)
        {
            version = null;
            problem = new($"\"{text}\" is not a semantic version", "write three numbers without leading zeros, as in 1.13.3 or v1.33.4+k3s1");
            return false;
        }
        problem = null;
        version = new SemanticVersion(text, Number(match, "major"), Number(match, "minor"), Number(match, "patch"), parts, match.Groups["build"].Value);
        return true;
    }

    public bool IsPreRelease => PreRelease.Length > 0;

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null) return 1;
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0) return order;
        if (IsPreRelease != other.IsPreRelease) return IsPreRelease ? -1 : 1;
        for (var i = 0; i < Math.Min(PreRelease.Length, other.PreRelease.Length); i++)
            if (ComparePart(PreRelease[i], other.PreRelease[i]) is not 0 and var part) return part;
        return PreRelease.Length.CompareTo(other.PreRelease.Length);
    }

    private static int ComparePart(string left, string right) => (IsNumber(left), IsNumber(right)) switch
    {
        (true, true) => left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right),
        (true, false) => -1,
        (false, true) => 1,
        (false, false) => string.CompareOrdinal(left, right),
    };

    private static bool IsNumber(string part) => part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static ulong Number(Match match, string group) => ulong.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture);

    public bool Equals(SemanticVersion? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;
    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;
    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;
    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;
}
