using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// A container's requests and limits: quantities in canonical form, a bare memory number as Mi, zero as none, and a
/// default request lowered to a smaller limit, because the API server refuses a request above its limit.
/// </summary>
public static class Resources
{
    public static MapNode? Render(ResourcesSpec resources)
    {
        var limits = Amounts(resources.Limits);
        var requests = new MapBuilder();
        foreach (var (name, amount, node) in Amounts(resources.Requests))
        {
            var limit = limits.FirstOrDefault(known => known.Name == name);
            var lowered = !node.Origin.IsKnown && limit.Node is not null && limit.Amount < amount;
            requests.Add(name, lowered ? Text(limit.Amount, limit.Node!) : Text(amount, node));
        }
        var result = new MapBuilder();
        result.AddMap("requests", requests.ToMap());
        result.AddMap("limits", new MapNode([.. limits.Select(limit => new MapEntry(limit.Name, Text(limit.Amount, limit.Node)))]));
        return result.IsEmpty ? null : result.ToMap();
    }

    private static List<(string Name, Quantity Amount, Node Node)> Amounts(MapNode? map)
    {
        var amounts = new List<(string, Quantity, Node)>();
        foreach (var entry in map?.Entries ?? [])
        {
            if (map.Text(entry.Key) is not { } text) continue;
            var known = entry.Key == "memory" ? Memory.TryParse(text.Value, out var amount, out _) : Quantity.TryParse(text.Value, out amount, out _);
            if (known && !amount.IsZero) amounts.Add((entry.Key, amount, entry.Value));
        }
        return amounts;
    }

    private static ScalarNode Text(Quantity amount, Node written) => ScalarNode.Of(amount.ToString(), written.Origin);
}
