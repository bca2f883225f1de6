using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Gateways, and the routes that gateways accept or refuse.</summary>
internal static class GatewayHealth
{
    public static HealthVerdict Of(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("Accepted") is not { } accepted || accepted.IsBehind(body)) return HealthVerdict.Progressing("waiting for its controller to look at it");
        if (!accepted.IsTrue()) return Refusal(accepted, "not accepted");
        if (status.Condition("Programmed") is not { } programmed || programmed.IsBehind(body)) return HealthVerdict.Progressing("accepted, waiting to be programmed");
        if (!programmed.IsTrue()) return Refusal(programmed, "not programmed");
        var address = status.Maps("addresses").Select(each => each.TextAt("value")).FirstOrDefault(each => !string.IsNullOrEmpty(each));
        return HealthVerdict.Healthy(address is null ? "programmed" : $"reachable at {address}");
    }

    public static HealthVerdict OfRoute(MapNode body)
    {
        var parents = body.Status().Maps("parents").ToArray();
        var wanted = Math.Max(1, body.Map("spec").List("parentRefs")?.Items.Length ?? 0);
        foreach (var parent in parents)
        {
            var name = $"gateway {parent.Map("parentRef").TextAt("name")}";
            if (parent.Condition("Accepted") is not { } accepted || accepted.IsBehind(body)) return HealthVerdict.Progressing($"waiting for {name} to look at it");
            if (!accepted.IsTrue()) return HealthVerdict.Progressing(accepted.Because($"not accepted by {name}"));
            if (parent.Condition("ResolvedRefs") is { } resolved && resolved.IsFalse()) return HealthVerdict.Progressing(resolved.Because($"{name} can't find what it points to"));
        }
        return parents.Length < wanted
            ? HealthVerdict.Progressing($"accepted by {Wording.Of(parents.Length, wanted, "gateway")}")
            : HealthVerdict.Healthy($"accepted by {Wording.Count(parents.Length, "gateway")}");
    }

    /// <summary>What a gateway calls invalid or unsupported stays so until somebody changes it.</summary>
    private static HealthVerdict Refusal(MapNode condition, string what) =>
        condition.IsFalse() && condition.TextAt("reason") is "Invalid" or "InvalidParameters" or "UnsupportedAddress" or "ListenersNotValid"
            ? HealthVerdict.Failed(condition.Because(what))
            : HealthVerdict.Progressing(condition.Because(what));
}
