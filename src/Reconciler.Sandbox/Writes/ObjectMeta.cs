using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;

namespace Reconciler.Sandbox.Writes;

/// <summary>Changes to an object's metadata, which keeps its keys in order.</summary>
internal static class ObjectMeta
{
    private static readonly ImmutableArray<string> SystemFields = ["creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "selfLink", "uid"];

    public static MapNode Metadata(this MapNode body) => body.Map("metadata") ?? MapNode.Empty;

    public static string? Meta(this MapNode body, string field) => body.Metadata().Text(field)?.Value is { Length: > 0 } text ? text : null;

    /// <summary>With a field of metadata set, or taken away by null.</summary>
    public static MapNode WithMeta(this MapNode body, string field, Node? value)
    {
        var metadata = body.Metadata();
        if (value is null) return metadata.Has(field) ? body.With("metadata", metadata.Without(field)) : body;
        if (metadata.Has(field)) return body.With("metadata", metadata.With(field, value));
        var entries = metadata.Entries;
        var at = 0;
        while (at < entries.Length && string.CompareOrdinal(entries[at].Key, field) < 0) at++;
        return body.With("metadata", new MapNode(entries.Insert(at, new MapEntry(field, value))));
    }

    /// <summary>With a part set to that of another object, or taken away where that has none.</summary>
    public static MapNode WithPartOf(this MapNode body, MapNode other, string part) =>
        other[part] is { } value ? body.With(part, value) : body.Has(part) ? body.Without(part) : body;

    /// <summary>Without what only the server sets.</summary>
    public static MapNode WithoutSystemFields(this MapNode body) => SystemFields.Aggregate(body, (wiped, field) => wiped.WithMeta(field, null));

    /// <summary>The object in the namespace of the request; another one is refused.</summary>
    public static MapNode InNamespace(this MapNode body, WriteRequest request)
    {
        var expected = request.Kind.Kind.IsNamespaced ? request.Namespace : "";
        var written = body.Meta("namespace") ?? "";
        if (written == expected) return written.Length == 0 ? body.WithMeta("namespace", null) : body;
        if (written.Length == 0) return body.WithMeta("namespace", expected);
        // A cluster-wide kind can't be asked for in a namespace, so the server passes over what was written.
        if (expected.Length == 0) return body.WithMeta("namespace", null);
        throw new RefusedWriteException(Refusals.BadRequest("the namespace of the provided object does not match the namespace sent on the request"));
    }

    /// <summary>The object under the name of the request; another one is refused.</summary>
    public static MapNode WithNameOf(this MapNode body, WriteRequest request)
    {
        var written = body.Meta("name");
        if (written == request.Name) return body;
        throw new RefusedWriteException(Refusals.BadRequest(written is null
            ? $"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided"
            : $"the name of the object ({written}) does not match the name on the URL ({request.Name})"));
    }

    /// <summary>The object as the kind and version that were asked for; another one is refused.</summary>
    public static MapNode AsKind(this MapNode body, ServedKind kind)
    {
        var (apiVersion, name) = (body.Text("apiVersion")?.Value, body.Text("kind")?.Value);
        if ((apiVersion is null or { Length: 0 } || apiVersion == kind.ApiVersion) && (name is null or { Length: 0 } || name == kind.Kind.Kind))
            return body.With("kind", kind.Kind.Kind).With("apiVersion", kind.ApiVersion);
        if (name is { Length: > 0 } && name != kind.Kind.Kind)
        {
            throw new RefusedWriteException(Refusals.BadRequest(
                $"{name} in version {GoText.Quote(VersionOf(apiVersion ?? kind.ApiVersion))} cannot be handled as a {kind.Kind.Kind}: converting ({Refusals.VersionKind(apiVersion ?? "", name)}) to ({Refusals.VersionKind(kind.ApiVersion, kind.Kind.Kind)}): unknown conversion"));
        }
        throw new RefusedWriteException(Refusals.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({kind.ApiVersion})"));
    }

    public static string VersionOf(string apiVersion) => apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
