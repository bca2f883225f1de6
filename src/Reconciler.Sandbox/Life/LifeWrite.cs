using Reconciler.Objects;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>
/// One thing that a controller wants written, under the name of the component that writes it in a real cluster. Updates carry the
/// resourceVersion that was seen, so what changed meanwhile is looked at again instead of being overwritten.
/// </summary>
public abstract record LifeWrite
{
    private LifeWrite(ObjectPlace place, string manager) => (Place, Manager) = (place, manager);

    public ObjectPlace Place { get; }

    /// <summary>The field manager.</summary>
    public string Manager { get; }

    public sealed record Create(ObjectPlace At, string By, MapNode Body) : LifeWrite(At, By);

    public sealed record Update(ObjectPlace At, string By, MapNode Body) : LifeWrite(At, By);

    /// <summary>Writes an object's status.</summary>
    public sealed record Status(ObjectPlace At, string By, MapNode Body) : LifeWrite(At, By);

    /// <summary>Changes a size through the scale subresource.</summary>
    public sealed record Scale(ObjectPlace At, string By, int Replicas) : LifeWrite(At, By);

    /// <summary>Puts a pod on a node, which no update may.</summary>
    public sealed record Bind(ObjectPlace At, string By, MapNode Body) : LifeWrite(At, By);

    /// <summary>Deletes in the background, if it is still the object that was seen. A pod's end has no grace.</summary>
    public sealed record Delete(ObjectPlace At, string By, string Uid, bool IsFinal) : LifeWrite(At, By);

    /// <summary>Says something about an object in an Event.</summary>
    public sealed record Note(ObjectPlace At, string By, MapNode About, string Component, string Type, string Reason, string Message) : LifeWrite(At, By)
    {
        /// <summary>The part of the object that is meant, such as spec.containers{web}.</summary>
        public string? FieldPath { get; init; }
    }
}
