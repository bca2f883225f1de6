using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Server.Api;

/// <summary>What is there: environments, their parts with objects and history, the newest plan, nodes and volumes.</summary>
internal static class EnvironmentRoutes
{
    public static void Map(IEndpointRouteBuilder api, ApiScope scope)
    {
        // the type of the answer is written out, as a handler of the request alone would be taken for one that answers by itself
        api.MapGet("/environments", Task<IResult> (HttpContext context) => ListAsync(scope, context));
        api.MapGet("/environments/{id}", (HttpContext context, string id) => OfAsync(scope, context, id, loop => Task.FromResult(ApiJson.Ok(StateJson.Environment(loop.State)))));
        api.MapGet("/environments/{id}/apps", (HttpContext context, string id) => PartsAsync(scope, context, id, onlyApps: true));
        api.MapGet("/environments/{id}/parts", (HttpContext context, string id) => PartsAsync(scope, context, id, onlyApps: false));
        api.MapGet("/environments/{id}/apps/{ns}/{app}", (HttpContext context, string id, string ns, string app) => PartAsync(scope, context, id, ns, app, (_, part) => Task.FromResult(ApiJson.Ok(StatusJson.Part(part).ToMap()))));
        api.MapGet("/environments/{id}/apps/{ns}/{app}/revisions", (HttpContext context, string id, string ns, string app) => PartAsync(scope, context, id, ns, app, (loop, part) => RevisionsAsync(scope, context, loop, part)));
        api.MapGet("/environments/{id}/plan", (HttpContext context, string id) => OfAsync(scope, context, id, loop => PlanAsync(loop, context)));
        api.MapGet("/environments/{id}/storage", (HttpContext context, string id) => OfAsync(scope, context, id, loop => StorageAsync(scope, context, loop)));
        api.MapGet("/nodes", Task<IResult> (HttpContext context) => NodesAsync(scope, context));
    }

    /// <summary>Does something with an environment that the caller may see.</summary>
    public static async Task<IResult> OfAsync(ApiScope scope, HttpContext context, string id, Func<EnvironmentLoop, Task<IResult>> action)
    {
        var loop = scope.Find(id);
        return await scope.AllowedAsync(context, ApiScope.OfEnvironment(ApiScope.Read, loop), _ => loop is null ? Task.FromResult(ApiJson.NotFound($"there is no environment {id}")) : action(loop));
    }

    /// <summary>Does something with an App that the caller may see.</summary>
    public static async Task<IResult> PartAsync(ApiScope scope, HttpContext context, string id, string space, string app, Func<EnvironmentLoop, PartStatus, Task<IResult>> action) =>
        await scope.AllowedAsync(context, new AccessNeed(ApiScope.Read, ApiScope.Apps, space), async person =>
        {
            if (scope.Find(id) is not { } loop) return ApiJson.NotFound($"there is no environment {id}");
            var status = await scope.View(loop).StatusAsync(context.RequestAborted);
            if (status is null || !status.TryGet(out var cluster, out _)) return ApiJson.Unanswered(status?.Error);
            return cluster.Environments[0].Parts.FirstOrDefault(part => part.Lane.Namespace == space && part.Lane.Title == $"App/{app}") is { } part ? await action(loop, part) : ApiJson.NotFound($"there is no App {space}/{app}");
        });

    private static Task<IResult> ListAsync(ApiScope scope, HttpContext context) =>
        scope.AllowedOfAsync(context, loops => Task.FromResult(ApiJson.List(loops.Select(loop => StateJson.Environment(loop.State)))));

    private static async Task<IResult> PartsAsync(ApiScope scope, HttpContext context, string id, bool onlyApps) => await OfAsync(scope, context, id, async loop =>
    {
        var status = await scope.View(loop).StatusAsync(context.RequestAborted);
        if (status is null || !status.TryGet(out var cluster, out _)) return ApiJson.Unanswered(status?.Error);
        var shown = new List<Node>();
        foreach (var part in cluster.Environments[0].Parts.Where(part => !onlyApps || part.Lane.IsApp))
            if (await scope.MaySeeAsync(context, part.Lane.Namespace)) shown.Add(StatusJson.Part(part).AddAll(new MapBuilder { ["part"] = part.Lane.Id, ["paused"] = loop.State.Pauses.Any(pause => pause.Part.Covers(part.Lane)) }.ToMap()).ToMap());
        return ApiJson.List(shown);
    });

    private static async Task<IResult> RevisionsAsync(ApiScope scope, HttpContext context, EnvironmentLoop loop, PartStatus part)
    {
        var answer = await scope.View(loop).RevisionsAsync(part.Lane, context.RequestAborted);
        return answer is not null && answer.TryGet(out var revisions, out _) ? ApiJson.List(revisions.Select(HistoryJson.Revision)) : ApiJson.Unanswered(answer?.Error);
    }

    private static async Task<IResult> PlanAsync(EnvironmentLoop loop, HttpContext context)
    {
        var state = loop.State;
        if (state.Plan is not { } plan) return ApiScope.Elsewhere(loop) ?? ApiJson.NotFound("no plan was made yet");
        return ApiJson.Ok(PlanJson.Tree(new PlanDocument(plan, new NamedSource(state.Source, state.Reference, loop.Setup.Path), state.Prefix, loop.Cluster is { } cluster ? await ClusterIdentity.ReadAsync(cluster, context.RequestAborted) : null)));
    }

    private static async Task<IResult> StorageAsync(ApiScope scope, HttpContext context, EnvironmentLoop loop)
    {
        var answer = await scope.View(loop).StorageAsync(context.RequestAborted);
        return answer is not null && answer.TryGet(out var storage, out _) ? ApiJson.List(storage.Volumes.Select(volume => (Node)StorageJson.Volume(volume).ToMap())) : ApiJson.Unanswered(answer?.Error);
    }

    private static Task<IResult> NodesAsync(ApiScope scope, HttpContext context) => scope.AllowedOfAsync(context, async loops =>
    {
        foreach (var loop in loops)
        {
            var status = await scope.View(loop).StatusAsync(context.RequestAborted);
            if (status is not null && status.TryGet(out var cluster, out _)) return cluster.NodesUnknown is { } why ? ApiJson.Problem(StatusCodes.Status502BadGateway, "Unknown", $"nodes can't be listed: {why}") : ApiJson.Ok(StatusJson.Nodes(cluster));
        }
        return ApiJson.Unanswered(null);
    });
}
