using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Specs;

/// <summary>One value that holds for a spec: its path, and where it was decided; no place means a built-in default.</summary>
public sealed record Setting(string Path, Node Value, Origin Origin)
{
    /// <summary>The value on one line, as it was written.</summary>
    public string Text => Value switch
    {
        ScalarNode { Kind: ScalarKind.String } scalar => scalar.Value,
        ScalarNode scalar => scalar.Written,
        _ => CanonicalJson.WriteOrdered(Value, indented: false),
    };
}

/// <summary>
/// The fields of a merged spec one by one. Literal values of environment variables end in a Secret, so they are hidden
/// unless they are asked for.
/// </summary>
public static class EffectiveSettings
{
    private static readonly ImmutableHashSet<string> SecretMaps = ["env", "parameters"];

    /// <summary>Every value, in the order in which the fields stand; lists of plain values count as one value.</summary>
    public static ImmutableArray<Setting> Of(MapNode fields, bool showSecrets)
    {
        var settings = ImmutableArray.CreateBuilder<Setting>();
        Add("", showSecrets ? fields : (MapNode)Hide(fields, isSecret: false), settings);
        return settings.ToImmutable();
    }

    /// <summary>What stands at a path, be it one value or many; null where nothing does.</summary>
    public static Setting? Find(MapNode fields, string path, bool showSecrets)
    {
        Node root = showSecrets ? fields : Hide(fields, isSecret: false);
        return path.Length == 0 ? null : Find("", root, path.StartsWith("spec.", StringComparison.Ordinal) ? path[5..] : path);
    }

    private static Setting? Find(string at, Node node, string path)
    {
        if (at == path) return new Setting(at, node, node.Origin);
        if (at.Length > 0 && !(path.StartsWith(at, StringComparison.Ordinal) && path[at.Length] is '.' or '[')) return null;
        return Children(at, node).Select(child => child.Path.Length <= path.Length ? Find(child.Path, child.Value, path) : null).FirstOrDefault(found => found is not null);
    }

    private static void Add(string at, Node node, ImmutableArray<Setting>.Builder settings)
    {
        if (IsOneValue(node))
        {
            if (at.Length > 0) settings.Add(new Setting(at, node, node.Origin));
            return;
        }
        foreach (var child in Children(at, node)) Add(child.Path, child.Value, settings);
    }

    private static bool IsOneValue(Node node) => node switch
    {
        MapNode map => map.Entries.Length == 0,
        ListNode list => list.Items.All(item => item is ScalarNode),
        _ => true,
    };

    private static IEnumerable<(string Path, Node Value)> Children(string at, Node node) => node switch
    {
        MapNode map => map.Entries.Select(entry => (Join(at, entry.Key), entry.Value)),
        ListNode list => list.Items.Select((item, i) => ($"{at}[{(item as MapNode).Text("name")?.Value ?? i.ToString(System.Globalization.CultureInfo.InvariantCulture)}]", item)),
        _ => [],
    };

    /// <summary>A key with a dot, a slash or the like in it is put into brackets, so that the path can be read back.</summary>
    private static string Join(string at, string key)
    {
        var isPlain = key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '*');
        return !isPlain ? $"{at}[\"{key}\"]" : at.Length == 0 ? key : $"{at}.{key}";
    }

    private static Node Hide(Node node, bool isSecret) => node switch
    {
        MapNode map => new MapNode([.. map.Entries.Select(entry => entry with { Value = isSecret && entry.Value is ScalarNode { IsNull: false } scalar
            ? ScalarNode.Of(SecretMask.Hidden(scalar.Written), scalar.Origin)
            : Hide(entry.Value, SecretMaps.Contains(entry.Key) && entry.Value is MapNode) })], map.Origin),
        ListNode list => new ListNode([.. list.Items.Select(item => Hide(item, isSecret: false))], list.Origin),
        _ => node,
    };
}
