using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>What a probe of a container says: whether it failed and how, without anything that the container answered.</summary>
internal static partial class ProbeText
{
    public static string Of(string container, string probe, IEnumerable<MapNode> events)
    {
        var word = probe == "startup" ? "Startup" : "Readiness";
        var failed = PodEvents.Newest(events.Where(each => IsAbout(each, container) && (PodEvents.Message(each) ?? "").StartsWith($"{word} probe", StringComparison.Ordinal)), "Unhealthy");
        return failed is null
            ? $"the {probe} probe of {container} has not passed yet"
            : $"the {probe} probe of {container} fails{How(PodEvents.Message(failed) ?? "")}";
    }

    /// <summary>An event names its container by a field path, "spec.containers{web}"; without one it may be any.</summary>
    private static bool IsAbout(MapNode seen, string container)
    {
        var path = (seen.Map("involvedObject") ?? seen.Map("regarding")).TextAt("fieldPath");
        return path is null || path.EndsWith($"{{{container[(container.LastIndexOf(' ') + 1)..]}}}", StringComparison.Ordinal);
    }

    private static string How(string message)
    {
        if (StatusCode().Match(message) is { Success: true } code) return $" (HTTP status {code.Groups[1].Value})";
        if (message.Contains("connection refused", StringComparison.Ordinal)) return " (connection refused)";
        return message.Contains("deadline exceeded", StringComparison.Ordinal) || message.Contains("timeout", StringComparison.Ordinal) || message.Contains("timed out", StringComparison.Ordinal)
            ? " (no answer in time)"
            : "";
    }

    [GeneratedRegex("probe failed with statuscode: ([0-9]{3})", RegexOptions.CultureInvariant)]
    private static partial Regex StatusCode();
}
