using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>Columns of volumes and of what only holds data.</summary>
internal static class StorageColumns
{
    public static ImmutableArray<TableColumn>? Of(string resource) => resource switch
    {
        "configmaps" => [TableColumns.Number("Data", body => Keys(body, "data") + Keys(body, "binaryData")) with { Type = "string" }, TableColumns.Age],
        "secrets" => [TableColumns.Text("Type", body => body.Text("type")?.Value), TableColumns.Number("Data", body => Keys(body, "data")) with { Type = "string" }, TableColumns.Age],
        "persistentvolumeclaims" =>
        [
            TableColumns.Text("Status", body => body.IsDying() ? "Terminating" : body.Map("status").Text("phase")?.Value),
            Plain("Volume", body => body.Map("spec").Text("volumeName")?.Value),
            Plain("Capacity", body => body.Map("status").Map("capacity").Text("storage")?.Value),
            Plain("Access Modes", body => Modes(body.Map("status"))),
            Plain("StorageClass", body => body.Map("spec").Text("storageClassName")?.Value),
            TableColumns.Text("VolumeAttributesClass", body => body.Map("spec").Text("volumeAttributesClassName")?.Value ?? "<unset>"),
            TableColumns.Age,
            TableColumns.Text("VolumeMode", body => body.Map("spec").Text("volumeMode")?.Value, priority: 1),
        ],
        "persistentvolumes" =>
        [
            Plain("Capacity", body => body.Map("spec").Map("capacity").Text("storage")?.Value),
            Plain("Access Modes", body => Modes(body.Map("spec"))),
            Plain("Reclaim Policy", body => body.Map("spec").Text("persistentVolumeReclaimPolicy")?.Value),
            TableColumns.Text("Status", body => body.IsDying() ? "Terminating" : body.Map("status").Text("phase")?.Value),
            Plain("Claim", body => body.Map("spec").Map("claimRef") is { } claim ? $"{claim.Text("namespace")?.Value}/{claim.Text("name")?.Value}" : null),
            Plain("StorageClass", body => body.Map("spec").Text("storageClassName")?.Value),
            TableColumns.Text("VolumeAttributesClass", body => body.Map("spec").Text("volumeAttributesClassName")?.Value ?? "<unset>"),
            Plain("Reason", body => body.Map("status").Text("reason")?.Value),
            TableColumns.Age,
            TableColumns.Text("VolumeMode", body => body.Map("spec").Text("volumeMode")?.Value, priority: 1),
        ],
        "storageclasses.storage.k8s.io" =>
        [
            TableColumns.Text("Provisioner", body => body.Text("provisioner")?.Value),
            TableColumns.Text("ReclaimPolicy", body => body.Text("reclaimPolicy")?.Value ?? "Delete"),
            TableColumns.Text("VolumeBindingMode", body => body.Text("volumeBindingMode")?.Value ?? "Immediate"),
            TableColumns.Text("AllowVolumeExpansion", body => body.Flag("allowVolumeExpansion")?.Value == true ? "true" : "false"),
            TableColumns.Age,
        ],
        _ => null,
    };

    private static TableColumn Plain(string name, Func<MapNode, string?> read) => new(name, "string", 0, (body, _) => read(body) ?? "");

    private static long Keys(MapNode body, string part) => body.Map(part)?.Entries.Length ?? 0;

    private static string Modes(MapNode? part) => string.Join(',', part.Texts("accessModes").Select(mode => mode.Value switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        var other => other,
    }));
}
