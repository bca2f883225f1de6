using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Routes;

/// <summary>Which objects of a resource a list, a watch or a deletion is about.</summary>
internal sealed record ObjectFilter(ServedResource Resource, string? Namespace, LabelSelector Labels, FieldSelector Fields)
{
    public bool IsEverything => Labels.IsEverything && Fields.IsEverything;

    /// <summary>The filter of a request's query, or what is wrong with it.</summary>
    public static (ObjectFilter? Filter, ApiStatus? Problem) Of(HttpContext context, ServedResource resource, RequestPath path)
    {
        if (LabelSelector.Parse(context.Text("labelSelector"), out var problem) is not { } labels) return (null, Refusals.BadRequest(problem));
        if (FieldSelector.Parse(context.Text("fieldSelector"), resource, out problem) is not { } fields) return (null, Refusals.BadRequest(problem));
        // a watch of one object by its path is a watch of the list with that name
        if (path.Name.Length > 0) fields = FieldSelector.Parse($"metadata.name={path.Name}", resource, out _)!;
        var inNamespace = resource.IsNamespaced && path.Namespace.Length > 0 ? path.Namespace : null;
        return (new ObjectFilter(resource, inNamespace, labels, fields), null);
    }

    public bool Matches(StoredObject stored)
    {
        if (stored.Place.Resource != Resource.StorageName) return false;
        if (Namespace is not null && stored.Place.Namespace != Namespace) return false;
        return IsEverything || MatchesBody(stored.Body);
    }

    private bool MatchesBody(MapNode body) => Labels.Matches(body) && Fields.Matches(Conversion.To(body, Resource));

    public IEnumerable<StoredObject> In(StoreState state)
    {
        var all = state.List(Resource.StorageName, Resource.IsNamespaced ? Namespace : null);
        return IsEverything ? all : all.Where(stored => MatchesBody(stored.Body));
    }
}
