using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Server.Api;

/// <summary>What people order: pause, resume, and to let a refused plan through. The orders lie in the cluster, and the leader takes them up.</summary>
internal static class OrderRoutes
{
    public static void Map(IEndpointRouteBuilder api, ApiScope scope)
    {
        api.MapPost("/environments/{id}/pause", (HttpContext context, string id) => OrderAsync(scope, context, id, (person, part, now) => (orders => orders.Pausing(new PauseOrder(part, person.User, now)), $"/api/v1/environments/{id}", new MapBuilder { ["paused"] = part.ToString() })));
        api.MapPost("/environments/{id}/resume", (HttpContext context, string id) => OrderAsync(scope, context, id, (_, part, _) => (orders => orders.Resuming(part), $"/api/v1/environments/{id}", new MapBuilder { ["resumed"] = part.ToString() })));
        api.MapPost("/environments/{id}/approve", (HttpContext context, string id) => ApproveAsync(scope, context, id));
    }

    /// <summary>Writes an order about a part of an environment, or all of it, that the caller may change.</summary>
    public static async Task<IResult> OrderAsync(ApiScope scope, HttpContext context, string id, Func<Person, PartId, DateTimeOffset, (Func<StandingOrders, StandingOrders> Change, string Location, MapBuilder Body)> order)
    {
        var (body, refusal) = await ApiScope.BodyAsync(context);
        if (body is null) return refusal!;
        var loop = scope.Find(id);
        var (part, space, unknown) = PartOf(loop, body);
        var need = space is null ? ApiScope.OfEnvironment(ApiScope.Change, loop) : new AccessNeed(ApiScope.Change, ApiScope.Apps, space);
        return await scope.AllowedAsync(context, need, async person =>
        {
            if (loop is null) return ApiJson.NotFound($"there is no environment {id}");
            if (unknown is not null) return ApiScope.Elsewhere(loop) ?? ApiJson.Unprocessable([unknown]);
            var (change, location, answer) = order(person, part, scope.Settings.Time.GetUtcNow());
            return await scope.View(loop).OrderAsync(change, context.RequestAborted) is { } why ? ApiJson.Unanswered(why) : ApiJson.Accepted(context, location, answer.ToMap());
        });
    }

    private static Task<IResult> ApproveAsync(ApiScope scope, HttpContext context, string id) =>
        scope.ChangingAsync(context, id, async (loop, body, person) =>
        {
            if (loop.State.Plan is not { HasRefusals: true } plan) return ApiScope.Elsewhere(loop) ?? ApiJson.Unprocessable([ControlCodes.NothingToApprove.At(Origin.None, "no plan waits for approval")]);
            var codes = body.Texts("codes").Select(code => DiagnosticCode.Find(code.Value)).ToImmutableArray();
            if (codes.Any(code => code is not { IsGuard: true })) return ApiJson.Unprocessable([ControlCodes.NothingToApprove.At(Origin.None, "codes are those of guards, as the plan shows them", "write \"codes\": [\"RCN3003\"]")]);
            if (codes.IsEmpty && body.Int("allowPrune") is null) return ApiJson.Unprocessable([ControlCodes.NothingToApprove.At(Origin.None, "the approval names neither codes nor allowPrune")]);
            if (body.Text("plan")?.Value is { } hash && hash != plan.Hash) return ApiJson.Problem(StatusCodes.Status409Conflict, "Another plan", $"the plan is {plan.Hash} by now", [ControlCodes.NothingToApprove.At(Origin.None, $"the plan {hash} is no more", "look at the new one")]);
            var approval = new ApprovalOrder(plan.Hash, [.. codes.Select(code => code!.Number)], body.Int("allowPrune")?.Value, person.User, scope.Settings.Time.GetUtcNow());
            return await scope.View(loop).OrderAsync(orders => orders with { Approval = approval }, context.RequestAborted) is { } why ? ApiJson.Unanswered(why) : ApiJson.Accepted(context, $"/api/v1/environments/{id}", new MapBuilder { ["plan"] = plan.Hash }.ToMap());
        });

    /// <summary>The part that a request names: one of the newest plan, by its id or as an App with its namespace; nothing named is everything.</summary>
    public static (PartId Part, string? Namespace, Diagnostic? Unknown) PartOf(EnvironmentLoop? loop, MapNode body)
    {
        var lanes = loop?.State.Plan?.Changes.Select(change => change.Lane).DistinctBy(lane => lane.Id).ToList() ?? [];
        if (body.Text("part") is { Value.Length: > 0 } id) return Found(lanes.Where(lane => lane.Id == id.Value).ToList(), id.Value);
        if (body.Text("app") is not { Value.Length: > 0 } app) return (PartId.All, null, null);
        var space = body.Text("namespace")?.Value;
        return Found(lanes.Where(lane => lane.Title == $"App/{app.Value}" && (space is null || lane.Namespace == space)).ToList(), space is null ? app.Value : $"{space}/{app.Value}");
    }

    private static (PartId, string?, Diagnostic?) Found(List<Lane> fitting, string name) => fitting is [var only]
        ? (PartId.Of(only), only.Namespace.Length == 0 ? null : only.Namespace, null)
        : (PartId.All, null, ControlCodes.PartUnknown.At(Origin.None, fitting.Count == 0 ? $"there is no part {name}" : $"{fitting.Count} parts are called {name}", "name its namespace, or its part as /parts shows it"));
}
