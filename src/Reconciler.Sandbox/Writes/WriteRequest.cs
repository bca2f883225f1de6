using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes;

/// <summary>How a write comes in. The content of a patch is in the body; a create has no live object.</summary>
public enum WriteVerb
{
    Create,
    Update,
    JsonPatch,
    MergePatch,
    StrategicPatch,
    Apply,
}

/// <summary>Everything that decides what a write makes of an object. Time, identity and addresses come in, so that the decision is pure.</summary>
public sealed record WriteRequest(WriteVerb Verb, ServedKind Kind, Node Body)
{
    /// <summary>The stored object, in the version of <see cref="Kind"/>; null where there is none.</summary>
    public MapNode? Live { get; init; }

    public required string Namespace { get; init; }
    public required string Name { get; init; }

    /// <summary>
    /// "", "status" or "scale". For a scale, body, patches and what is applied are those of the Scale; the live object and the
    /// accepted body are the scaled object, of which ScaleView gives the Scale.
    /// </summary>
    public string Subresource { get; init; } = "";

    /// <summary>Where a custom kind is scaled; null takes the places of built-in kinds.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>The other versions at which a custom kind is served now; what its managers own at a version that is gone is forgotten.</summary>
    public ImmutableArray<ServedKind> OtherVersions { get; init; } = [];

    /// <summary>The paths of keys that the body has twice, as NodeJson reports them.</summary>
    public ImmutableArray<string> DuplicateFields { get; init; } = [];

    public required string FieldManager { get; init; }
    public bool Force { get; init; }

    /// <summary>Ignore, Warn or Strict.</summary>
    public string FieldValidation { get; init; } = "Warn";

    public bool IsDryRun { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The UID for a new object.</summary>
    public required string NewUid { get; init; }

    /// <summary>Gives a Service its addresses and ports; a dry run is given a copy.</summary>
    public required AddressPool Addresses { get; init; }
}

/// <summary>The paths of a scale subresource, as a CustomResourceDefinition writes them: <c>.spec.replicas</c>.</summary>
public sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? LabelSelector);

/// <summary>What became of a write. <see cref="Accepted.IsNoChange"/> keeps the resourceVersion as it was.</summary>
public abstract record WriteResult
{
    private WriteResult() { }

    public sealed record Accepted(MapNode Body, bool IsCreated, bool IsNoChange, ImmutableArray<string> Warnings) : WriteResult;

    public sealed record Refused(ApiStatus Status) : WriteResult
    {
        /// <summary>What was found before, which is told also then.</summary>
        public ImmutableArray<string> Warnings { get; init; } = [];
    }
}
