using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A JSON patch as RFC 6902 has it: its operations in turn, all or none.</summary>
internal static class JsonPatch
{
    private const int MostOperations = 10_000;

    public static Node Apply(MapNode target, Node patch)
    {
        if (patch is not ListNode operations) throw Bad($"error decoding patch: json: cannot unmarshal {Decoding.GoPath.KindOf(patch)} into Go value of type []handlers.jsonPatchOp");
        if (operations.Items.Length > MostOperations)
        {
            throw new RefusedWriteException(new ApiStatus(413, "RequestEntityTooLarge", string.Create(CultureInfo.InvariantCulture,
                $"Request entity too large: The allowed maximum operations in a JSON patch is {MostOperations}, got {operations.Items.Length}")));
        }
        return operations.Items.Aggregate((Node)target, (at, operation) => Run(at, operation as MapNode ?? throw Bad("json: cannot unmarshal into Go value of type jsonpatch.Operation")));
    }

    private static Node Run(Node root, MapNode operation)
    {
        var name = operation.Text("op")?.Value ?? "unknown";
        var path = operation.Text("path")?.Value ?? throw Failed($"{name} operation does not apply: missing path");
        var steps = Steps(path);
        switch (name)
        {
            case "add":
                return Change(root, steps, path, name, (parent, key) => Add(parent, key, operation["value"] ?? ScalarNode.Null, path));
            case "remove":
                return Change(root, steps, path, name, (parent, key) => Remove(parent, key, path, name));
            case "replace":
                if (steps.Length == 0) return operation["value"] ?? ScalarNode.Null;
                return Change(root, steps, path, name, (parent, key) => Replace(parent, key, operation["value"] ?? ScalarNode.Null, path));
            case "move":
            case "copy":
                var from = operation.Text("from")?.Value ?? throw Failed($"{name} operation does not apply: missing from");
                var moved = Find(root, Steps(from), from, name);
                if (name == "move") root = Change(root, Steps(from), from, name, (parent, key) => Remove(parent, key, from, name));
                return Change(root, steps, path, name, (parent, key) => Add(parent, key, moved, path));
            case "test":
                Test(root, steps, path, operation["value"] ?? ScalarNode.Null);
                return root;
            default:
                throw Failed($"Unexpected kind: {name}");
        }
    }

    private static void Test(Node root, ImmutableArray<string> steps, string path, Node expected)
    {
        Node? found;
        try
        {
            found = Find(root, steps, path, "test");
        }
        catch (RefusedWriteException) when (expected is ScalarNode { IsNull: true })
        {
            return;
        }
        if (!Node.DeepEquals(found, expected)) throw Failed($"testing value {path} failed: test failed");
    }

    /// <summary>Does something to the parent of a path, and builds the tree above it anew.</summary>
    private static Node Change(Node node, ImmutableArray<string> steps, string path, string operation, Func<Node, string, Node> change)
    {
        if (steps.Length == 0) throw Failed($"{operation} operation does not apply: doc is missing path: {GoText.Quote(path)}: missing value");
        if (steps.Length == 1) return change(node, steps[0]);
        var child = Child(node, steps[0]) ?? throw Missing(operation, path);
        return Set(node, steps[0], Change(child, steps[1..], path, operation, change));
    }

    private static Node Find(Node root, ImmutableArray<string> steps, string path, string operation) =>
        steps.Aggregate(root, (at, step) => Child(at, step) ?? throw Missing(operation, path));

    private static Node? Child(Node node, string step) => node switch
    {
        MapNode map => map[step],
        ListNode list when Index(step, list.Items.Length) is { } at && at < list.Items.Length => list.Items[at],
        _ => null,
    };

    private static Node Set(Node parent, string step, Node value) => parent switch
    {
        MapNode map => map.With(step, value),
        ListNode list => new ListNode(list.Items.SetItem(Index(step, list.Items.Length)!.Value, value)),
        _ => parent,
    };

    /// <summary>The server replaces what isn't there in a map, too.</summary>
    private static Node Replace(Node parent, string step, Node value, string path) => parent switch
    {
        MapNode map => map.With(step, value),
        ListNode list when Index(step, list.Items.Length) is { } at && at < list.Items.Length => new ListNode(list.Items.SetItem(at, value)),
        _ => throw Missing("replace", path),
    };

    private static Node Add(Node parent, string step, Node value, string path) => parent switch
    {
        MapNode map => map.With(step, value),
        ListNode list when step == "-" => new ListNode(list.Items.Add(value)),
        ListNode list when Index(step, list.Items.Length) is { } at && at <= list.Items.Length => new ListNode(list.Items.Insert(at, value)),
        ListNode => throw Failed($"add operation does not apply: doc is missing path: {GoText.Quote(path)}: Unable to access invalid index: {step}: invalid index referenced"),
        _ => throw Missing("add", path),
    };

    private static Node Remove(Node parent, string step, string path, string operation) => parent switch
    {
        MapNode map when map.Has(step) => map.Without(step),
        MapNode => throw Failed($"{operation} operation does not apply: doc is missing key: {path}: missing value"),
        ListNode list when Index(step, list.Items.Length) is { } at && at < list.Items.Length => new ListNode(list.Items.RemoveAt(at)),
        _ => throw Missing(operation, path),
    };

    private static int? Index(string step, int length)
    {
        if (!int.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) return null;
        if (index < 0) index += length;
        return index < 0 ? null : index;
    }

    private static ImmutableArray<string> Steps(string path) =>
        path.Length == 0 ? [] : [.. path.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static RefusedWriteException Missing(string operation, string path) => Failed($"{operation} operation does not apply: doc is missing path: {path}: missing value");

    /// <summary>A patch that is well formed and doesn't apply; the server answers it without saying why, so the message is only for readers.</summary>
    private static RefusedWriteException Failed(string message)
    {
        _ = message;
        return new RefusedWriteException(new ApiStatus(422, "Invalid", "the server rejected our request due to an error in our request") { HasDetails = true });
    }

    private static RefusedWriteException Bad(string message) => new(Refusals.BadRequest(message));
}
