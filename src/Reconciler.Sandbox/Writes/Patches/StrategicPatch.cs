using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>A strategic merge patch as the API server applies it.</summary>
internal static class StrategicPatch
{
    public static Node Apply(MapNode live, MapNode patch, KubeType type) => StrategicMerge.Merge(live, patch, type);
}
