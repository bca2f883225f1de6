using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;

namespace Reconciler.Diffing;

/// <summary>How an object may leave.</summary>
public enum PruneChoice
{
    Allowed,
    Never,
    Confirm,
    Orphan,
}

/// <summary>What the annotations of an object ask for.</summary>
public sealed record Steering(MapNode Body)
{
    public PruneChoice Prune => Read(SteeringAnnotations.Prune) switch
    {
        "never" => PruneChoice.Never,
        "confirm" => PruneChoice.Confirm,
        "orphan" => PruneChoice.Orphan,
        _ => PruneChoice.Allowed,
    };

    public bool Adopt => Read(SteeringAnnotations.Adopt) == "true";
    public bool Force => Read(SteeringAnnotations.Force) == "true";
    public bool Replace => Read(SteeringAnnotations.Replace) == "true";
    public bool Wait => Read(SteeringAnnotations.Wait) != "false";

    public ImmutableArray<string> DependsOn => Read(SteeringAnnotations.DependsOn) is { } names
        ? [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : [];

    private string? Read(string name) => Body.Map("metadata").Map("annotations").Text(name)?.Value;
}
