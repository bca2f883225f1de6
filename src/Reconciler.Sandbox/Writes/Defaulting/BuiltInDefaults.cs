using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes.Defaulting;

/// <summary>The values that a server fills in for built-in kinds.</summary>
internal static class BuiltInDefaults
{
    public static MapNode Apply(MapNode body, ServedKind kind, KubeType root) => body;
}
