using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Manifests;

/// <summary>
/// Labels and annotations that are ours to write: the ApplySet's, and everything under reconciler.dev but the annotations
/// that steer. In the metadata of pod, job and claim templates those have no meaning either.
/// </summary>
public static class ReservedMetadata
{
    private const string ApplySet = "applyset.kubernetes.io/";

    /// <summary>What is ours is no misspelt steering annotation.</summary>
    private static readonly ImmutableArray<string> Own = ["reconciler.dev/applied", "reconciler.dev/owner", "reconciler.dev/source", "reconciler.dev/version"];

    public static IEnumerable<Diagnostic> Problems(MapNode body, KubeType? type)
    {
        if (type is null) return body.Map("metadata") is { } metadata ? OfMetadata(metadata, FieldPath.Root.Key("metadata"), isOwn: true) : [];
        return Within(body, type, FieldPath.Root);
    }

    private static IEnumerable<Diagnostic> Within(MapNode map, KubeType type, FieldPath path) =>
        map.Entries.SelectMany(entry => Within(entry.Value, type.Field(entry.Key)?.Value, path.Key(entry.Key), isOwn: path == FieldPath.Root));

    private static IEnumerable<Diagnostic> Within(Node value, KubeValue? known, FieldPath path, bool isOwn) => (known, value) switch
    {
        (KubeObject { Type: var type }, MapNode metadata) when type == KubeTypes.ObjectMeta => OfMetadata(metadata, path, isOwn),
        (KubeObject { Type: var type }, MapNode map) => Within(map, type, path),
        (KubeList { Item: KubeObject item }, ListNode list) => list.Items.SelectMany((child, index) => Within(child, item, path.Item(index), isOwn: false)),
        _ => [],
    };

    private static IEnumerable<Diagnostic> OfMetadata(MapNode metadata, FieldPath path, bool isOwn)
    {
        foreach (var entry in metadata.Map("labels")?.Entries ?? [])
            if (IsOurs(entry.Key)) yield return Refused(entry, $"the label {entry.Key} is reserved", "remove it", path.Key("labels"));
        foreach (var entry in metadata.Map("annotations")?.Entries ?? [])
        {
            if (!IsOurs(entry.Key) || (isOwn && SteeringAnnotations.Names.Contains(entry.Key))) continue;
            if (SteeringAnnotations.Names.Contains(entry.Key))
                yield return Refused(entry, $"the annotation {entry.Key} has no meaning in a template", "write it in the object's own metadata", path.Key("annotations"));
            else
                yield return Refused(entry, $"the annotation {entry.Key} is reserved", SuggestionFor(entry.Key) ?? "remove it", path.Key("annotations"));
        }
    }

    private static string? SuggestionFor(string key) =>
        !Own.Contains(key) && key.StartsWith(SteeringAnnotations.Prefix, StringComparison.Ordinal)
        && Spelling.Closest(key[SteeringAnnotations.Prefix.Length..], SteeringAnnotations.Names.Select(name => name[SteeringAnnotations.Prefix.Length..])) is { } meant
            ? $"did you mean \"{SteeringAnnotations.Prefix}{meant}\"?"
            : null;

    private static bool IsOurs(string key) =>
        key.StartsWith(ApplySet, StringComparison.Ordinal) || key.StartsWith(SteeringAnnotations.Prefix, StringComparison.Ordinal);

    private static Diagnostic Refused(MapEntry entry, string message, string fix, FieldPath path) =>
        ManifestCodes.Reserved.At(entry.KeyOrigin.IsKnown ? entry.KeyOrigin : entry.Value.Origin, message, fix, path.Key(entry.Key).ToString());
}
