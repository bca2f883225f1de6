using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Engine.Control;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Server.Api;

/// <summary>Runs: the last ones, one of them, and to have one made.</summary>
internal static class RunRoutes
{
    public static void Map(IEndpointRouteBuilder api, ApiScope scope)
    {
        api.MapGet("/environments/{id}/runs", (HttpContext context, string id) => EnvironmentRoutes.OfAsync(scope, context, id, loop => Task.FromResult(ApiScope.Elsewhere(loop) ?? ApiJson.List(All(scope).Where(run => run.Environment == loop.State.Id).Select(StateJson.Run)))));
        api.MapPost("/environments/{id}/runs", (HttpContext context, string id) => SyncAsync(scope, context, id));
        api.MapPost("/environments/{id}/sync", (HttpContext context, string id) => SyncAsync(scope, context, id));
        api.MapGet("/runs", Task<IResult> (HttpContext context) => scope.AllowedOfAsync(context, loops => Task.FromResult(ApiJson.List(All(scope).Where(run => loops.Any(loop => loop.State.Id == run.Environment)).Select(StateJson.Run)))));
        api.MapGet("/runs/{run}", (HttpContext context, string run) => OneAsync(scope, context, run));
    }

    /// <summary>The last runs with those that go on, newest first.</summary>
    public static IEnumerable<ControlRun> All(ApiScope scope) =>
        scope.Controller.Environments.Select(loop => loop.State.Run).OfType<ControlRun>().Concat(scope.Controller.Runs).DistinctBy(run => (run.Environment, run.Id)).OrderByDescending(run => run.Began);

    /// <summary>A run that goes on or is remembered, or the order for one that nobody has taken up yet; null where there is neither.</summary>
    public static async Task<MapNode?> FindAsync(ApiScope scope, ImmutableArray<EnvironmentLoop> loops, string id, CancellationToken cancellation)
    {
        if (All(scope).FirstOrDefault(known => known.Id == id && loops.Any(loop => loop.State.Id == known.Environment)) is { } run) return StateJson.Run(run);
        foreach (var environment in loops)
        {
            var orders = await scope.View(environment).OrdersAsync(cancellation);
            if (orders is not null && orders.TryGet(out var standing, out _) && standing.Syncs.FirstOrDefault(sync => sync.Id == id) is { } sync)
                return new MapBuilder { ["id"] = id, ["environment"] = environment.State.Id, ["cause"] = $"sync of {sync.Part} by {sync.By}", ["state"] = "queued" }.ToMap();
        }
        return null;
    }

    public static IResult Missing(ImmutableArray<EnvironmentLoop> loops, string id) =>
        loops.Select(ApiScope.Elsewhere).FirstOrDefault(answer => answer is not null) ?? ApiJson.NotFound($"there is no run {id}; the last ones are kept");

    private static async Task<IResult> OneAsync(ApiScope scope, HttpContext context, string id) =>
        await scope.AllowedOfAsync(context, async loops => await FindAsync(scope, loops, id, context.RequestAborted) is { } run ? ApiJson.Ok(run) : Missing(loops, id));

    private static async Task<IResult> SyncAsync(ApiScope scope, HttpContext context, string id) => await OrderRoutes.OrderAsync(scope, context, id, (person, part, now) =>
    {
        var order = OrderStore.NewSync(part, person.User, now);
        return (orders => orders.Syncing(order), $"/api/v1/runs/{order.Id}", new MapBuilder { ["id"] = order.Id, ["state"] = "queued" });
    });
}
