using System.Text;
using System.Text.Json;
using Reconciler.Objects;
using Reconciler.Sandbox.Writes.Ownership;

namespace Reconciler.Sandbox.Writes.Patches;

/// <summary>
/// The annotation of kubectl's client-side apply. The server looks at it only for the manager "kubectl": what it says and
/// the object still has is no conflict, and after an apply it says what was applied.
/// </summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    public static string? Of(MapNode body) => body.Metadata().Map("annotations").Text(Annotation)?.Value is { Length: > 0 } written ? written : null;

    /// <summary>The conflicts that the annotation doesn't explain.</summary>
    public static IReadOnlyList<FieldConflict> Unresolved(IReadOnlyList<FieldConflict> conflicts, MapNode live, WriteContext context)
    {
        if (Of(live) is not { } written || Parse(written) is not { } last || last.Text("apiVersion")?.Value != context.Kind.ApiVersion) return conflicts;
        if (TypedCheck.Check(last, context.RootValue, allowsDuplicates: true) is not null) return conflicts;
        var comparison = TypedCompare.Compare(last, live, context.RootValue);
        var unchanged = TypedFields.Of(last, context.RootValue).Except(comparison.Modified).Except(comparison.Added).Except(comparison.Removed);
        var paths = unchanged.Paths().Select(path => string.Concat(path)).ToHashSet(StringComparer.Ordinal);
        return [.. conflicts.Where(conflict => !paths.Contains(conflict.Path))];
    }

    public static MapNode Renew(MapNode body, MapNode applied)
    {
        var annotations = applied.Metadata().Map("annotations")?.Without(Annotation);
        var shown = annotations is null ? applied : applied.WithMeta("annotations", annotations);
        return body.WithMeta("annotations", body.Metadata().Map("annotations")!.With(Annotation, GoText.Json(shown) + "\n"));
    }

    private static MapNode? Parse(string json)
    {
        try
        {
            return Convert(JsonDocument.Parse(Encoding.UTF8.GetBytes(json)).RootElement) as MapNode;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Node Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new MapNode([.. element.EnumerateObject().GroupBy(key => key.Name, StringComparer.Ordinal).Select(key => new MapEntry(key.Key, Convert(key.Last().Value)))]),
        JsonValueKind.Array => new ListNode([.. element.EnumerateArray().Select(Convert)]),
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => new ScalarNode(element.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? ScalarKind.Integer : ScalarKind.Float, element.GetRawText()),
        _ => ScalarNode.Null,
    };
}
