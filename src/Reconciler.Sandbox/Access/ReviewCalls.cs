using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Routes;

namespace Reconciler.Sandbox.Access;

/// <summary>The reviews: questions about tokens, users and rights that are posted like objects and never stored.</summary>
internal sealed class ReviewCalls(AccessControl access)
{
    public void Register(IDictionary<string, Func<ResourceCall, Task>> calls)
    {
        calls["tokenreviews.authentication.k8s.io"] = call => AnswerAsync(call, body => TokenReview(body));
        calls["selfsubjectreviews.authentication.k8s.io"] = call => AnswerAsync(call, _ => new MapBuilder { ["userInfo"] = UserInfo(call.User) }.ToMap());
        calls["subjectaccessreviews.authorization.k8s.io"] = call => AnswerAsync(call, body => Review(body, UserOf(body.Map("spec"))));
        calls["localsubjectaccessreviews.authorization.k8s.io"] = call => AnswerAsync(call, body => Review(body, UserOf(body.Map("spec"))));
        calls["selfsubjectaccessreviews.authorization.k8s.io"] = call => AnswerAsync(call, body => Review(body, call.User));
        calls["selfsubjectrulesreviews.authorization.k8s.io"] = call => AnswerAsync(call, body => Rules(body, call.User));
        calls["serviceaccounts/token"] = TokenAsync;
    }

    private static async Task AnswerAsync(ResourceCall call, Func<MapNode, MapNode> decide)
    {
        if (await BodyAsync(call) is not { } body) return;
        if ((BodyKind.Problem(call.Resource, body, call.Resource.Kind.ApiVersion, call.Resource.Kind.Kind) ?? ReviewRules.Problem(call, body)) is { } problem)
        {
            await Answers.StatusAsync(call.Context, problem);
            return;
        }
        var complete = new MapBuilder { ["kind"] = call.Resource.Kind.Kind, ["apiVersion"] = call.Resource.Kind.ApiVersion, ["metadata"] = body.Map("metadata") ?? MapNode.Empty, ["spec"] = body.Map("spec") };
        complete.Add("status", decide(body));
        await Answers.ObjectAsync(call.Context, complete.ToMap(), 201);
    }

    /// <summary>The body of a call; null when the caller has been told what is wrong with it.</summary>
    private static async Task<MapNode?> BodyAsync(ResourceCall call)
    {
        var read = await RequestBody.ReadAsync(call.Context);
        if (read.Root is MapNode body) return body;
        await Answers.StatusAsync(call.Context, read.Problem is { } problem && read.Syntax is null ? problem : BodyKind.Unrecognized(call.Resource.Kind.Kind, read.Syntax ?? "unexpected end of JSON input", read.Bytes.Span));
        return null;
    }

    private MapNode TokenReview(MapNode body)
    {
        var spec = body.Map("spec");
        var token = spec.Text("token")?.Value ?? "";
        if (access.Tokens.Read(token, access.Cluster.State, access.Cluster.Now) is not var (user, audiences))
            return new MapBuilder { ["user"] = MapNode.Empty, ["error"] = "[invalid bearer token, token lookup failed]" }.ToMap();
        var asked = spec.Texts("audiences").Select(audience => audience.Value).ToList();
        var common = asked.Count == 0 ? audiences : [.. audiences.Where(asked.Contains)];
        if (common.IsEmpty) return new MapBuilder { ["user"] = MapNode.Empty, ["error"] = "token audiences do not match" }.ToMap();
        return new MapBuilder { ["authenticated"] = true, ["user"] = UserInfo(user), ["audiences"] = Texts(common) }.ToMap();
    }

    private MapNode Review(MapNode body, ApiUser user)
    {
        var spec = body.Map("spec");
        var decision = access.Authorize(Request(spec, user));
        return new MapBuilder { ["allowed"] = decision.IsAllowed, ["reason"] = decision.Reason }.ToMap();
    }

