using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs.Manifests;

namespace Reconciler.Diffing;

/// <summary>
/// An object as it will be sent, in canonical form and without the fields that are only given once.
/// <see cref="Initial"/> holds those, as pointers with the value that a new object starts with.
/// </summary>
public sealed record DesiredObject(Manifest Manifest, MapNode Body, ImmutableArray<InitialField> Initial)
{
    public ObjectKey Key => Manifest.Key;

    public string ApiVersion => Manifest.ApiVersion;

    public bool IsSecret { get; } = ObjectHasher.IsSecret(Body);

    /// <summary>What a person asked to happen to the object.</summary>
    public Steering Steering { get; } = new(Body);

    /// <summary>Whether an object that is somebody else's is taken over.</summary>
    public bool Adopts => Steering.Adopt || Manifest.IsAdoptionAsked;

    public static DesiredObject Of(Manifest manifest)
    {
        var canonical = CanonicalManifest.Of(manifest.Body);
        var pointers = canonical.Map("metadata").Map("annotations").Text(SteeringAnnotations.Ignore)?.Value;
        var initial = ImmutableArray.CreateBuilder<InitialField>();
        var body = canonical;
        foreach (var pointer in pointers is null ? [] : IgnoredFields.Pointers(pointers))
        {
            var path = FieldPointer.Of(pointer, canonical);
            initial.Add(new InitialField(path, path.Read(canonical)));
            body = path.Without(body);
        }
        initial.AddRange(manifest.Allocated);
        if (Workloads.HasReplicas(manifest.Key) && canonical.Map("spec")?["replicas"] is null && !manifest.Allocated.Any(field => field.Path == Workloads.Replicas)) initial.Add(new InitialField(Workloads.Replicas, null));
        return new DesiredObject(manifest, body, initial.ToImmutable());
    }

    /// <summary>What a new object is made with: everything, also what is only given once.</summary>
    public MapNode First => Initial.Aggregate(Body, (body, initial) => initial.Value is null ? body : initial.Path.With(body, initial.Value));
}

/// <summary>A field that is given once and then left to others; <see cref="Value"/> is null where the source doesn't say with what to begin.</summary>
public sealed record InitialField(FieldPointer Path, Node? Value);

/// <summary>Which kinds have a number of replicas that autoscalers change.</summary>
public static class Workloads
{
    public static readonly FieldPointer Replicas = new(["f:spec", "f:replicas"]);

    public static bool HasReplicas(ObjectKey key) => key is { Group: "apps", Kind: "Deployment" or "StatefulSet" or "ReplicaSet" };
}
