using System.Diagnostics;
using Reconciler.Objects;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Routes;

/// <summary>delete and deletecollection.</summary>
internal sealed class DeleteRoutes(Cluster cluster)
{
    public async Task DeleteAsync(ResourceRequest request)
    {
        var (options, problem) = await DeleteOptions.ReadAsync(request.Context);
        if (options is null)
        {
            await Answers.StatusAsync(request.Context, problem!);
            return;
        }
        var answer = await cluster.Deleter.DeleteAsync(Call(request, options, request.Namespace, request.Path.Name), request.Context.RequestAborted);
        switch (answer)
        {
            case DeleteAnswer.Gone gone:
                Answers.Warn(request.Context, gone.Warnings);
                if (ReturnsObject(request.Resource)) await ObjectForms.SendAsync(request, gone.Last, 200, cluster.Time);
                else await Answers.ObjectAsync(request.Context, Answers.Success(Details(request, gone.Last)));
                break;
            case DeleteAnswer.Dying dying:
                Answers.Warn(request.Context, dying.Warnings);
                await ObjectForms.SendAsync(request, dying.Body, 200, cluster.Time);
                break;
            case DeleteAnswer.Refused refused:
                await Answers.StatusAsync(request.Context, refused.Status);
                break;
            default:
                throw new UnreachableException();
        }
    }

    public async Task DeleteCollectionAsync(ResourceRequest request)
    {
        var (filter, problem) = ObjectFilter.Of(request.Context, request.Resource, request.Path);
        var (options, refusal) = await DeleteOptions.ReadAsync(request.Context);
        if (filter is null || options is null)
        {
            await Answers.StatusAsync(request.Context, problem ?? refusal!);
            return;
        }
        var items = new List<Node>();
        foreach (var stored in filter.In(cluster.State).ToList())
        {
            var answer = await cluster.Deleter.DeleteAsync(Call(request, options, stored.Place.Namespace, stored.Place.Name), request.Context.RequestAborted);
            if (answer is DeleteAnswer.Refused { Status: { Code: not 404 } status })
            {
                await Answers.StatusAsync(request.Context, status);
                return;
            }
            items.Add(request.Resource.Served.IsCustom ? stored.Body : stored.Body.Without("kind").Without("apiVersion"));
        }
        await Answers.ObjectAsync(request.Context, new MapBuilder
        {
            ["kind"] = request.Resource.ListKind,
            ["apiVersion"] = request.Resource.Kind.ApiVersion,
            ["metadata"] = new MapBuilder { ["resourceVersion"] = cluster.State.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            ["items"] = ListNode.Of(items),
        }.ToMap());
    }

    private static DeleteCall Call(ResourceRequest request, DeleteOptions options, string inNamespace, string name) => new(request.Resource, inNamespace, name)
    {
        User = request.User,
        PreconditionUid = options.Uid,
        PreconditionVersion = options.Version,
        Propagation = options.Propagation,
        GraceSeconds = options.GraceSeconds,
        IsDryRun = options.IsDryRun || request.IsDryRun,
    };

    /// <summary>A few kinds answer a deletion with what they were; the others with a Status.</summary>
    private static bool ReturnsObject(ServedResource resource) => resource.StorageName is
        "pods" or "services" or "serviceaccounts" or "persistentvolumes" or "persistentvolumeclaims" or "podtemplates" or "resourcequotas" || resource.Kind.Group == "storage.k8s.io";

    private static MapNode Details(ResourceRequest request, MapNode last) => new MapBuilder
    {
        ["name"] = last.NameOf(),
        ["group"] = request.Resource.Kind.Group.Length == 0 ? null : request.Resource.Kind.Group,
        ["kind"] = request.Resource.Kind.Resource,
        ["uid"] = last.UidOf(),
    }.ToMap();
}
