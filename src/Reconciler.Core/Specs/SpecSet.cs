using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>A plain Kubernetes manifest of the source, carried through as it stands.</summary>
public sealed record ManifestDocument(MapNode Body, string File);

/// <summary>
/// All that a commit wants, understood and merged, sorted by kind, namespace and name. <see cref="Problems"/> has every
/// problem found on the way; a set with errors can be looked at but must not be acted on.
/// </summary>
public sealed record SpecSet
{
    public required SourceTree Source { get; init; }
    public required EnvironmentSpec Environment { get; init; }
    public ImmutableArray<AppSpec> Apps { get; init; } = [];
    public ImmutableArray<StorageSpec> Storages { get; init; } = [];
    public ImmutableArray<NodeSpec> Nodes { get; init; } = [];
    public ImmutableArray<NodeProfileSpec> NodeProfiles { get; init; } = [];
    public ImmutableArray<ChartSpec> Charts { get; init; } = [];
    public ImmutableArray<AutoscalingAuthSpec> AutoscalingAuths { get; init; } = [];
    public ImmutableArray<CertificateSpec> Certificates { get; init; } = [];
    public ImmutableArray<ManifestDocument> Manifests { get; init; } = [];
    public ImmutableArray<Diagnostic> Problems { get; init; } = [];

    /// <summary>Every spec document, whatever its kind.</summary>
    public ImmutableArray<SpecDocument> Documents { get; init; } = [];
}
