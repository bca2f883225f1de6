using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Verbs;

/// <summary>Whom a token belongs to. Where it belongs to nobody, <see cref="Error"/> may say why.</summary>
public sealed record TokenOwner(bool IsAuthenticated, string User, string Uid, ImmutableArray<string> Groups, string? Error);

/// <summary>What somebody wants to do. A group of "" is the core group; a namespace of null is all of them.</summary>
public sealed record AccessQuestion(string Verb, string Group, string Resource)
{
    public string? Namespace { get; init; }
    public string? Name { get; init; }
    public string? Subresource { get; init; }

    internal MapBuilder ToAttributes() => new()
    {
        ["verb"] = Verb,
        ["group"] = Group,
        ["resource"] = Resource,
        ["namespace"] = Namespace,
        ["name"] = Name,
        ["subresource"] = Subresource,
    };
}

/// <summary>Whether it is allowed, and the authoriser's words.</summary>
public sealed record AccessDecision(bool IsAllowed, string? Reason);

/// <summary>Asks the server who somebody is and what they may do. Nothing is stored.</summary>
public sealed class ReviewVerbs
{
    private readonly KubeHttp _http;

    internal ReviewVerbs(KubeHttp http) => _http = http;

    /// <summary>Whom a bearer token belongs to.</summary>
    public async Task<Answer<TokenOwner>> WhoHas(string token, IEnumerable<string> audiences, CancellationToken cancellation)
    {
        var spec = new MapBuilder { ["token"] = token };
        spec.AddList("audiences", audiences.Select(Node.ToNode));
        var answer = await Ask(KubeResource.TokenReviews, spec, cancellation).ConfigureAwait(false);
        return answer.Select(status =>
        {
            var user = status.Map("user");
            return new TokenOwner(
                status.Flag("authenticated")?.Value ?? false,
                user.Text("username")?.Value ?? "",
                user.Text("uid")?.Value ?? "",
                [.. user.Texts("groups").Select(group => group.Value)],
                status.Text("error")?.Value);
        });
    }

    /// <summary>Whether a user may do something.</summary>
    public async Task<Answer<AccessDecision>> MayUser(string user, IEnumerable<string> groups, AccessQuestion question, CancellationToken cancellation)
    {
        var spec = new MapBuilder { ["user"] = user, ["resourceAttributes"] = question.ToAttributes() };
        spec.AddList("groups", groups.Select(Node.ToNode));
        return (await Ask(KubeResource.SubjectAccessReviews, spec, cancellation).ConfigureAwait(false)).Select(Decision);
    }

    /// <summary>Whether we may do something.</summary>
    public async Task<Answer<AccessDecision>> MayWe(AccessQuestion question, CancellationToken cancellation)
    {
        var spec = new MapBuilder { ["resourceAttributes"] = question.ToAttributes() };
        return (await Ask(KubeResource.SelfSubjectAccessReviews, spec, cancellation).ConfigureAwait(false)).Select(Decision);
    }

    private static AccessDecision Decision(MapNode status) => new(status.Flag("allowed")?.Value ?? false, status.Text("reason")?.Value);

    private async Task<Answer<MapNode>> Ask(KubeResource resource, MapBuilder spec, CancellationToken cancellation)
    {
        var body = new MapBuilder { ["apiVersion"] = resource.ApiVersion, ["kind"] = resource.Kind, ["spec"] = spec };
        var request = new KubeRequest(HttpMethod.Post, resource.Path(null)) { Subject = resource.QualifiedName, Resource = resource.Name, Body = body.ToMap() };
        var answer = await _http.Send(request, BodyReader.Map, cancellation).ConfigureAwait(false);
        return answer.Select(review => review.Map("status") ?? MapNode.Empty);
    }
}
