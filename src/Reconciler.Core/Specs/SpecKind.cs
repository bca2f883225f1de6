using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>The kinds of `apiVersion: reconciler.dev/v1`.</summary>
public enum SpecKind
{
    Environment,
    App,
    Storage,
    Node,
    NodeProfile,
    Chart,
    AutoscalingAuth,
    Certificate,
}

/// <summary>What a spec is known by. The namespace is "" for kinds that have none.</summary>
public sealed record SpecId(SpecKind Kind, string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}

/// <summary>One document of kind <see cref="Kind"/> as it was written. <see cref="Spec"/> is empty where the document has none.</summary>
public sealed record SpecDocument(SpecKind Kind, MapNode Root)
{
    public const string ApiVersion = "reconciler.dev/v1";

    public MapNode Metadata { get; } = Root.Map("metadata") ?? MapNode.Empty;
    public MapNode Spec { get; } = Root.Map("spec") ?? MapNode.Empty;

    public string Name { get; } = Root.Map("metadata").Text("name")?.Value ?? "";

    /// <summary>Where the name stands, which is the best place to speak of the spec as a whole.</summary>
    public Origin Place => Metadata["name"]?.Origin ?? Root.Origin;

    /// <summary>The file that paths in this spec are relative to.</summary>
    public string File => Root.Origin.File ?? "";

    /// <summary>A steering annotation of the spec; it holds for everything rendered from it.</summary>
    public Sourced<string>? Annotation(string name) => Metadata.Map("annotations").Text(name);
}
