using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Server.Access;

namespace Reconciler.Server.Api;

/// <summary>What the caller may change of an environment, so that nobody is offered what would be refused.</summary>
internal static class RightsRoutes
{
    public static void Map(IEndpointRouteBuilder api, ApiScope scope) => api.MapGet("/environments/{id}/rights", (HttpContext context, string id) => ServeAsync(scope, context, id));

    private static async Task<IResult> ServeAsync(ApiScope scope, HttpContext context, string id)
    {
        var loop = scope.Find(id);
        return await scope.AllowedAsync(context, ApiScope.OfEnvironment(ApiScope.Read, loop), async person =>
        {
            if (loop is null) return ApiJson.NotFound($"there is no environment {id}");
            var namespaces = new List<Node>();
            foreach (var space in (loop.State.Plan?.Changes ?? []).Select(change => change.Lane.Namespace).Where(space => space.Length > 0).Distinct().Order(StringComparer.Ordinal))
                namespaces.Add(new MapBuilder { ["namespace"] = space }.AddAll(await MayAsync(new AccessNeed(ApiScope.Change, ApiScope.Apps, space))).ToMap());
            return ApiJson.Ok(new MapBuilder { ["user"] = person.User }.AddAll(await MayAsync(ApiScope.OfEnvironment(ApiScope.Change, loop))).AddAll(new MapBuilder { ["namespaces"] = ListNode.Of(namespaces) }.ToMap()).ToMap());
        });

        async Task<MapNode> MayAsync(AccessNeed need)
        {
            var verdict = await scope.Doorman.JudgeAsync(context, need, context.RequestAborted);
            return new MapBuilder
            {
                ["change"] = verdict is Verdict.Allowed,
                ["why"] = verdict switch
                {
                    Verdict.Refused refused => ApiScope.Words(refused),
                    Verdict.Unknown unknown => unknown.Why,
                    _ => null,
                },
            }.ToMap();
        }
    }
}