    private static AccessRequest Request(MapNode? spec, ApiUser user)
    {
        if (spec.Map("nonResourceAttributes") is { } path) return new AccessRequest(user, path.Text("verb")?.Value ?? "") { Path = path.Text("path")?.Value ?? "" };
        var asked = spec.Map("resourceAttributes");
        return new AccessRequest(user, asked.Text("verb")?.Value ?? "")
        {
            Group = asked.Text("group")?.Value ?? "",
            Version = asked.Text("version")?.Value ?? "",
            Resource = asked.Text("resource")?.Value ?? "",
            Subresource = asked.Text("subresource")?.Value ?? "",
            Namespace = asked.Text("namespace")?.Value ?? "",
            Name = asked.Text("name")?.Value ?? "",
        };
    }

    private MapNode Rules(MapNode body, ApiUser user)
    {
        var rules = access.Rules().RulesOf(user, body.Map("spec").Text("namespace")?.Value ?? "");
        return new MapBuilder
        {
            ["resourceRules"] = ListNode.Of(rules.Where(rule => rule.Has("resources")).Select(rule => (Node)rule)),
            ["nonResourceRules"] = ListNode.Of(rules.Where(rule => rule.Has("nonResourceURLs")).Select(rule => (Node)rule)),
            ["incomplete"] = false,
        }.ToMap();
    }

    private async Task TokenAsync(ResourceCall call)
    {
        if (!HttpMethods.IsPost(call.Context.Request.Method))
        {
            await Answers.StatusAsync(call.Context, Refusals.MethodNotAllowed);
            return;
        }
        if (await BodyAsync(call) is not { } body) return;
        if (access.Cluster.State.Find(call.Resource.Place(call.Namespace, call.Name)) is not { } account)
        {
            await Answers.StatusAsync(call.Context, Refusals.NotFound(call.Resource, call.Name));
            return;
        }
        var spec = body.Map("spec") ?? MapNode.Empty;
        var seconds = spec.Int("expirationSeconds")?.Value ?? 3600;
        if (seconds < 600)
        {
            await Answers.StatusAsync(call.Context, Refusals.Invalid("authentication.k8s.io", "TokenRequest", "",
                new StatusCause("FieldValueInvalid", "spec.expirationSeconds", $"Invalid value: {seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)}: may not specify a duration less than 10 minutes")));
            return;
        }
        var now = access.Cluster.Now;
        ImmutableArray<string> audiences = [.. spec.Texts("audiences").Select(audience => audience.Value)];
        if (audiences.IsEmpty) audiences = [ServiceAccountTokens.Issuer];
        var token = access.Tokens.Issue(account.Body, audiences, now, now.AddSeconds(seconds));
        await Answers.ObjectAsync(call.Context, new MapBuilder
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = new MapBuilder { ["name"] = call.Name, ["namespace"] = call.Namespace, ["creationTimestamp"] = Metadata.Time(now) },
            ["spec"] = spec.With("audiences", Texts(audiences)).With("expirationSeconds", seconds),
            ["status"] = new MapBuilder { ["token"] = token, ["expirationTimestamp"] = Metadata.Time(now.AddSeconds(seconds)) },
        }.ToMap(), 201);
    }

    private static ApiUser UserOf(MapNode? spec) =>
        new(spec.Text("user")?.Value ?? "", [.. spec.Texts("groups").Select(group => group.Value)]) { Uid = spec.Text("uid")?.Value };

    private static MapNode UserInfo(ApiUser user)
    {
        var info = new MapBuilder { ["username"] = user.Name, ["uid"] = user.Uid };
        info.AddList("groups", user.Groups.Select(group => (Node)group));
        info.AddMap("extra", new MapNode([.. user.Extra.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new MapEntry(each.Key, Texts(each.Value)))]));
        return info.ToMap();
    }

    private static ListNode Texts(IEnumerable<string> texts) => ListNode.Of(texts.Select(text => (Node)text));
}
