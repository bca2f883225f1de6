using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Rendering.Charts;

namespace Reconciler.Apply.Tests.Simulation;

/// <summary>Whoever else is at work in the cluster: edits, deletes, takes labels away, and has objects of its own that nobody may touch.</summary>
internal sealed class Others(SimulatedWorld world, SimulatedSource source, string prefix)
{
    private const string Manager = "kubectl-edit";

    /// <summary>Objects that are not ours, by key: what they must stay.</summary>
    public Dictionary<ObjectKey, (string Uid, string Content)> Foreign { get; } = [];

    /// <summary>Fields that others added to objects of ours: they stay as long as the object does.</summary>
    public Dictionary<ObjectKey, string> Added { get; } = [];

    /// <summary>Objects whose label somebody took, so that only history can know of them.</summary>
    public HashSet<string> Unlabelled { get; } = new(StringComparer.Ordinal);

    /// <summary>What history knows. Of anything else nobody can know any more when its label is taken.</summary>
    public ImmutableHashSet<ObjectKey> Remembered { get; set; } = [];

    public static string Content(MapNode body) =>
        CanonicalJson.Write(body.Without("metadata").Without("status")) + CanonicalJson.Write(body.Map("metadata")!.Map("labels") ?? MapNode.Empty);

    /// <summary>One thing that somebody else does, in words.</summary>
    public async Task<string> ActAsync(Random random, ImmutableDictionary<ObjectKey, LiveObject> seen)
    {
        var ours = seen.Values.Where(live => live.PartOf is not null && !Foreign.ContainsKey(live.Key) && live.Key.Kind != "Namespace" && !live.IsDying).OrderBy(live => live.Key).ToList();
        if (ours.Count == 0 || random.Next(3) == 0) return await TheirsAsync(random, seen);
        var live = ours[random.Next(ours.Count)];
        var metadata = live.Body.Map("metadata")!;
        switch (random.Next(7))
        {
            case 0:
                await DeleteAsync(live);
                return $"delete {live.Key}";
            case 1 when Remembered.Contains(live.Key):
                if (await world.ReplacedAsync(live.Body.With("metadata", metadata.Without("labels")), Manager)) Unlabelled.Add(live.Uid);
                return $"take the labels of {live.Key}";
            case 2 when live.Body.Map("data") is { Entries.Length: > 0 } data:
                await world.ReplacedAsync(live.Body.With("data", data.With(data.Entries[0].Key, "ZWRpdGVk")), Manager);
                return $"edit {live.Key}";
            case 3 when live.Body.Map("data") is { } more:
                if (await world.ReplacedAsync(live.Body.With("data", more.With("theirs", "eA==")), "another")) Added[live.Key] = live.Uid;
                return $"add to {live.Key}";
            case 4:
                await world.ReplacedAsync(live.Body.With("metadata", metadata.With("managedFields", ListNode.Of(MapNode.Empty))), Manager);
                return $"strip who owns {live.Key}";
            case 5:
                return await CopyAsync(random, live);
            default:
                await world.ReplacedAsync(live.Body.With("metadata", metadata.With("annotations", metadata.Map("annotations")!.With("a", "b").Without(AppliedMark.Annotation))), Manager);
                return $"take the mark of {live.Key}";
        }
    }

