using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>
/// The objects as the controllers see them, with what they ask most: who owns what, and which pods carry a label. One thread feeds and reads it.
/// </summary>
public sealed class LifeView(LifePace pace)
{
    private static readonly SortedDictionary<string, MapNode> Nothing = new(StringComparer.Ordinal);

    private readonly Dictionary<(string Resource, string Namespace), SortedDictionary<string, MapNode>> _objects = [];
    private readonly Dictionary<string, SortedSet<string>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Resource, string Uid), SortedSet<ObjectPlace>> _owned = [];
    private readonly Dictionary<(string Resource, string Namespace), SortedSet<string>> _orphans = [];
    private readonly Dictionary<(string Namespace, string Key, string Value), SortedSet<string>> _podsByLabel = [];
    private readonly Dictionary<(string Resource, string Namespace, string Label), SortedSet<string>> _selectors = [];
    private readonly Dictionary<string, int> _podAddresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodResources> _requests = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectPlace, Refusal> _refusals = [];

    public LifePace Pace { get; } = pace;

    /// <summary>The time at which the next decision is made.</summary>
    public DateTimeOffset Now { get; set; }

    public MapNode? Find(string resource, string inNamespace, string name) =>
        _objects.GetValueOrDefault((resource, inNamespace), Nothing).GetValueOrDefault(name);

    public MapNode? Find(ObjectPlace place) => Find(place.Resource, place.Namespace, place.Name);

    /// <summary>The objects of a resource in the order of their names, of one namespace or of all.</summary>
    public IEnumerable<MapNode> List(string resource, string? inNamespace = null) => inNamespace is not null
        ? _objects.GetValueOrDefault((resource, inNamespace), Nothing).Values
        : _namespaces.TryGetValue(resource, out var all) ? all.SelectMany(each => _objects[(resource, each)].Values) : [];

    /// <summary>The objects whose controller has this UID; for events, those about it.</summary>
    public ImmutableArray<MapNode> Owned(string resource, string uid) =>
        _owned.TryGetValue((resource, uid), out var places) ? [.. places.Select(place => Find(place)!)] : [];

    /// <summary>The objects of a namespace that nobody controls.</summary>
    public ImmutableArray<MapNode> Orphans(string resource, string inNamespace) =>
        _orphans.TryGetValue((resource, inNamespace), out var names) ? [.. names.Select(name => Find(resource, inNamespace, name)!)] : [];

    /// <summary>The Services or PodDisruptionBudgets whose selector may match these labels.</summary>
    public IEnumerable<MapNode> SelectorsFor(string resource, string inNamespace, MapNode? labels)
    {
        foreach (var label in (labels?.Entries ?? []).Select(PairOf).Append(""))
            foreach (var name in _selectors.GetValueOrDefault((resource, inNamespace, label)) ?? [])
                yield return Find(resource, inNamespace, name)!;
    }

    /// <summary>The pods of a namespace that a selector in the form of a LabelSelector matches.</summary>
    public ImmutableArray<MapNode> PodsMatching(string inNamespace, MapNode? selector) => selector is null
        ? []
        : [.. Candidates(inNamespace, selector.Map("matchLabels")).Where(pod => LabelMatch.Selects(selector, pod.Meta().Map("labels")))];

    /// <summary>The pods of a namespace that carry all these labels; none for no labels, as a Service means it.</summary>
    public ImmutableArray<MapNode> PodsWith(string inNamespace, MapNode? labels) => labels is null or { Entries.Length: 0 }
        ? []
        : [.. Candidates(inNamespace, labels).Where(pod => LabelMatch.HasAll(labels, pod.Meta().Map("labels")))];

    public bool IsPodAddress(string address) => _podAddresses.ContainsKey(address);

    /// <summary>What the pods on a node have asked for together.</summary>
    public PodResources RequestsOn(string node) => _requests.GetValueOrDefault(node);

    /// <summary>Why the last thing that a controller wanted to create for this object was refused; null once it was not.</summary>
    public Refusal? RefusalOf(ObjectPlace place) => _refusals.GetValueOrDefault(place);

    internal void SetRefusal(ObjectPlace place, Refusal? refusal)
    {
        if (refusal is null) _refusals.Remove(place);
        else _refusals[place] = refusal;
    }

    /// <summary>Puts in what an object is now; null removes it.</summary>
    public void Put(ObjectPlace place, MapNode? body)
    {
        if (Find(place) is { } before) Index(place, before, isAdded: false);
        if (body is null)
        {
            Remove(place);
            return;
        }
        if (!_objects.TryGetValue((place.Resource, place.Namespace), out var objects))
        {
            _objects[(place.Resource, place.Namespace)] = objects = new SortedDictionary<string, MapNode>(StringComparer.Ordinal);
            if (!_namespaces.TryGetValue(place.Resource, out var known)) _namespaces[place.Resource] = known = new SortedSet<string>(StringComparer.Ordinal);
            known.Add(place.Namespace);
        }
        objects[place.Name] = body;
        Index(place, body, isAdded: true);
    }

    private void Remove(ObjectPlace place)
    {
        _refusals.Remove(place);
        if (!_objects.TryGetValue((place.Resource, place.Namespace), out var objects) || !objects.Remove(place.Name) || objects.Count > 0) return;
        _objects.Remove((place.Resource, place.Namespace));
        _namespaces[place.Resource].Remove(place.Namespace);
    }

    private void Index(ObjectPlace place, MapNode body, bool isAdded)
    {
        if (OwnerUid(place.Resource, body) is { Length: > 0 } uid) Toggle(_owned, (place.Resource, uid), place, isAdded, PlaceOrder);
        else if (place.Resource is "pods" or "replicasets.apps") Toggle(_orphans, (place.Resource, place.Namespace), place.Name, isAdded, StringComparer.Ordinal);
        if (place.Resource is "services" or "poddisruptionbudgets.policy")
        {
            var selector = body.Map("spec").Map("selector");
            var labels = place.Resource == "services" ? selector : selector.Map("matchLabels");
            var first = labels?.Entries is [var pair, ..] ? PairOf(pair) : "";
            Toggle(_selectors, (place.Resource, place.Namespace, first), place.Name, isAdded, StringComparer.Ordinal);
        }
        if (place.Resource == "pods") IndexPod(place, body, isAdded);
    }

    private void IndexPod(ObjectPlace place, MapNode body, bool isAdded)
    {
        foreach (var label in body.Meta().Map("labels")?.Entries ?? [])
            if (label.Value is ScalarNode value) Toggle(_podsByLabel, (place.Namespace, label.Key, value.Value), place.Name, isAdded, StringComparer.Ordinal);
        if (body.NodeName() is { } node && !body.IsFinished())
        {
            var asked = PodResources.Requests(body.Map("spec")!);
            _requests[node] = isAdded ? RequestsOn(node) + asked : RequestsOn(node) - asked;
        }
        if (body.Map("status").Text("podIP")?.Value is not { } address) return;
        var count = _podAddresses.GetValueOrDefault(address) + (isAdded ? 1 : -1);
        if (count > 0) _podAddresses[address] = count;
        else _podAddresses.Remove(address);
    }

    private static string PairOf(MapEntry label) => $"{label.Key}={label.Value}";

    private static string? OwnerUid(string resource, MapNode body) =>
        resource == "events" ? body.Map("involvedObject").Text("uid")?.Value : Owners.ControllerOf(body).Text("uid")?.Value;

    private IEnumerable<MapNode> Candidates(string inNamespace, MapNode? labels)
    {
        if (labels is null or { Entries.Length: 0 }) return List("pods", inNamespace);
        SortedSet<string>? fewest = null;
        foreach (var label in labels.Entries)
        {
            if (!_podsByLabel.TryGetValue((inNamespace, label.Key, label.Value.ToString() ?? ""), out var names)) return [];
            if (fewest is null || names.Count < fewest.Count) fewest = names;
        }
        return fewest!.Select(name => Find("pods", inNamespace, name)!);
    }

    private static void Toggle<TKey, TValue>(Dictionary<TKey, SortedSet<TValue>> index, TKey key, TValue value, bool isAdded, IComparer<TValue> order) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var values)) index[key] = values = new SortedSet<TValue>(order);
        if (isAdded) values.Add(value);
        else values.Remove(value);
        if (values.Count == 0) index.Remove(key);
    }

    private static readonly IComparer<ObjectPlace> PlaceOrder = Comparer<ObjectPlace>.Create((left, right) =>
    {
        var order = string.CompareOrdinal(left.Namespace, right.Namespace);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    });
}

/// <summary>A refusal that a controller met, and when it will try again.</summary>
public sealed record Refusal(ApiStatus Status, DateTimeOffset RetryAt, int Times);
