using Microsoft.AspNetCore.Http;
using Reconciler.Sandbox.Access;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Routes;

/// <summary>Where every request comes in: who is it, may they, what is it about, who answers.</summary>
public sealed class ApiRouter(Cluster cluster, string token)
{
    private readonly ReadRoutes _reads = new(cluster);
    private readonly WatchRoutes _watches = new(cluster);
    private readonly WriteRoutes _writes = new(cluster);
    private readonly DeleteRoutes _deletes = new(cluster);
    private readonly SubresourceRoutes _subresources = new(cluster);
    private readonly PlainRoutes _plain = new(cluster);

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["Audit-Id"] = cluster.NewUid();
        context.Response.Headers.CacheControl = "no-cache, private";
        var path = context.Request.Path.Value ?? "/";
        if (UserOf(context) is not { } caller)
        {
            await Answers.StatusAsync(context, Refusals.Unauthorized);
            return;
        }
        var (user, refusal) = Impersonation.Of(context.Request.Headers, caller, cluster.Hooks.Authorize);
        if (refusal is not null)
        {
            await Answers.StatusAsync(context, refusal);
            return;
        }
        if (path.StartsWith("//", StringComparison.Ordinal)) await Answers.NotServedAsync(context);
        else if (RequestPath.Parse(path) is { Resource.Length: > 0 } at) await ResourceAsync(context, user, at);
        else await PlainAsync(context, user, path);
    }

    private async Task PlainAsync(HttpContext context, ApiUser user, string path)
    {
        var verb = context.Request.Method.ToLowerInvariant();
        var decision = verb is "get" or "head" && PlainRoutes.IsPublic(path) ? new AccessDecision(true) : cluster.Hooks.Authorize(new AccessRequest(user, verb) { Path = path });
        if (!decision.IsAllowed) await Answers.StatusAsync(context, new ApiStatus(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {verb} path \"{path}\"") { HasDetails = true });
        else await _plain.HandleAsync(context, path);
    }

    private async Task ResourceAsync(HttpContext context, ApiUser user, RequestPath path)
    {
        var verb = VerbOf(context, path);
        var access = new AccessRequest(user, verb)
        {
            Group = path.Group,
            Version = path.Version,
            Resource = path.Resource,
            Subresource = path.Subresource,
            Namespace = path.Namespace,
            Name = path.Name.Length == 0 && verb is "list" or "watch" or "deletecollection" ? FieldSelector.NameIn(context.Text("fieldSelector")) : path.Name,
        };
        var decision = cluster.Hooks.Authorize(access);
        if (!decision.IsAllowed)
        {
            await Answers.StatusAsync(context, AccessRefusal.Of(access, decision.Reason));
            return;
        }
        var resources = cluster.Resources;
        var resource = resources.Find(path.Group, path.Version, path.Resource);
        // the API server knows that there is a version of the core group, and asks others about the rest
        var isMissing = resource is null ? path.Group.Length == 0 || resources.Of(path.Group, path.Version).Any(each => !each.Served.IsCustom) : IsMisplaced(resource, path);
        if (isMissing) await Answers.StatusAsync(context, Refusals.NoSuchPath);
        else if (resource is null) await Answers.NotServedAsync(context);
        else await ServeAsync(new ResourceRequest(context, user, path, resource), verb);
    }

    private Task ServeAsync(ResourceRequest request, string verb)
    {
        var (context, path, resource) = (request.Context, request.Path, request.Resource);
        if (path.Subresource.Length > 0) return _subresources.HandleAsync(request, verb, _writes);
        if (Accepted.Of(context).Problem(verb is not ("delete" or "deletecollection" or "watch"), path.Name.Length == 0 && verb is "list" or "watch", resource.Kind.Kind) is { } form) return Answers.StatusAsync(context, form);
        if (!resource.Allows(verb) || (resource.IsNamespaced && path.Namespace.Length == 0 && verb is not ("list" or "watch")) || (verb == "create") != (path.Name.Length == 0) && verb is "create" or "update" or "patch"
            || HttpMethods.IsHead(context.Request.Method))
            return Answers.StatusAsync(context, Refusals.MethodNotAllowed);
        if (Deprecations.WarningOf(resource) is { } warning) Answers.Warn(context, [warning]);
        if (resource.IsTerminating && verb is ("create" or "update" or "patch") && cluster.State.Find(resource.Place(request.Namespace, path.Name)) is null)
            return Answers.StatusAsync(context, Refusals.MethodNotAllowed with { Message = $"{verb} not allowed while custom resource definition is terminating" });
        if (verb == "create" && cluster.Hooks.Calls.TryGetValue(resource.Served.QualifiedResource, out var call))
            return call(new ResourceCall(context, request.User, resource, request.Namespace, "", ""));
        // a review is answered, never stored
        if (!resource.Allows("get")) return Answers.StatusAsync(context, Refusals.MethodNotAllowed);
        return verb switch
        {
            "get" => _reads.GetAsync(request),
            "list" => _reads.ListAsync(request),
            "watch" => _watches.WatchAsync(request),
            "create" => _writes.CreateAsync(request),
            "update" => _writes.UpdateAsync(request),
            "patch" => _writes.PatchAsync(request),
            "delete" => _deletes.DeleteAsync(request),
            "deletecollection" => _deletes.DeleteCollectionAsync(request),
            _ => Answers.StatusAsync(context, Refusals.MethodNotAllowed),
        };
    }

    /// <summary>A path that names a namespace for what has none, or an object without its namespace.</summary>
    private static bool IsMisplaced(ServedResource resource, RequestPath path) =>
        path.HasEmptyPart || (resource.IsNamespaced ? path is { Namespace.Length: 0, Name.Length: > 0 } : path.Namespace.Length > 0 && (resource.StorageName != Namespaces.Resource || path.Name != path.Namespace));

    private static string VerbOf(HttpContext context, RequestPath path) => context.Request.Method switch
    {
        "GET" or "HEAD" when context.Flag("watch") && path.Subresource.Length == 0 => "watch",
        "GET" or "HEAD" => path.Name.Length > 0 ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => path.Name.Length > 0 ? "delete" : "deletecollection",
        var other => other.ToLowerInvariant(),
    };

    private ApiUser? UserOf(HttpContext context)
    {
        const string Bearer = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0) return new ApiUser("system:anonymous", ["system:unauthenticated"]);
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return new ApiUser("system:anonymous", ["system:unauthenticated"]);
        var sent = header[Bearer.Length..].Trim();
        var isOurs = System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(sent), System.Text.Encoding.UTF8.GetBytes(token));
        return isOurs ? ApiUser.Administrator : cluster.Hooks.Authenticate(sent);
    }
}
