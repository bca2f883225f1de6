using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life;

/// <summary>Which further time a kind's conditions have.</summary>
internal enum ConditionForm
{
    Plain,

    /// <summary>lastUpdateTime, as Deployments have.</summary>
    Updated,

    /// <summary>lastProbeTime, which is null in pods.</summary>
    Unprobed,

    /// <summary>lastProbeTime, which is a time in Jobs.</summary>
    Probed,
}

/// <summary>The list of conditions in a status: what is said about an object, and since when.</summary>
internal sealed class Conditions(MapNode? status, DateTimeOffset now, ConditionForm form = ConditionForm.Plain)
{
    private readonly List<MapNode> _items = [.. status.Maps("conditions")];

    public MapNode? Find(string type) => _items.Find(item => item.Text("type")?.Value == type);

    public bool IsTrue(string type) => Find(type).Text("status")?.Value == "True";

    public string? ReasonOf(string type) => Find(type).Text("reason")?.Value;

    public void Remove(string type) => _items.RemoveAll(item => item.Text("type")?.Value == type);

    /// <summary>Sets a condition, unless it says just that already. The time of its last transition stays where its status does.</summary>
    public void Set(string type, string status, string? reason = null, string? message = null)
    {
        var at = _items.FindIndex(item => item.Text("type")?.Value == type);
        var before = at < 0 ? null : _items[at];
        if (before.Text("status")?.Value == status && before.Text("reason")?.Value == reason && before.Text("message")?.Value == message) return;
        var changed = new MapBuilder { ["type"] = type, ["status"] = status };
        if (form == ConditionForm.Updated) changed.Add("lastUpdateTime", Metadata.Time(now));
        if (form == ConditionForm.Unprobed) changed.Add("lastProbeTime", ScalarNode.Null);
        if (form == ConditionForm.Probed) changed.Add("lastProbeTime", Metadata.Time(now));
        changed.Add("lastTransitionTime", before.Text("status")?.Value == status ? before!["lastTransitionTime"] : Metadata.Time(now));
        changed.Add("reason", reason);
        changed.Add("message", message);
        // a Deployment's controller puts what changed to the end
        if (at >= 0 && form == ConditionForm.Updated && (before.Text("status")?.Value != status || before.Text("reason")?.Value != reason)) _items.RemoveAt(at);
        else if (at >= 0)
        {
            _items[at] = changed.ToMap();
            return;
        }
        _items.Add(changed.ToMap());
    }

    /// <summary>Says that a condition was looked at now, though it is the same.</summary>
    public void Touch(string type)
    {
        var at = _items.FindIndex(item => item.Text("type")?.Value == type);
        if (at >= 0) _items[at] = _items[at].With("lastUpdateTime", Metadata.Time(now));
    }

    /// <summary>Says which generation a condition is about.</summary>
    public void Observe(string type, long generation)
    {
        var at = _items.FindIndex(item => item.Text("type")?.Value == type);
        if (at >= 0) _items[at] = _items[at].With("observedGeneration", ScalarNode.Of(generation));
    }

    public ListNode? ToNode() => _items.Count == 0 ? null : ListNode.Of(_items);
}
