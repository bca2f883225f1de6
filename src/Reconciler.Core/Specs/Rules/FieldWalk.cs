using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>
/// Every value at a path of fields, in which * stands for any key and [] for the items of the list before it, as in
/// "processes.*.ports[].port".
/// </summary>
internal sealed class FieldWalk
{
    private readonly string[] _steps;

    public FieldWalk(string path) => _steps = path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.');

    public string LastField => _steps[^1];

    public IEnumerable<ScalarNode> Scalars(MapNode root) => Values(root).OfType<ScalarNode>().Where(scalar => !scalar.IsNull);

    public IEnumerable<Node> Values(MapNode root)
    {
        // Most paths lead nowhere in most specs; those cost one lookup.
        if (_steps[0] is not ("*" or "[]") && !root.Has(_steps[0])) return [];
        IEnumerable<Node> at = [root];
        foreach (var step in _steps) at = at.SelectMany(node => Step(node, step));
        return at;
    }

    private static IEnumerable<Node> Step(Node node, string step) => (step, node) switch
    {
        ("*", MapNode map) => map.Entries.Select(entry => entry.Value),
        ("[]", ListNode list) => list.Items,
        (_, MapNode map) when map[step] is { } value => [value],
        _ => [],
    };
}
