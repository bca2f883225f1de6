using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Diffing;

/// <summary>An object as a cluster has it, and what it says about whose it is.</summary>
public sealed record LiveObject(MapNode Body)
{
    private const string ApplySetPrefix = "applyset-";

    public ObjectKey Key { get; } = ObjectKey.Of(Body);

    private MapNode? Metadata => Body.Map("metadata");

    public string ApiVersion => Body.Text("apiVersion")?.Value ?? "";
    public string Uid => Metadata.Text("uid")?.Value ?? "";

    /// <summary>When it was made, as text that sorts like time.</summary>
    public string Created => Metadata.Text("creationTimestamp")?.Value ?? "";

    public string ResourceVersion => Metadata.Text("resourceVersion")?.Value ?? "";

    /// <summary>How often its spec was changed; 0 for kinds that don't count that.</summary>
    public int Generation => Metadata.Int("generation")?.Value ?? 0;

    public string? PartOf => Label(Ownership.PartOfLabel);

    /// <summary>What the object calls itself: the annotation that we write.</summary>
    public string? SelfName => Metadata.Map("annotations").Text(Ownership.OwnerAnnotation)?.Value;

    public bool IsDying => Metadata.Text("deletionTimestamp") is not null;

    public ImmutableArray<string> Finalizers => [.. Metadata.Texts("finalizers").Select(finalizer => finalizer.Value)];

    /// <summary>The controller that made the object, as in "ReplicaSet/web-5d", or null.</summary>
    public string? Controller => Metadata.Maps("ownerReferences").FirstOrDefault(owner => owner.Flag("controller")?.Value == true) is { } owner
        ? $"{owner.Text("kind")?.Value}/{owner.Text("name")?.Value}"
        : null;

    public string? Label(string name) => Metadata.Map("labels").Text(name)?.Value;

    public string? Annotation(string name) => Metadata.Map("annotations").Text(name)?.Value;

    /// <summary>Every manager's entry, oldest first as the server keeps them.</summary>
    public IEnumerable<ManagerEntry> Managers => Metadata.Maps("managedFields").Select(entry => new ManagerEntry(entry));

    /// <summary>What a manager owns by having applied it, or null.</summary>
    public ManagerEntry? Applied(string manager) => Managers.FirstOrDefault(entry => entry.Name == manager && entry is { IsApply: true, Subresource: null });

    /// <summary>Whether the object carries another set's label.</summary>
    public bool IsOfOtherSet(string applySetId) => PartOf is { } other && other != applySetId && other.StartsWith(ApplySetPrefix, StringComparison.Ordinal);
}

/// <summary>One entry of managedFields: who owns which fields, since when, in which version's terms.</summary>
public sealed record ManagerEntry(MapNode Body)
{
    public string Name => Body.Text("manager")?.Value ?? "";
    public bool IsApply => Body.Text("operation")?.Value == "Apply";
    public string? Subresource => Body.Text("subresource") is { Value.Length: > 0 } part ? part.Value : null;
    public string ApiVersion => Body.Text("apiVersion")?.Value ?? "";
    public string? Time => Body.Text("time")?.Value;
    public MapNode Fields => Body.Map("fieldsV1") ?? MapNode.Empty;
}
