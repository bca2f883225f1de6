using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs;

/// <summary>Reads of the language's own value types.</summary>
internal static class SpecAccess
{
    /// <summary>A duration in seconds; null where it is absent or no duration, which a rule has reported.</summary>
    public static Sourced<int>? Seconds(this MapNode? map, string key) =>
        map.Text(key) is { } text && Duration.TryParse(text.Value, out var duration, out _) ? text.Select(_ => duration.Seconds) : null;
}
