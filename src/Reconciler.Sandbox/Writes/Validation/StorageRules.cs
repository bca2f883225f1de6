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
        foreach (var error in LabelRules.Selector(spec.Map("selector"), "spec.selector").Concat(Modes(spec))) yield return error;
        if (spec.Path("resources", "requests", "storage") is not { } storage) yield return FieldError.Required("spec.resources[storage]");
        else if (ResourceRules.Amount(storage) is { } amount && (amount.IsNegative || amount.IsZero)) yield return FieldError.Invalid("spec.resources[storage]", amount.ToString(), "must be greater than zero");
        if (spec.Filled("storageClassName") is { } name)
            foreach (var problem in NameRules.Subdomain(name)) yield return FieldError.Invalid("spec.storageClassName", name, problem);
        foreach (var error in FieldPaths.OneOf(spec, "volumeMode", "spec", "Block", "Filesystem")) yield return error;
        foreach (var source in (string[])["dataSource", "dataSourceRef"])
        {
            if (spec.Map(source) is not { } found) continue;
            foreach (var key in (string[])["name", "kind"])
                if (found.Filled(key) is null) yield return FieldError.Required($"spec.{source}.{key}");
            if (found.Filled("apiGroup") is null && found.Text("kind")?.Value != "PersistentVolumeClaim")
                yield return FieldError.Invalid($"spec.{source}", found.Text("kind")?.Value ?? "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
    }

    private static IEnumerable<FieldError> Modes(MapNode spec)
    {
        var modes = spec.Texts("accessModes").Select(mode => mode.Value).ToList();
        foreach (var mode in modes)
            if (!AccessModes.Contains(mode)) yield return FieldError.NotSupported("spec.accessModes", mode, AccessModes);
        if (modes.Contains("ReadWriteOncePod") && modes.Any(mode => mode != "ReadWriteOncePod" && AccessModes.Contains(mode)))
            yield return FieldError.Forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes");
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
        foreach (var error in Modes(spec)) yield return error;
        var capacity = spec.Map("capacity");
        if (capacity is not { Entries.Length: > 0 }) yield return FieldError.Required("spec.capacity");
        if (capacity is not { Entries: [{ Key: "storage" }] }) yield return FieldError.NotSupported("spec.capacity", capacity, ["storage"]);
        foreach (var entry in capacity?.Entries ?? [])
            if (ResourceRules.Amount(entry.Value) is { } amount && (amount.IsNegative || amount.IsZero)) yield return FieldError.Invalid($"spec.capacity[{entry.Key}]", amount.ToString(), "must be greater than zero");
        foreach (var error in FieldPaths.OneOf(spec, "persistentVolumeReclaimPolicy", "spec", "Delete", "Recycle", "Retain")) yield return error;
        var sources = Source(spec).Entries;
        if (sources.Length > 0)
            foreach (var error in VolumeSource(spec, sources[0].Key)) yield return error;
        foreach (var second in sources.Skip(1)) yield return FieldError.Forbidden($"spec.{second.Key}", "may not specify more than 1 volume type");
        if (sources.Length == 0) yield return FieldError.Required("spec", "must specify a volume type");
        if (spec.Filled("storageClassName") is { } name)
            foreach (var problem in NameRules.Subdomain(name)) yield return FieldError.Invalid("spec.storageClassName", name, problem);
        foreach (var error in FieldPaths.OneOf(spec, "volumeMode", "spec", "Block", "Filesystem")) yield return error;
    }

    private static IEnumerable<FieldError> VolumeSource(MapNode spec, string kind)
    {
        var source = spec.Map(kind);
        switch (kind)
        {
            case "hostPath" or "local":
                if (source.Filled("path") is not { } path) yield return FieldError.Required($"spec.{kind}.path");
                else if (path.Split('/').Contains("..")) yield return FieldError.Invalid($"spec.{kind}.path", path, "must not contain '..'");
                if (kind == "local" && spec.Map("nodeAffinity") is null) yield return FieldError.Required("spec.nodeAffinity", "Local volume requires node affinity");
                break;
            case "nfs":
                if (source.Filled("server") is null) yield return FieldError.Required("spec.nfs.server");
                if (source.Filled("path") is null) yield return FieldError.Required("spec.nfs.path");
                else if (!source.Filled("path")!.StartsWith('/')) yield return FieldError.Invalid("spec.nfs.path", source.Filled("path")!, "must be an absolute path");
                break;
            case "csi":
                if (source.Filled("driver") is null) yield return FieldError.Required("spec.csi.driver");
                if (source.Filled("volumeHandle") is null) yield return FieldError.Required("spec.csi.volumeHandle");
                break;
        }
    }

    public static IEnumerable<FieldError> VolumeChange(MapNode live, MapNode body)
    {
        var (before, after) = (Source(live.Map("spec")), Source(body.Map("spec")));
        if (!Node.DeepEquals(before, after)) yield return FieldError.Forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
        foreach (var error in FieldPaths.Unchanged(live, body, "field is immutable", "spec", "volumeMode")) yield return error with { Field = "volumeMode" };
    }

    public static IEnumerable<FieldError> StorageClass(MapNode body)
    {
        if (body.Filled("provisioner") is null) yield return FieldError.Required("provisioner");
        foreach (var error in FieldPaths.OneOf(body, "reclaimPolicy", "", "Delete", "Retain")) yield return error;
        foreach (var error in FieldPaths.OneOf(body, "volumeBindingMode", "", "Immediate", "WaitForFirstConsumer")) yield return error;
    }

    public static IEnumerable<FieldError> StorageClassChange(MapNode live, MapNode body)
    {
        foreach (var field in (string[])["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"])
            foreach (var error in FieldPaths.Unchanged(live, body, "field is immutable", field)) yield return error;
    }

    private static MapNode Source(MapNode? spec) => new((spec ?? MapNode.Empty).Entries.RemoveAll(entry => CommonVolumeFields.Contains(entry.Key)));
}
