using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Reads of Events of either API group, and what of their text may be passed on.</summary>
internal static partial class PodEvents
{
    public static IEnumerable<MapNode> Of(MapNode pod, IEnumerable<MapNode> events)
    {
        var (name, uid) = (pod.NameOf(), pod.Map("metadata").TextAt("uid"));
        return events.Where(each => About(each) is { } about && about.TextAt("kind") is null or "Pod" && About(each).TextAt("name") == name
            && (uid is null || About(each).TextAt("uid") is null || About(each).TextAt("uid") == uid));
    }

    public static string? Message(MapNode seen) => seen.TextAt("message") ?? seen.TextAt("note");

    /// <summary>The event that was seen last with one of these reasons; times are all UTC and of one form, so their text orders them.</summary>
    public static MapNode? Newest(IEnumerable<MapNode> events, params IReadOnlyCollection<string> reasons) => events
        .Where(each => reasons.Contains(each.TextAt("reason") ?? ""))
        .OrderByDescending(Time, StringComparer.Ordinal).ThenBy(each => Message(each) ?? "", StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Which volume, and which object or key is missing; drivers quote options with passwords, so nothing else of the text.</summary>
    public static string VolumeText(string? message)
    {
        message ??= "";
        var volume = VolumeName().Match(message) is { Success: true } found ? $"volume {found.Groups[1].Value}" : "a volume";
        var missing = Missing().Match(message);
        if (missing.Success) return $"{volume} can't be mounted: {missing.Value}";
        return message.Contains("Multi-Attach", StringComparison.Ordinal) ? $"{volume} is still attached to another node" : $"{volume} can't be mounted";
    }

    private static MapNode? About(MapNode seen) => seen.Map("involvedObject") ?? seen.Map("regarding");

    private static string Time(MapNode seen) =>
        seen.Map("series").TextAt("lastObservedTime") ?? seen.TextAt("lastTimestamp") ?? seen.TextAt("deprecatedLastTimestamp") ?? seen.TextAt("eventTime") ?? "";

    [GeneratedRegex("volume \"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex VolumeName();

    [GeneratedRegex("(?:configmap|secret|persistentvolumeclaim) \"[^\"]+\" not found|references non-existent (?:secret|config) key: [A-Za-z0-9._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();
}
