using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>Metadata of objects that no App makes: the Environment's labels for the type, then those of the spec, then our own.</summary>
internal static class SetMetadata
{
    public static MapNode Of(EnvironmentSpec environment, SpecDocument document, string type, string name, Node? @namespace)
    {
        var metadata = new MapBuilder(document.Place) { ["name"] = name, ["namespace"] = @namespace };
        metadata["labels"] = Merged(environment, document, "labels", type).AddAll(new MapBuilder
        {
            ["app.kubernetes.io/part-of"] = environment.Name,
            ["app.kubernetes.io/managed-by"] = Ownership.ManagedBy,
        }.ToMap()).ToMap();
        metadata.AddMap("annotations", Merged(environment, document, "annotations", type).ToMap());
        return metadata.ToMap();
    }

    private static MapBuilder Merged(EnvironmentSpec environment, SpecDocument document, string field, string type) => new MapBuilder()
        .AddAll(environment.Fields.Map(field).Map(type)?.WithoutNulls().AsText())
        .AddAll(document.Metadata.Map(field)?.WithoutNulls().AsText());
}
