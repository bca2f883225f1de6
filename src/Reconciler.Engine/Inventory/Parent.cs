using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Inventory;

/// <summary>
/// The inventory's parent by the ApplySet convention: a ConfigMap that says which kinds in which namespaces may have members,
/// which source they come from, and which commit was applied last.
/// </summary>
public sealed class Parent(ICluster cluster, Identity identity, string systemNamespace)
{
    /// <summary>The label by which inventories are found.</summary>
    public const string IdLabel = $"{Prefix}id";

    /// <summary>The tool that our inventories name.</summary>
    public const string Tool = "reconciler";

    public static readonly KubeResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", true);

    private const string Prefix = "applyset.kubernetes.io/";
    private const string SourceAnnotation = "reconciler.dev/source";
    private const string CommitAnnotation = "reconciler.dev/commit";
    private const string TrustAnnotation = "reconciler.dev/verified-commit";
    private const string DirtyAnnotation = "reconciler.dev/commit-changed";

    private ObjectAddress Address => new(ConfigMaps, systemNamespace, identity.Manager);

    /// <summary>The parent as it is; an answer that it is not there is an inventory that is not there yet.</summary>
    public async Task<Answer<InventoryState>> ReadAsync(CancellationToken cancellation)
    {
        var answer = await cluster.GetAsync(Address, cancellation);
        return answer.Error is KubeError.NotFound or KubeError.NamespaceMissing
            ? new Answer<InventoryState>.Ok(new InventoryState(), 404)
            : answer.Select(Read);
    }

    /// <summary>Writes the parent: first with all kinds that are about to have members, in the end with those that have some.</summary>
    public async Task<Answer<InventoryState>> WriteAsync(InventoryState state, string tooling, CancellationToken cancellation)
    {
        var annotations = new MapBuilder
        {
            [$"{Prefix}additional-namespaces"] = string.Join(',', state.Namespaces.Where(name => name.Length > 0 && name != systemNamespace)),
            [$"{Prefix}contains-group-kinds"] = string.Join(',', state.GroupKinds),
            [$"{Prefix}tooling"] = tooling,
            [CommitAnnotation] = state.Commit,
            [DirtyAnnotation] = state.IsDirty ? "true" : null,
            [SourceAnnotation] = state.Source,
            [TrustAnnotation] = state.TrustedCommit,
        };
        var metadata = new MapBuilder
        {
            ["name"] = identity.Manager,
            ["namespace"] = systemNamespace,
            ["labels"] = new MapBuilder { [IdLabel] = identity.ApplySetId },
            ["annotations"] = annotations,
        };
        var body = new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = metadata }.ToMap();
        var answer = await cluster.ApplyAsync(Address, body, new WriteOptions(identity.Manager) { Force = true }, cancellation);
        return answer.Select(Read);
    }

    /// <summary>What a parent says.</summary>
    public static InventoryState Read(MapNode body)
    {
        var live = new LiveObject(body);
        return new InventoryState
        {
            Parent = live,
            GroupKinds = Names(live.Annotation($"{Prefix}contains-group-kinds")),
            Namespaces = Names(live.Annotation($"{Prefix}additional-namespaces")),
            Source = live.Annotation(SourceAnnotation),
            Commit = live.Annotation(CommitAnnotation),
            TrustedCommit = live.Annotation(TrustAnnotation),
            IsDirty = live.Annotation(DirtyAnnotation) == "true",
            Tooling = live.Annotation($"{Prefix}tooling") is { } tooling ? tooling.LastIndexOf('/') is var slash and > 0 ? tooling[..slash] : tooling : null,
        };
    }

    private static ImmutableSortedSet<string> Names(string? list) =>
        ImmutableSortedSet.CreateRange(StringComparer.Ordinal, list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
}
