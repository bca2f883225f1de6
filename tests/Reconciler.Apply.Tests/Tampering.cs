using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests;

/// <summary>Random changes of an object: some node is changed, taken away, added, put in another order, or there twice.</summary>
internal sealed class Tampering(Random random)
{
    private static readonly ImmutableHashSet<string> NeverTouched = ["name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "deletionTimestamp", "ownerReferences", "finalizers", "selfLink"];

    private readonly List<string> _told = [];

    /// <summary>What was done, one line for each change.</summary>
    public string Told => string.Join("; ", _told);

    /// <summary>An object with a few random changes.</summary>
    public MapNode Of(MapNode body)
    {
        for (var left = random.Next(1, 4); left > 0; left--) body = Once(body);
        return body;
    }

    /// <summary>Notes who writes an object.</summary>
    public MapNode By(string manager, MapNode body)
    {
        _told.Add($"written by {manager}");
        return body;
    }

    private MapNode Once(MapNode body)
    {
        var places = new List<ImmutableArray<string>>();
        Collect(body, [], places);
        var place = places[random.Next(places.Count)];
        // what is in the metadata is the same for all objects, and is found often enough
        if (place[0] == "metadata") place = places[random.Next(places.Count)];
        // order leaves no trace in ownership, so it is what is missed most easily
        var lists = places.Where(place => Read(body, place) is ListNode { Items.Length: > 1 }).ToList();
        if (lists.Count > 0 && random.Next(4) == 0) place = lists[random.Next(lists.Count)];
        return (MapNode)Change(body, place, 0)!;
    }

    /// <summary>The paths of all nodes that may be touched, each once, indices as numbers.</summary>
    private static void Collect(Node node, ImmutableArray<string> path, List<ImmutableArray<string>> places)
    {
        if (path.Length > 0) places.Add(path);
        switch (node)
        {
            case MapNode map:
                foreach (var entry in map.Entries.Where(entry => IsTouched(path, entry.Key))) Collect(entry.Value, path.Add(entry.Key), places);
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Length; i++) Collect(list.Items[i], path.Add(i.ToString(CultureInfo.InvariantCulture)), places);
                break;
        }
    }

    private static bool IsTouched(ImmutableArray<string> path, string key) => path switch
    {
        [] => key is not ("apiVersion" or "kind" or "status"),
        ["metadata"] => !NeverTouched.Contains(key),
        _ => true,
    };

    private static Node? Read(Node? at, ImmutableArray<string> place) =>
        place.Aggregate(at, (node, key) => node is ListNode list ? list.Items[int.Parse(key, CultureInfo.InvariantCulture)] : (node as MapNode)?[key]);

    private Node? Change(Node at, ImmutableArray<string> place, int depth)
    {
        if (depth == place.Length) return Touch(at, place);
        if (at is MapNode map)
        {
            var changed = Change(map[place[depth]]!, place, depth + 1);
            return changed is null ? map.Without(place[depth]) : map.With(place[depth], changed);
        }
        var (list, index) = ((ListNode)at, int.Parse(place[depth], CultureInfo.InvariantCulture));
        var item = Change(list.Items[index], place, depth + 1);
        return new ListNode(item is null ? list.Items.RemoveAt(index) : list.Items.SetItem(index, item));
    }

    private Node? Touch(Node at, ImmutableArray<string> place)
    {
        var isContainer = place is ["metadata"] or ["metadata", "labels"] or ["metadata", "annotations"];
        if (!isContainer && random.Next(4) == 0) return Tell<Node>("delete", place, null);
        return at switch
        {
            ScalarNode scalar => Tell("change", place, Other(scalar)),
            MapNode map => random.Next(8) == 0 && !isContainer ? Tell("empty", place, MapNode.Empty) : Tell("add to", place, Added(map)),
            ListNode { Items.Length: > 0 } list => random.Next(4) switch
            {
                0 => Tell("reverse", place, new ListNode([.. list.Items.Reverse()])),
                1 => Tell("duplicate in", place, new ListNode(list.Items.Add(list.Items[random.Next(list.Items.Length)]))),
                2 => Tell("empty", place, new ListNode([])),
                _ => Tell("add to", place, new ListNode(list.Items.Insert(random.Next(list.Items.Length + 1), Like(list.Items[0])))),
            },
            _ => Tell("add to", place, ListNode.Of("added")),
        };
    }

    private MapNode Added(MapNode map)
    {
        if (map.Entries.Length > 0 && random.Next(3) > 0) return map.With("added", Like(map.Entries[random.Next(map.Entries.Length)].Value));
        return map.With("added", Node.ToNode("x"));
    }

    /// <summary>Something of the same form, with another name where it has one.</summary>
    private Node Like(Node node) => node switch
    {
        MapNode map when map["name"] is ScalarNode name => map.With("name", $"{name.Value}x"),
        ScalarNode scalar => Other(scalar),
        _ => node,
    };

    private ScalarNode Other(ScalarNode scalar) => scalar.Kind switch
    {
        ScalarKind.Boolean => ScalarNode.Of(scalar.Value != "true"),
        ScalarKind.Integer => ScalarNode.Of(long.Parse(scalar.Value, CultureInfo.InvariantCulture) + random.Next(1, 3)),
        ScalarKind.Float => new ScalarNode(ScalarKind.Float, scalar.Value == "1.5" ? "2.5" : "1.5"),
        _ => new ScalarNode(ScalarKind.String, random.Next(6) switch
        {
            0 => "",
            1 => "1",
            2 => scalar.Value.ToUpperInvariant(),
            _ => $"{scalar.Value}x",
        }),
    };

    private T? Tell<T>(string what, ImmutableArray<string> place, T? result) where T : Node
    {
        var shown = result switch
        {
            null => "",
            ScalarNode scalar => $" to \"{scalar.Value}\"",
            _ => $" giving {CanonicalJson.Write(result)}",
        };
        _told.Add($"{what} {string.Join('.', place)}{shown}");
        return result;
    }
}
