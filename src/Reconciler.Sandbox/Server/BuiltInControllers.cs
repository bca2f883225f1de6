using System.Collections.Immutable;

namespace Reconciler.Sandbox.Server;

/// <summary>The controllers without which no API server behaves like one.</summary>
internal static class BuiltInControllers
{
    public static ImmutableArray<Func<Cluster, CancellationToken, Task>> All { get; } = [];
}
