using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>
/// Leaves fields to others without losing their values. A field that we stop sending is removed or reset by the server; so a
/// second manager of ours comes to own it first, at the value that it has.
/// </summary>
public static class HandOver
{
    /// <summary>The fields that we no longer want to send, and still own.</summary>
    public static IEnumerable<InitialField> Owned(DesiredObject desired, ManagerEntry? entry) =>
        entry is null || desired.Initial.IsEmpty ? [] : desired.Initial.Where(field => field.Path.IsIn(entry.Fields));

    /// <summary>What the second manager applies: all such fields at the values that the object has now.</summary>
    public static MapNode Body(DesiredObject desired, LiveObject live)
    {
        var metadata = new MapBuilder { ["name"] = desired.Key.Name, ["namespace"] = desired.Key.Namespace.Length == 0 ? null : desired.Key.Namespace, ["uid"] = live.Uid };
        var body = new MapBuilder { ["apiVersion"] = desired.ApiVersion, ["kind"] = desired.Key.Kind, ["metadata"] = metadata }.ToMap();
        return desired.Initial.Aggregate(body, (made, field) => field.Path.Read(live.Body) is { } value ? field.Path.With(made, value) : made);
    }

    /// <summary>What is wanted, with the fields that are being handed over at their live values: an apply of it changes none of them.</summary>
    public static MapNode Kept(DesiredObject desired, LiveObject live, IEnumerable<InitialField> fields) =>
        fields.Aggregate(desired.Body, (body, field) => field.Path.Read(live.Body) is { } value ? field.Path.With(body, value) : body);
}
