using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Reads of what every object with a status has. Anything of another shape counts as absent.</summary>
internal static class StatusFields
{
    public static MapNode? Status(this MapNode body) => body.Map("status");

    public static int StatusCount(this MapNode body, string key) => body.Map("status").Int(key)?.Value ?? 0;

    public static string? TextAt(this MapNode? map, string key) => map.Text(key)?.Value;

    public static string NameOf(this MapNode body) => body.Map("metadata").TextAt("name") ?? "";

    public static string? Annotation(this MapNode body, string key) => body.Map("metadata").Map("annotations").TextAt(key);

    public static bool IsDying(this MapNode body) => body.Map("metadata").TextAt("deletionTimestamp") is not null;

    /// <summary>The condition of a type in a status, or in what else carries conditions.</summary>
    public static MapNode? Condition(this MapNode? status, string type) =>
        status.Maps("conditions").FirstOrDefault(each => each.TextAt("type") == type);

    public static bool IsTrue(this MapNode? condition) => condition.TextAt("status") is "True" or "true";

    public static bool IsFalse(this MapNode? condition) => condition.TextAt("status") is "False" or "false";

    /// <summary>Whether the condition was judged from an older generation than the object has.</summary>
    public static bool IsBehind(this MapNode condition, MapNode body) =>
        condition.Int("observedGeneration") is { } seen && body.Map("metadata").Int("generation") is { } generation && seen.Value < generation.Value;

    /// <summary>What the condition says: its message, else its reason, else null.</summary>
    public static string? Says(this MapNode? condition) => Wording.Quote(condition.TextAt("message")) ?? Wording.Quote(condition.TextAt("reason"));

    /// <summary>"waiting for its issuer: account not registered", or the first half where the condition says nothing.</summary>
    public static string Because(this MapNode? condition, string what) => condition.Says() is { } said ? $"{what}: {said}" : what;
}
