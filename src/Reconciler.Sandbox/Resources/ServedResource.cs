using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Resources;

/// <summary>A column that a CustomResourceDefinition adds to tables. Priority 0 is always shown, others only wide.</summary>
public sealed record PrinterColumn(string Name, string Type, string Path, int Priority, string Format, string Description);

/// <summary>A resource at one version as the server serves it: its kind, where its objects are kept, and what tables and discovery say of it.</summary>
public sealed record ServedResource(ServedKind Served)
{
    public KubeKind Kind => Served.Kind;

    /// <summary>The name that objects of all versions are kept under.</summary>
    public string StorageName { get; init; } = Served.QualifiedResource;
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Where a custom kind is scaled.</summary>
    public ScalePaths? Scale { get; init; }
    public ImmutableArray<PrinterColumn> Columns { get; init; } = [];

    /// <summary>What is said of every request for this version; null where it is not on its way out.</summary>
    public string? Deprecation { get; init; }

    /// <summary>Whether its definition is going away: objects can still be read and deleted, not made.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>The kind of its lists: DeploymentList.</summary>
    public string ListKind { get; init; } = Served.Kind.Kind + "List";

    public bool IsNamespaced => Kind.IsNamespaced;

    public ObjectPlace Place(string inNamespace, string name) => new(StorageName, IsNamespaced ? inNamespace : "", name);

    public bool Allows(string verb) => Kind.Verbs.Contains(verb);

    public KubeSubresource? Subresource(string name) => Kind.Subresources.FirstOrDefault(sub => sub.Name == name);
}
