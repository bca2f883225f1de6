using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering.Shared;

/// <summary>Metadata and lanes of objects that come from a spec other than an App.</summary>
public static class SpecObjects
{
    /// <summary>
    /// Metadata with our two labels, and the labels and annotations that Environment has for the resource type and the
    /// spec's metadata has for everything. <paramref name="annotations"/> are ours and give way to what a user wrote.
    /// </summary>
    public static MapNode Metadata(EnvironmentSpec environment, SpecDocument? document, string? type, Node name, Node? @namespace = null, MapNode? annotations = null)
    {
        var metadata = new MapBuilder(document?.Place ?? Origin.None) { ["name"] = name, ["namespace"] = @namespace };
        var labels = new MapBuilder().AddAll(Steps(environment, document, "labels", type, @namespace));
        labels["app.kubernetes.io/part-of"] = environment.Name;
        labels["app.kubernetes.io/managed-by"] = Ownership.ManagedBy;
        metadata.Add("labels", labels.ToMap().WithoutNulls());
        metadata.AddMap("annotations", new MapBuilder().AddAll(annotations).AddAll(Steps(environment, document, "annotations", type, @namespace)).ToMap().WithoutNulls());
        return metadata.ToMap();
    }

    /// <summary>The lane of what Environment makes.</summary>
    public static Lane LaneOf(EnvironmentSpec environment) =>
        new($"{SpecKind.Environment}/{environment.Name}", "", environment.Document?.Place ?? Origin.None);

    /// <summary>The same metadata with one annotation that no user can take away.</summary>
    public static MapNode Annotated(MapNode metadata, string key, Node value) =>
        metadata.With("annotations", (metadata.Map("annotations") ?? MapNode.Empty).With(key, value));

    private static MapNode Steps(EnvironmentSpec environment, SpecDocument? document, string field, string? type, Node? @namespace)
    {
        var typed = type is null ? null : environment.Fields.Map(field).Map(type)?.AsText();
        return new MapBuilder().AddAll(typed is null ? null : Interpolated(typed, @namespace)).AddAll(document?.Metadata.Map(field)?.AsText()).ToMap();
    }

    /// <summary>There is no App here, so of the placeholders only the namespace has a value.</summary>
    private static MapNode Interpolated(MapNode map, Node? @namespace)
    {
        var placeholders = new Placeholders("${APP}", null, null, @namespace is ScalarNode scalar ? scalar.Value : "");
        return new MapNode([.. map.Entries.Select(entry => entry.Value is ScalarNode { IsNull: false } text
            ? entry with { Value = ScalarNode.Of(Interpolation.Replace(text.Value, placeholders, out _), text.Origin) }
            : entry)], map.Origin);
    }
}
