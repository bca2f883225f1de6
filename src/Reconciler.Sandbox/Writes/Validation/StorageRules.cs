using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for claims, volumes, storage classes and priority classes.</summary>
internal static class StorageRules
{
    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    private static readonly string[] CommonVolumeFields =
        ["accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity", "persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName", "volumeMode"];

    public static IEnumerable<FieldError> Claim(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.List("accessModes") is not { Items.Length: > 0 }) yield return FieldError.Required("spec.accessModes", "at least 1 access mode is required");
        foreach (var mode in spec.Texts("accessModes"))
            if (!AccessModes.Contains(mode.Value)) yield return FieldError.NotSupported("spec.accessModes", mode.Value, AccessModes);
        if (spec.Path("resources", "requests", "storage") is not { } storage) yield return FieldError.Required("spec.resources[storage]");
        else if (ResourceRules.Amount(storage) is { } amount && (amount.IsNegative || amount.IsZero)) yield return FieldError.Invalid("spec.resources[storage]", amount.ToString(), "must be greater than zero");
        foreach (var error in FieldPaths.OneOf(spec, "volumeMode", "spec", "Block", "Filesystem")) yield return error;
        foreach (var error in LabelRules.Selector(spec.Map("selector"), "spec.selector")) yield return error;
    }

    /// <summary>Only a bound claim may ask for more; binding may fill in the volume's name, and nobody may ask for less.</summary>
    public static IEnumerable<FieldError> ClaimChange(MapNode live, MapNode body)
    {
        var (before, after) = (live.Map("spec") ?? MapNode.Empty, body.Map("spec") ?? MapNode.Empty);
        var isBound = live.Path("status", "phase") is ScalarNode { Value: "Bound" };
        var changed = after.Without("volumeAttributesClassName");
        if (before.Filled("volumeName") is null && after.Has("volumeName")) changed = changed.Without("volumeName");
        if (isBound) changed = changed.WithPartOf(before, "resources");
        if (!Node.DeepEquals(before.Without("volumeAttributesClassName"), changed))
        {
            yield return FieldError.Forbidden("spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
            yield break;
        }
        var (old, @new) = (ResourceRules.Amount(before.Path("resources", "requests", "storage")), ResourceRules.Amount(after.Path("resources", "requests", "storage")));
        if (@new < old) yield return FieldError.Forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
    }

    public static IEnumerable<FieldError> Volume(MapNode body)
    {
        var spec = body.Map("spec") ?? MapNode.Empty;
        if (spec.List("accessModes") is not { Items.Length: > 0 }) yield return FieldError.Required("spec.accessModes");
        if (spec.Map("capacity") is not { Entries.Length: > 0 }) yield return FieldError.Required("spec.capacity");
        if (Source(spec).Entries.Length == 0) yield return FieldError.Required("spec", "must specify a volume type");
    }

    public static IEnumerable<FieldError> VolumeChange(MapNode live, MapNode body)
    {
        var (before, after) = (Source(live.Map("spec")), Source(body.Map("spec")));
        if (!Node.DeepEquals(before, after)) yield return FieldError.Forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
        foreach (var error in FieldPaths.Unchanged(live, body, "field is immutable", "spec", "volumeMode")) yield return error;
    }

    public static IEnumerable<FieldError> StorageClass(MapNode body)
    {
        if (body.Filled("provisioner") is null) yield return FieldError.Required("provisioner");
        foreach (var error in FieldPaths.OneOf(body, "reclaimPolicy", "", "Delete", "Retain")) yield return error with { Field = "reclaimPolicy" };
        foreach (var error in FieldPaths.OneOf(body, "volumeBindingMode", "", "Immediate", "WaitForFirstConsumer")) yield return error with { Field = "volumeBindingMode" };
    }

    public static IEnumerable<FieldError> StorageClassChange(MapNode live, MapNode body)
    {
        if (!Node.DeepEquals(live["parameters"], body["parameters"])) yield return FieldError.Forbidden("parameters", "updates to parameters are forbidden.");
        if (!Node.DeepEquals(live["provisioner"], body["provisioner"])) yield return FieldError.Forbidden("provisioner", "updates to provisioner are forbidden.");
        if (!Node.DeepEquals(live["reclaimPolicy"], body["reclaimPolicy"])) yield return FieldError.Forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden.");
        foreach (var error in FieldPaths.Unchanged(live, body, "field is immutable", "volumeBindingMode")) yield return error;
    }

    public static IEnumerable<FieldError> PriorityClassChange(MapNode live, MapNode body)
    {
        if (!Node.DeepEquals(live["value"], body["value"])) yield return FieldError.Forbidden("value", "may not be changed in an update.");
        foreach (var error in FieldPaths.Unchanged(live, body, "field is immutable", "preemptionPolicy")) yield return error;
    }

    private static MapNode Source(MapNode? spec) => new((spec ?? MapNode.Empty).Entries.RemoveAll(entry => CommonVolumeFields.Contains(entry.Key)));
}
