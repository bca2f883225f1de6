using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Routes;

/// <summary>get and list, in whatever form the caller accepts.</summary>
internal sealed class ReadRoutes(Cluster cluster)
{
    public Task GetAsync(ResourceRequest request)
    {
        var state = cluster.State;
        if (request.Context.Number("resourceVersion") is { } wanted && wanted > state.Revision)
            return Answers.StatusAsync(request.Context, Refusals.TooLargeVersion(wanted, state.Revision));
        if (state.Find(request.Resource.Place(request.Namespace, request.Path.Name)) is not { } stored)
            return Answers.StatusAsync(request.Context, Refusals.NotFound(request.Resource, request.Path.Name));
        return ObjectForms.SendAsync(request, stored);
    }

    public Task ListAsync(ResourceRequest request)
    {
        var (filter, problem) = ObjectFilter.Of(request.Context, request.Resource, request.Path);
        if (filter is null) return Answers.StatusAsync(request.Context, problem!);
        var (window, refusal) = ListWindow.Of(request.Context, cluster.Store);
        if (window is null) return Answers.ObjectAsync(request.Context, refusal!, refusal!.Int("code")!.Value);
        var (page, metadata) = Cut(filter, window);
        return ObjectForms.SendListAsync(request, page, metadata, cluster.Now);
    }

    private static (List<StoredObject> Page, MapNode Metadata) Cut(ObjectFilter filter, ListWindow window)
    {
        var page = new List<StoredObject>();
        var rest = 0L;
        foreach (var stored in filter.In(window.State))
        {
            if (window.After.Length > 0 && string.CompareOrdinal(KeyOf(stored), window.After) <= 0) continue;
            if (window.Limit == 0 || page.Count < window.Limit) page.Add(stored);
            else rest++;
        }
        var metadata = new MapBuilder { ["continue"] = filter.Resource.Served.IsCustom ? "" : null, ["resourceVersion"] = window.State.Revision.ToString(CultureInfo.InvariantCulture) };
        if (rest > 0) metadata.Add("continue", new ContinueToken(window.State.Revision, KeyOf(page[^1])).Write());
        // the API server doesn't count what a selector would still have to look at
        if (rest > 0 && filter.IsEverything) metadata.Add("remainingItemCount", ScalarNode.Of(rest));
        return (page, metadata.ToMap());
    }

    private static string KeyOf(StoredObject stored) => stored.Place.Namespace.Length == 0 ? stored.Place.Name : $"{stored.Place.Namespace}/{stored.Place.Name}";
}
