using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Labels and annotations: legal keys and values, and none that are ours to write. Annotations that steer have to mean something.</summary>
internal static class LabelRules
{
    private static readonly ImmutableArray<string> OursByName =
        ["app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/part-of", "app.kubernetes.io/managed-by"];

    private static readonly ImmutableArray<string> Flags = [SteeringAnnotations.Adopt, SteeringAnnotations.Force, SteeringAnnotations.Replace, SteeringAnnotations.Wait];

    private static readonly ImmutableArray<FieldWalk> TypedLabels = [new("labels"), new("processes.*.labels"), new("cron[].labels")];
    private static readonly ImmutableArray<FieldWalk> TypedAnnotations = [new("annotations"), new("processes.*.annotations"), new("cron[].annotations")];
    private static readonly ImmutableArray<FieldWalk> NodeSelectors = [new("processes.*.nodeSelector")];

    public static IEnumerable<Diagnostic> Check(SpecDocument document)
    {
        var problems = Labels(document.Metadata.Map("labels"), document).Concat(Annotations(document.Metadata.Map("annotations"), isTemplate: false));
        if (document.Kind is SpecKind.App or SpecKind.Environment)
        {
            problems = problems
                .Concat(TypedLabels.SelectMany(path => Types(path, document)).SelectMany(entry => Labels(entry.Value as MapNode, document)))
                .Concat(TypedAnnotations.SelectMany(path => Types(path, document)).SelectMany(entry => Annotations(entry.Value as MapNode, entry.Key == Merging.ResourceTypes.Pod)))
                .Concat(NodeSelectors.SelectMany(path => path.Values(document.Spec)).OfType<MapNode>().SelectMany(selector => Syntax(selector, document)));
        }
        return document.Kind is SpecKind.Node or SpecKind.NodeProfile ? problems.Concat(Syntax(document.Spec.Map("labels"), document)) : problems;
    }

    private static IEnumerable<MapEntry> Types(FieldWalk path, SpecDocument document) =>
        path.Values(document.Spec).OfType<MapNode>().SelectMany(map => map.Entries);

    private static IEnumerable<Diagnostic> Labels(MapNode? labels, SpecDocument document) => labels is null ? [] :
        Syntax(labels, document)
            .Concat(ReservedMetadata.Problems(Body("labels", labels), null).Select(Placed))
            .Concat(labels.Entries.Where(entry => OursByName.Contains(entry.Key)).Select(entry => Ours(entry, "label")));

    private static IEnumerable<Diagnostic> Annotations(MapNode? annotations, bool isTemplate)
    {
        if (annotations is null) return [];
        var problems = annotations.Entries.Select(entry => Names.AnnotationKey(entry.Key) is { } wrong ? SpecCodes.Label.At(Key(entry), wrong) : null).OfType<Diagnostic>()
            .Concat(ReservedMetadata.Problems(Body("annotations", annotations), null).Select(Placed))
            .Concat(annotations.Entries.Where(entry => OursByName.Contains(entry.Key)).Select(entry => Ours(entry, "annotation")));
        return isTemplate
            ? problems.Concat(annotations.Entries.Where(entry => SteeringAnnotations.Names.Contains(entry.Key)).Select(Template))
            : problems.Concat(Steering(annotations));
    }

    /// <summary>
    /// A flag that is not quoted is true or false in YAML as well, but anything else would be text that means nothing.
    /// </summary>
    private static IEnumerable<Diagnostic> Steering(MapNode annotations)
    {
        foreach (var entry in annotations.Entries.Where(entry => Flags.Contains(entry.Key)))
        {
            if (entry.Value is ScalarNode { IsNull: false } written && written.Written is not ("true" or "false"))
            {
                var meant = written.Written.ToLowerInvariant() is "true" or "yes" or "on" or "1" or "y" ? "true" : "false";
                yield return SpecCodes.UnquotedFlag.At(written.Origin, $"{entry.Key} is {written.Written}, and has to be \"true\" or \"false\"", $"write \"{meant}\", in quotes");
            }
        }
        var others = new MapNode(annotations.Entries.RemoveAll(entry => Flags.Contains(entry.Key)), annotations.Origin);
        foreach (var problem in SteeringAnnotations.Problems(Body("annotations", others), null)) yield return Placed(problem);
    }

    private static IEnumerable<Diagnostic> Syntax(MapNode? labels, SpecDocument document)
    {
        foreach (var entry in labels?.Entries ?? [])
        {
            if (Names.LabelKey(entry.Key) is { } wrong) yield return SpecCodes.Label.At(Key(entry), wrong);
            if (entry.Value is not ScalarNode { IsNull: false } value) continue;
            if (Names.LabelValue(Sample(value.Written, document), $"the value of {entry.Key}") is { } problem) yield return SpecCodes.Label.At(value.Origin, problem);
        }
    }

    /// <summary>A value with its placeholders replaced, by names that are surely not longer than the real ones.</summary>
    private static string Sample(string text, SpecDocument document) =>
        Interpolation.Replace(text, new Placeholders(document.Name, "p", $"{document.Name}-p", "n"), out var problems) is { } replaced && problems.IsEmpty ? replaced : "";

    private static Diagnostic Ours(MapEntry entry, string what) =>
        SpecCodes.ReservedLabel.At(Key(entry), $"the {what} {entry.Key} is set by us", "remove it, or choose another key");

    private static Diagnostic Template(MapEntry entry) =>
        ManifestCodes.Reserved.At(Key(entry), $"the annotation {entry.Key} has no meaning in a pod template", "write it in metadata.annotations");

    private static MapNode Body(string field, MapNode map) => new MapBuilder { ["metadata"] = new MapBuilder { [field] = map } }.ToMap();

    /// <summary>The path is found by place, because the map may lie anywhere in the spec.</summary>
    private static Diagnostic Placed(Diagnostic problem) => problem with { Field = null };

    private static Origin Key(MapEntry entry) => entry.KeyOrigin.IsKnown ? entry.KeyOrigin : entry.Value.Origin;
}
