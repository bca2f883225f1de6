using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>What one controller decided about one object: writes in their order, and when to look again.</summary>
public sealed class LifePlan(ObjectPlace about, string component)
{
    public const string ControllerManager = "kube-controller-manager";

    private readonly List<LifeWrite> _writes = [];

    /// <summary>Who decided, as events name it.</summary>
    public string Component { get; } = component;

    /// <summary>The object that was decided about.</summary>
    public ObjectPlace About { get; } = about;

    /// <summary>The name under which it writes: that of the component's program.</summary>
    public string Manager { get; init; } = ControllerManager;

    public IReadOnlyList<LifeWrite> Writes => _writes;

    /// <summary>The earliest time at which something may have to be done though nothing changes; null for never.</summary>
    public DateTimeOffset? Again { get; private set; }

    /// <summary>Whether objects are being adopted, which counts only once it is written.</summary>
    public bool IsAdopting { get; set; }

    /// <summary>Whether others must not decide before this is written, because it takes something that there is only once.</summary>
    public bool TakesSomething { get; set; }

    public void LookAgain(DateTimeOffset when)
    {
        if (Again is null || when < Again) Again = when;
    }

    public void Create(string resource, MapNode body) => _writes.Add(new LifeWrite.Create(PlaceOf(resource, body), Manager, body));

    public void Update(string resource, MapNode body) => _writes.Add(new LifeWrite.Update(PlaceOf(resource, body), Manager, body));

    /// <summary>Changes a size through the scale subresource.</summary>
    public void Scale(string resource, MapNode body, int replicas) => _writes.Add(new LifeWrite.Scale(PlaceOf(resource, body), Manager, replicas));

    public void Bind(MapNode pod) => _writes.Add(new LifeWrite.Bind(PlaceOf("pods", pod), Manager, pod));

    /// <summary>Writes a status where it differs from the one that was seen.</summary>
    public bool Status(string resource, MapNode body, MapNode status)
    {
        if (Node.DeepEquals(body.Map("status") ?? MapNode.Empty, status)) return false;
        _writes.Add(new LifeWrite.Status(PlaceOf(resource, body), Manager, body.With("status", status)));
        return true;
    }

    /// <summary>Writes a status together with metadata that controllers write through it.</summary>
    public void StatusWithMetadata(string resource, MapNode body) => _writes.Add(new LifeWrite.Status(PlaceOf(resource, body), Manager, body));

    public void Delete(string resource, MapNode body, bool isFinal = false) => _writes.Add(new LifeWrite.Delete(PlaceOf(resource, body), Manager, body.UidOf(), isFinal));

    public void Normal(MapNode of, string reason, string message, string? fieldPath = null) => Note(of, "Normal", reason, message, fieldPath);

    public void Warning(MapNode of, string reason, string message, string? fieldPath = null) => Note(of, "Warning", reason, message, fieldPath);

    private void Note(MapNode of, string type, string reason, string message, string? fieldPath)
    {
        // placing a pod is the scheduler's, though the same steps do it
        var speaker = reason is "Scheduled" or "FailedScheduling" ? "default-scheduler" : Component;
        var home = of.MetaText("namespace") is { Length: > 0 } its ? its : "default";
        _writes.Add(new LifeWrite.Note(new ObjectPlace("events", home, ""), speaker == "default-scheduler" ? "kube-scheduler" : Manager, of, speaker, type, reason, message) { FieldPath = fieldPath });
    }

    private static ObjectPlace PlaceOf(string resource, MapNode body) => new(resource, body.MetaText("namespace") ?? "", body.NameOf());
}
