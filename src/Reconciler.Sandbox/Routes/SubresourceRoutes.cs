using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Writes;
using Refusals = Reconciler.Sandbox.Api.Refusals;

namespace Reconciler.Sandbox.Routes;

/// <summary>Paths below an object: those that the server answers itself, and those that other parts answer.</summary>
internal sealed class SubresourceRoutes(Cluster cluster)
{
    public Task HandleAsync(ResourceRequest request, string verb, WriteRoutes writes)
    {
        var (resource, path) = (request.Resource, request.Path);
        if (cluster.Hooks.Calls.TryGetValue($"{resource.Served.QualifiedResource}/{path.Subresource}", out var call))
            return call(new ResourceCall(request.Context, request.User, resource, request.Namespace, path.Name, path.Subresource) { Rest = path.Rest });
        if (resource.Subresource(path.Subresource) is not { } subresource) return Answers.StatusAsync(request.Context, resource.Served.IsCustom ? Refusals.NotFound(resource, path.Name) : Refusals.NoSuchPath);
        if (!subresource.Verbs.Contains(verb)) return Answers.StatusAsync(request.Context, Refusals.MethodNotAllowed);
        return (path.Subresource, verb) switch
        {
            ("status" or "ephemeralcontainers" or "resize", "get") => new ReadRoutes(cluster).GetAsync(request),
            ("scale", "get") => ScaleAsync(request),
            ("status" or "scale" or "ephemeralcontainers" or "resize", "update") => writes.UpdateAsync(request),
            ("status" or "scale" or "ephemeralcontainers" or "resize", "patch") => writes.PatchAsync(request),
            ("finalize", "update") => FinalizeAsync(request),
            _ => Answers.StatusAsync(request.Context, Refusals.MethodNotAllowed),
        };
    }

    private Task ScaleAsync(ResourceRequest request)
    {
        if (cluster.State.Find(request.Resource.Place(request.Namespace, request.Path.Name)) is not { } stored)
            return Answers.StatusAsync(request.Context, Refusals.NotFound(request.Resource, request.Path.Name));
        if (request.Resource.Scale is { } scale && Cluster.BodyAs(stored, request.Resource).Path(ScaleView.Keys(scale.SpecReplicas)) is null)
            return Answers.StatusAsync(request.Context, Refusals.Internal($"the spec replicas field \"{scale.SpecReplicas}\" does not exist"));
        return ObjectForms.SendScaleAsync(request, ScaleView.Of(Cluster.BodyAs(stored, request.Resource), request.Resource.Scale), cluster.Now);
    }

    /// <summary>Takes over the finalizers in a namespace's spec; a dying one that has none left goes.</summary>
    private async Task FinalizeAsync(ResourceRequest request)
    {
        var body = await RequestBody.ReadAsync(request.Context);
        if (body.Problem is { } problem)
        {
            await Answers.StatusAsync(request.Context, problem);
            return;
        }
        var place = request.Resource.Place("", request.Path.Name);
        var finalizers = (body.Root as MapNode).Map("spec")?["finalizers"];
        var answer = await cluster.Store.WriteAsync<MapNode?>(transaction =>
        {
            if (transaction.Find(place)?.Body is not { } live) return null;
            var spec = (live.Map("spec") ?? MapNode.Empty).Without("finalizers");
            var changed = live.With("spec", finalizers.IsNullOrMissing() ? spec : spec.With("finalizers", finalizers!));
            return DeletionRules.IsFinished(changed, request.Resource) ? transaction.Delete(place, changed)!.Body : transaction.Put(place, changed).Body;
        }, request.Context.RequestAborted);
        if (answer is null) await Answers.StatusAsync(request.Context, Refusals.NotFound(request.Resource, request.Path.Name));
        else await Answers.ObjectAsync(request.Context, answer);
    }
}
