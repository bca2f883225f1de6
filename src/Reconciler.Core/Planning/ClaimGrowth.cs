using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Planning;

/// <summary>A claim can only grow once it has its volume, and a server's refusal before that is no evidence that it has to be made anew.</summary>
public static class ClaimGrowth
{
    private const string Size = "spec.resources.requests.storage";

    /// <summary>Whether a refused change of a claim only has to wait for its volume.</summary>
    public static bool IsWaiting(DesiredObject desired, LiveObject live)
    {
        if (desired.Key is not { Group: "", Kind: "PersistentVolumeClaim" } || live.Body.Map("status").Text("phase")?.Value == "Bound") return false;
        var fields = FieldDiff.Between(live.Body, LocalMerge.Of(live.Body, desired.Body)).RemoveAll(field => !field.Path.StartsWith("spec", StringComparison.Ordinal));
        return fields is [{ Path: Size, Old: ScalarNode before, New: ScalarNode after }] && Quantity.TryParse(before.Value, out var old, out _) && Quantity.TryParse(after.Value, out var wanted, out _) && wanted.CompareTo(old) > 0;
    }
}
