using System.Collections.Immutable;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Server;

/// <summary>The controllers without which no API server behaves like one.</summary>
internal static class BuiltInControllers
{
    public static ImmutableArray<Func<Cluster, CancellationToken, Task>> All { get; } =
        [DefinitionController.RunAsync, NamespaceController.RunAsync, GarbageCollector.RunAsync, PodReaper.RunAsync];
}
