using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering;

/// <summary>
/// Whose success or failure an object shares: one App, another spec, or a file of plain manifests. A bad lane stops only
/// itself and what depends on it.
/// </summary>
public sealed record Lane(string Title, string Namespace, Origin Place)
{
    private const string App = "App/";

    /// <summary>What tells it from other lanes.</summary>
    public string Id => $"{Namespace}/{Title}";

    public bool IsApp => Title.StartsWith(App, StringComparison.Ordinal);

    /// <summary>What people call it: an App by its name alone.</summary>
    public string Name => IsApp ? Title[App.Length..] : Title;

    public static Lane Of(AppSpec app) => Of(app.Document, app.Namespace.Value);

    public static Lane Of(SpecDocument document, string @namespace) => new($"{document.Kind}/{document.Name}", @namespace, document.Place);

    public static Lane OfFile(string path) => new(path, "", new Origin(path, 1, 1));
}

/// <summary>
/// One Kubernetes object that the source wants, whole as it will be sent. Its nodes know the lines that they come from;
/// <see cref="Place"/> is the line that asked for the object as a whole.
/// </summary>
public sealed record Manifest(MapNode Body, Lane Lane, Origin Place)
{
    public ObjectKey Key { get; } = ObjectKey.Of(Body);

    public string ApiVersion => Body.Text("apiVersion")?.Value ?? "";

    /// <summary>Values that stand in a Secret of the cluster and are filled in when the object is applied.</summary>
    public ImmutableArray<PendingSecret> Pending { get; init; } = [];

    /// <summary>Values that a server once gave to the object: it starts with them when it is made again, and they are not ours.</summary>
    public ImmutableArray<InitialField> Allocated { get; init; } = [];

    /// <summary>Whether a person asked by command that an object of that name becomes ours.</summary>
    public bool IsAdoptionAsked { get; init; }

    /// <summary>Whether it is from history and not from the source, so that values of a Secret are still to be filled in.</summary>
    public bool IsFromHistory { get; init; }

    /// <summary>Why it can't be applied as it is wanted; null for nearly all.</summary>
    public Diagnostic? Hindrance { get; init; }
}

/// <summary>A secret value that rendering can't know: which field of the object wants it, and where it is kept.</summary>
public sealed record PendingSecret(string Path, SecretSource Source);

/// <summary>Everything that the source wants, in a stable order: by namespace, group, kind and name.</summary>
public sealed record ManifestSet(ImmutableArray<Manifest> Manifests, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>The set in its order. Two specs that make the same object are an error that names both places; the first one stays.</summary>
    public static ManifestSet Of(IEnumerable<Manifest> manifests, IEnumerable<Diagnostic> problems)
    {
        var distinct = ImmutableArray.CreateBuilder<Manifest>();
        var doubles = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var manifest in manifests.OrderBy(manifest => manifest.Key).ThenBy(manifest => manifest.Place))
        {
            if (distinct.Count > 0 && distinct[^1] is var last && last.Key == manifest.Key)
                doubles.Add(RenderCodes.SameObject.At(manifest.Place, $"{manifest.Key} is already made by {last.Lane.Title} at {last.Place}", "rename one of the two"));
            else distinct.Add(manifest);
        }
        return new ManifestSet(distinct.ToImmutable(), [.. problems, .. doubles]);
    }
}
