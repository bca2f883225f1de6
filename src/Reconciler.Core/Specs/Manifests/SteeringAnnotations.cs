using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Manifests;

/// <summary>The annotations by which a person steers what happens to an object, on plain manifests and on specs.</summary>
public static class SteeringAnnotations
{
    public const string Prefix = "reconciler.dev/";
    public const string Prune = Prefix + "prune";
    public const string Adopt = Prefix + "adopt";
    public const string Force = Prefix + "force";
    public const string Ignore = Prefix + "ignore";
    public const string Replace = Prefix + "replace";
    public const string DependsOn = Prefix + "depends-on";
    public const string Wait = Prefix + "wait";

    private static readonly ImmutableArray<string> Flag = ["true", "false"];
    private static readonly ImmutableArray<string> PruneChoices = ["never", "confirm", "orphan"];

    public static ImmutableSortedSet<string> Names { get; } =
        ImmutableSortedSet.Create(StringComparer.Ordinal, Prune, Adopt, Force, Ignore, Replace, DependsOn, Wait);

    /// <summary>Every steering annotation of an object whose value says nothing; fields to ignore are looked up in its type where that is known.</summary>
    public static IEnumerable<Diagnostic> Problems(MapNode body, KubeType? type)
    {
        foreach (var entry in body.Map("metadata").Map("annotations")?.Entries ?? [])
        {
            if (!Names.Contains(entry.Key) || entry.Value is not ScalarNode { Kind: ScalarKind.String } value) continue;
            foreach (var problem in Problems(entry.Key, value, type))
                yield return problem with { Field = FieldPath.Root.Key("metadata").Key("annotations").Key(entry.Key).ToString() };
        }
    }

    private static IEnumerable<Diagnostic> Problems(string name, ScalarNode value, KubeType? type) => name switch
    {
        Prune => OneOf(name, value, PruneChoices),
        Adopt or Force or Replace or Wait => OneOf(name, value, Flag),
        Ignore => IgnoredFields.Problems(value, type),
        DependsOn => value.Value.Split(',').Any(string.IsNullOrWhiteSpace)
            ? [ManifestCodes.BadSteering.At(value.Origin, $"{name} names nothing between two commas", "write names as in App/database, Storage/uploads")]
            : [],
        _ => [],
    };

    private static IEnumerable<Diagnostic> OneOf(string name, ScalarNode value, ImmutableArray<string> allowed)
    {
        if (allowed.Contains(value.Value)) yield break;
        var choices = string.Join(", ", allowed);
        yield return ManifestCodes.BadSteering.At(value.Origin, $"{name} is one of {choices}, not \"{value.Value}\"", Spelling.Suggest(value.Value, allowed)) with
        {
            Expected = choices,
            Found = value.Value,
        };
    }
}
