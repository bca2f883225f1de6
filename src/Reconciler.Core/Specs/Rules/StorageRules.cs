using Reconciler.Diagnostics;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>A Storage by itself: made by a class or a path of a machine, not both.</summary>
internal static class StorageRules
{
    public static IEnumerable<Diagnostic> Check(RuleScope scope)
    {
        foreach (var storage in scope.Specs.Storages)
        {
            if (storage.HostPath is { } path)
            {
                if (storage.StorageClass is { } both)
                    yield return VolumeCodes.StorageKind.At(both.Origin, $"the Storage \"{storage.Name}\" has a storageClass and a hostPath ({path.Origin})", "keep one of the two");
                if (Names.AbsolutePath(path.Value, "hostPath") is { } wrong) yield return VolumeCodes.MountPath.At(path.Origin, wrong);
            }
            else if (storage.Node is { } node)
            {
                yield return VolumeCodes.StorageKind.At(node.Origin, $"the Storage \"{storage.Name}\" names the node {node.Value} without a hostPath; its class decides where it lies", "add hostPath, or remove node");
            }
            if (storage.StorageClass is { } named && Names.Subdomain(named.Value, "the storage class") is { } illegal) yield return SpecCodes.Name.At(named.Origin, illegal);
        }
    }
}
