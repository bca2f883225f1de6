using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>
/// What the conditions that most controllers write say of any object: all of Ready, Available and Synced that are there have
/// to be true, and nothing may be stalled or reconciling.
/// </summary>
internal static class GeneralHealth
{
    public const string Unseen = "waiting for its controller to see the last change";

    private static readonly ImmutableArray<string> Telling = ["Ready", "Available", "Synced"];

    public static HealthVerdict Of(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("Stalled") is { } stalled && stalled.IsTrue()) return HealthVerdict.Failed(stalled.Because("stalled"));
        if (status.Condition("Reconciling") is { } reconciling && reconciling.IsTrue()) return HealthVerdict.Progressing(reconciling.Because("not done yet"));
        var found = Telling.Select(status.Condition).OfType<MapNode>().ToArray();
        return found.Length == 0 ? HealthVerdict.Healthy() : found.Select(each => OfCondition(body, each)).FirstOrDefault(each => each.State != HealthState.Healthy) ?? OfCondition(body, found[0]);
    }

    /// <summary>For a kind whose controller always writes Ready: without it the controller hasn't looked yet.</summary>
    public static HealthVerdict OfReady(MapNode body, string controller) =>
        body.Status().Condition("Ready") is { } ready ? OfCondition(body, ready) : HealthVerdict.Progressing($"waiting for {controller} to look at it");

    private static HealthVerdict OfCondition(MapNode body, MapNode condition)
    {
        var word = (condition.TextAt("type") ?? "").ToLowerInvariant();
        if (condition.IsBehind(body)) return HealthVerdict.Progressing(Unseen);
        return condition.IsTrue() ? HealthVerdict.Healthy(word) : HealthVerdict.Progressing(condition.Because($"not {word}"));
    }
}
