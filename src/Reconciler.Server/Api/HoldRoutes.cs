using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;
using Reconciler.Specs.Values;

namespace Reconciler.Server.Api;

/// <summary>
/// Stopping, starting, restarting and rolling back one App. What can't be done is refused at once; what can is written down as a hold in
/// the cluster, and the leader brings the App to it.
/// </summary>
internal static class HoldRoutes
{
    public static void Map(IEndpointRouteBuilder api, ApiScope scope)
    {
        api.MapPost("/environments/{id}/stop", (HttpContext context, string id) => HoldAsync(scope, context, id, _ => (new HoldRequest.Stop(), null)));
        api.MapPost("/environments/{id}/start", (HttpContext context, string id) => HoldAsync(scope, context, id, _ => (new HoldRequest.Start(), null)));
        api.MapPost("/environments/{id}/restart", (HttpContext context, string id) => HoldAsync(scope, context, id, body => (new HoldRequest.Restart(body.Text("process")?.Value), null)));
        api.MapPost("/environments/{id}/rollback", (HttpContext context, string id) => HoldAsync(scope, context, id, Rollback));
    }

    private static async Task<IResult> HoldAsync(ApiScope scope, HttpContext context, string id, Func<MapNode, (HoldRequest? Request, Diagnostic? Problem)> read)
    {
        var (body, refusal) = await ApiScope.BodyAsync(context);
        if (body is null) return refusal!;
        var loop = scope.Find(id);
        var (part, space, unknown) = OrderRoutes.PartOf(loop, body);
        var need = space is null ? ApiScope.OfEnvironment(ApiScope.Change, loop) : new AccessNeed(ApiScope.Change, ApiScope.Apps, space);
        return await scope.AllowedAsync(context, need, async person =>
        {
            if (loop is null) return ApiJson.NotFound($"there is no environment {id}");
            if (unknown is not null) return ApiScope.Elsewhere(loop) ?? ApiJson.Unprocessable([unknown]);
            if (LaneOf(loop, part) is not { } lane) return ApiJson.Unprocessable([AppOrderCodes.NotAnApp.At(Origin.None, "no App is named", "write \"app\" and \"namespace\", or \"part\" as /parts shows it")]);
            var (request, malformed) = read(body);
            return request is null ? ApiJson.Unprocessable([malformed!]) : await OrderAsync(scope, context, loop, lane, request, person);
        });
    }

    private static async Task<IResult> OrderAsync(ApiScope scope, HttpContext context, EnvironmentLoop loop, Lane lane, HoldRequest request, Person person)
    {
        var (cycle, why) = await scope.View(loop).HoldsAsync(context.RequestAborted);
        if (cycle is null) return ApiJson.Unanswered(why);
        var (plan, problems) = await cycle.PlanAsync(lane, request, person.User, context.RequestAborted);
        if (plan is null) return ApiJson.Unprocessable(problems);
        if (plan.IsRefused) return ApiJson.Unprocessable([.. plan.Plan.Refusals, .. plan.Plan.Changes.Where(change => change is { Action: ChangeAction.Refuse, Desired: not null }).SelectMany(change => change.Problems)]);
        if (await cycle.OrderAsync(plan, context.RequestAborted) is { } unwritten) return ApiJson.Problem(StatusCodes.Status503ServiceUnavailable, "It can't be written down", unwritten.Message, [unwritten]);
        var holds = plan.Planned.Held.Of(lane)?.Holds ?? [];
        return ApiJson.Accepted(context, $"/api/v1/environments/{Uri.EscapeDataString(loop.State.Id)}/apps/{lane.Namespace}/{plan.Lane.Name}", new MapBuilder
        {
            ["part"] = lane.Id,
            ["holds"] = ListNode.Of(holds.Select(hold => (Node)StatusJson.Hold(hold).ToMap())),
            ["counts"] = PlanJson.Counts(plan.Plan.Counts),
        }.ToMap());
    }

    private static (HoldRequest?, Diagnostic?) Rollback(MapNode body)
    {
        if (body.Text("for")?.Value is not { } text) return (new HoldRequest.Rollback(body.Int("to")?.Value, null), null);
        if (!Duration.TryParse(text, out var time, out var problem)) return (null, AppOrderCodes.TimeMalformed.At(Origin.None, problem.Message, problem.Fix));
        return time.Seconds > 0 ? (new HoldRequest.Rollback(body.Int("to")?.Value, TimeSpan.FromSeconds(time.Seconds)), null) : (null, AppOrderCodes.TimeMalformed.At(Origin.None, "a rollback for no time is none", "write it as 2h or 7d, or leave it out"));
    }

    private static Lane? LaneOf(EnvironmentLoop loop, PartId part) => part.IsAll ? null : loop.State.Plan?.Changes.Select(change => change.Lane).FirstOrDefault(part.Covers);
}
