using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Live;

/// <summary>Live objects as a person looks at them: without who wrote which field, and without any secret.</summary>
public static class Inspection
{
    /// <summary>What of an App belongs to a process, or to a Job where its component is named; everything without one.</summary>
    public static ImmutableArray<MapNode> Of(IEnumerable<MapNode> objects, IEnumerable<MapNode> pods, string? component) =>
    [
        .. objects.Where(body => component is null || body.Label(LiveLabels.Component) == component).OrderBy(body => ObjectKey.Of(body)).Select(Shown),
        .. pods.Where(pod => component is null ? LiveLabels.IsProcess(pod.Label(LiveLabels.Component)) : pod.Label(LiveLabels.Component) == component).OrderBy(pod => ObjectKey.Of(pod)).Select(Shown),
    ];

    public static MapNode Shown(MapNode body)
    {
        var shown = SecretMask.Apply(body);
        if (shown.Map("metadata") is { } metadata) shown = shown.With("metadata", metadata.Without("managedFields"));
        // what was given to a run on its command line may be anything
        return shown.Label(LiveLabels.Run) is null ? shown : WithoutValues(shown);
    }

    private static MapNode WithoutValues(MapNode body) => Changed(body, "spec", spec => spec.With("containers", ListNode.Of(spec.Maps("containers").Select(container =>
        container.List("env") is null ? container : container.With("env", ListNode.Of(container.Maps("env").Select(variable => variable.Text("value") is { } value ? variable.With("value", SecretMask.Hidden(value.Value)) : variable)))))));

    private static MapNode Changed(MapNode body, string field, Func<MapNode, MapNode> change) => body.Map(field) is { } inner ? body.With(field, change(inner)) : body;
}
