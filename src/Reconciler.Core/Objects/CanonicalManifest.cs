using System.Collections.Immutable;
using System.Text;

namespace Reconciler.Objects;

/// <summary>
/// The one form in which an object is hashed, sent and shown: without nulls (which are kept inside custom resources, where
/// null can be a value), without what only the server writes, a Secret's stringData as data.
/// </summary>
public static class CanonicalManifest
{
    private static readonly ImmutableHashSet<string> ServerOwned = ["creationTimestamp", "uid", "resourceVersion", "generation", "selfLink", "managedFields"];

    public static MapNode Of(MapNode body)
    {
        var apiVersion = body.Text("apiVersion")?.Value ?? "";
        var isBuiltIn = KubeTypes.IsBuiltInGroup(ObjectKey.GroupOf(apiVersion));
        var canonical = body.Without("status");
        if (isBuiltIn) canonical = WithoutNulls(canonical, KubeTypes.Of(body)?.Root);
        if (canonical.Map("metadata") is { } metadata) canonical = Replace(canonical, "metadata", Metadata(metadata));
        return (apiVersion, body.Text("kind")?.Value) switch
        {
            ("v1", "Secret") => Secret(canonical),
            ("v1", "Service") => Service(canonical),
            _ => canonical,
        };
    }

    /// <summary>The fields of an object's metadata that only the server writes and that say something there.</summary>
    public static IEnumerable<MapEntry> WrittenServerFields(MapNode body)
    {
        if (body.Find("status") is { } status && !IsEmpty(status.Value)) yield return status;
        foreach (var entry in body.Map("metadata")?.Entries ?? [])
            if (ServerOwned.Contains(entry.Key) && !IsEmpty(entry.Value)) yield return entry;
    }

    private static MapNode Metadata(MapNode metadata) => new(
        [.. WithoutNulls(metadata, KubeTypes.ObjectMeta).Entries.Where(entry => !ServerOwned.Contains(entry.Key) && !(entry.Key is "labels" or "annotations" && IsEmpty(entry.Value)))],
        metadata.Origin);

    /// <summary>Fields whose content Kubernetes doesn't look into, such as a default in a CRD's schema, keep their nulls.</summary>
    private static MapNode WithoutNulls(MapNode map, KubeType? type)
    {
        var entries = map.Entries
            .Where(entry => !entry.Value.IsNullOrMissing())
            .Select(entry => entry with { Value = WithoutNulls(entry.Value, type?.Field(entry.Key)?.Value) });
        return new MapNode([.. entries], map.Origin);
    }

    private static Node WithoutNulls(Node value, KubeValue? known) => (known, value) switch
    {
        (KubeFree, _) => value,
        (KubeObject inner, MapNode map) => WithoutNulls(map, inner.Type),
        (KubeMap inner, MapNode map) => new MapNode([.. map.Entries.Where(entry => !entry.Value.IsNullOrMissing()).Select(entry => entry with { Value = WithoutNulls(entry.Value, inner.Value) })], map.Origin),
        (_, MapNode map) => WithoutNulls(map, null),
        (_, ListNode list) => new ListNode([.. list.Items.Select(item => WithoutNulls(item, (known as KubeList)?.Item))], list.Origin),
        _ => value,
    };

    private static MapNode Secret(MapNode body)
    {
        if (body.Find("stringData") is not { Value: MapNode plain } written) return body;
        var data = body.Map("data") ?? new MapNode([], plain.Origin);
        foreach (var entry in plain.Entries)
            if (entry.Value is ScalarNode scalar) data = data.With(entry.Key, Encoded(scalar), entry.KeyOrigin);
        var without = body.Without("stringData");
        return data.Entries.Length == 0 ? without : without.With("data", data, body.Find("data")?.KeyOrigin ?? written.KeyOrigin);
    }

    private static ScalarNode Encoded(ScalarNode scalar) =>
        ScalarNode.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(scalar.Kind == ScalarKind.String ? scalar.Value : scalar.Written)), scalar.Origin);

    /// <summary>An empty clusterIP and a nodePort 0 ask the server to choose, which it does anew at every dry run.</summary>
    private static MapNode Service(MapNode body)
    {
        if (body.Map("spec") is not { } spec) return body;
        if (spec["clusterIP"] is ScalarNode { Kind: ScalarKind.String, Value: "" }) spec = spec.Without("clusterIP");
        if (spec.List("ports") is { } ports)
        {
            var chosen = ports.Items.Select(item => item is MapNode port && port.Int("nodePort")?.Value == 0 ? port.Without("nodePort") : item);
            spec = Replace(spec, "ports", new ListNode([.. chosen], ports.Origin));
        }
        return Replace(body, "spec", spec);
    }

    private static MapNode Replace(MapNode map, string key, Node value) => map.With(key, value, map.Find(key)!.Value.KeyOrigin);

    private static bool IsEmpty(Node value) => value switch
    {
        ScalarNode scalar => scalar.IsNull,
        ListNode list => list.Items.Length == 0,
        MapNode map => map.Entries.Length == 0,
        _ => false,
    };
}