    /// <summary>Something with objects of their own, anywhere.</summary>
    private async Task<string> TheirsAsync(Random random, ImmutableDictionary<ObjectKey, LiveObject> seen)
    {
        switch (random.Next(6))
        {
            case 0 when Foreign.Keys.Order().FirstOrDefault(seen.ContainsKey) is { Name: { Length: > 0 } } key:
                await DeleteAsync(seen[key]);
                return $"delete their own {key}";
            case 1:
                var defined = SimulatedSource.CustomKinds.ElementAt(random.Next(2));
                var name = new ObjectKey("apiextensions.k8s.io", "CustomResourceDefinition", "", SimulatedSource.DefinitionOf(defined, prefix));
                return await MakeAsync(name, seen, SimulatedSource.DefinitionText(defined, prefix, 0, ""));
            case 2 or 3:
                var kind = SimulatedSource.CustomKinds.ElementAt(random.Next(2));
                var custom = new ObjectKey(SimulatedSource.GroupOf(prefix), kind, source.Namespaces.ElementAt(random.Next(2)), string.Create(CultureInfo.InvariantCulture, $"g{random.Next(4)}"));
                return await MakeAsync(custom, seen, $"apiVersion: {custom.Group}/v1\nkind: {kind}\nmetadata: {{name: {custom.Name}, namespace: {custom.Namespace}}}\nspec: {{theirs: 1}}");
            case 4 when seen.Keys.Where(key => key.Kind == "Namespace" && key.Name.LastIndexOf("-s", StringComparison.Ordinal) > 0).Order().FirstOrDefault() is { Name: { Length: > 0 } space }:
                return await MakeAsync(new ObjectKey("", "ConfigMap", space, "lodges"), seen, $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: lodges, namespace: {space}}}\ndata: {{theirs: '1'}}");
            default:
                return await ColliderAsync(random, seen);
        }
    }

    private async Task<string> MakeAsync(ObjectKey key, ImmutableDictionary<ObjectKey, LiveObject> seen, string yaml)
    {
        if (seen.ContainsKey(key)) return $"{key} is there";
        if (await world.AppliedAsync(yaml, "somebody") is not { } made) return $"can't make {key}";
        Keep(made);
        return $"make a foreign {key}";
    }

    private async Task DeleteAsync(LiveObject live)
    {
        await world.DeletedAsync(live.Body);
        Foreign.Remove(live.Key);
        if (live.Key.Kind == "CustomResourceDefinition") Forget(key => IsHeld(key, live));
    }

    /// <summary>What others know to be gone, as it went along with what held it.</summary>
    public void Forget(Func<ObjectKey, bool> isGone)
    {
        foreach (var key in Foreign.Keys.Where(isGone).ToList()) Foreign.Remove(key);
    }

    /// <summary>Whether an object lies in a namespace, or is of a kind, that another object stands for.</summary>
    public static bool IsHeld(ObjectKey key, LiveObject holder) => holder.Key.Kind switch
    {
        "Namespace" => key.Namespace == holder.Key.Name,
        "CustomResourceDefinition" => key.GroupKind == ChartKinds.Defined(holder.Body),
        _ => false,
    };

    /// <summary>An object of theirs that has, or gets, the name of one of ours.</summary>
    private async Task<string> ColliderAsync(Random random, ImmutableDictionary<ObjectKey, LiveObject> seen)
    {
        var place = source.Namespaces.ElementAt(random.Next(2));
        var name = string.Create(CultureInfo.InvariantCulture, $"c{random.Next(4)}");
        var key = new ObjectKey("", "ConfigMap", place, name);
        return await MakeAsync(key, seen, $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {place}}}\ndata: {{theirs: '1'}}");
    }

    /// <summary>A copy with our label and our name for the original, as tools make when they copy a namespace.</summary>
    private async Task<string> CopyAsync(Random random, LiveObject live)
    {
        if (live.Key.Kind != "ConfigMap") return "nothing";
        var metadata = live.Body.Map("metadata")!;
        var name = string.Create(CultureInfo.InvariantCulture, $"copy{random.Next(3)}");
        var copied = new MapBuilder { ["name"] = name, ["namespace"] = live.Key.Namespace, ["labels"] = metadata.Map("labels"), ["annotations"] = metadata.Map("annotations") }.ToMap();
        var body = new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = copied, ["data"] = live.Body["data"] }.ToMap();
        var made = await world.AppliedAsync(YamlWriter.Write(body), "velero");
        if (made is not null) Keep(made);
        return $"copy {live.Key} to {name}";
    }

    private void Keep(MapNode made)
    {
        var live = new LiveObject(made);
        Foreign[live.Key] = (live.Uid, Content(made));
    }

    /// <summary>What must not have happened to them.</summary>
    public IEnumerable<string> Wrongs(ImmutableDictionary<ObjectKey, LiveObject> seen)
    {
        foreach (var (key, kept) in Foreign)
        {
            if (seen.GetValueOrDefault(key) is not { } live) yield return $"the foreign {key} is gone";
            else if (live.Uid != kept.Uid) yield return $"the foreign {key} was made anew";
            else if (Content(live.Body) != kept.Content) yield return $"the foreign {key} has changed: {kept.Content} to {Content(live.Body)}";
        }
        foreach (var (key, uid) in Added)
            if (seen.GetValueOrDefault(key) is { } live && live.Uid == uid && live.Body.Map("data")?["theirs"] is null) yield return $"what others added to {key} is gone";
    }
}
