using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Routes;

/// <summary>Paths below an object: those that the server answers itself, and those that other parts answer.</summary>
internal sealed class SubresourceRoutes(Cluster cluster)
{
    public Task HandleAsync(ResourceRequest request, string verb, WriteRoutes writes)
    {
        var (resource, path) = (request.Resource, request.Path);
        if (cluster.Hooks.Calls.TryGetValue($"{resource.Served.QualifiedResource}/{path.Subresource}", out var call))
            return call(new ResourceCall(request.Context, request.User, resource, request.Namespace, path.Name, path.Subresource) { Rest = path.Rest });
        if (resource.Subresource(path.Subresource) is not { } subresource) return Answers.NotServedAsync(request.Context);
        if (!subresource.Verbs.Contains(verb)) return Answers.StatusAsync(request.Context, Refusals.MethodNotAllowed);
        return (path.Subresource, verb) switch
        {
            ("status", "get") => new ReadRoutes(cluster).GetAsync(request),
            ("status", "update") => writes.UpdateAsync(request),
            ("status", "patch") => writes.PatchAsync(request),
            _ => Answers.StatusAsync(request.Context, Refusals.MethodNotAllowed),
        };
    }
}
