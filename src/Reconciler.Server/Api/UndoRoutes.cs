using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Engine.Running;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Server.Api;

/// <summary>Runs whose deletions can be undone, and undoing one: what comes back is held for some time.</summary>
internal static class UndoRoutes
{
    private static readonly TimeSpan UsualHold = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder api, ApiScope scope)
    {
        api.MapGet("/environments/{id}/undo", (HttpContext context, string id) => EnvironmentRoutes.OfAsync(scope, context, id, loop => ListAsync(scope, context, loop)));
        api.MapPost("/environments/{id}/undo", (HttpContext context, string id) => UndoAsync(scope, context, id));
    }

    private static async Task<IResult> ListAsync(ApiScope scope, HttpContext context, EnvironmentLoop loop)
    {
        var (cycle, runs, why) = await scope.View(loop).UndoAsync(context.RequestAborted);
        return cycle is null ? ApiJson.Unanswered(why) : ApiJson.List(runs.Select(run => (Node)new MapBuilder { ["run"] = run.Id, ["time"] = DocumentTime.Of(run.Time), ["objects"] = run.Objects, ["commit"] = run.Commit }.ToMap()));
    }

    private static Task<IResult> UndoAsync(ApiScope scope, HttpContext context, string id) =>
        scope.ChangingAsync(context, id, async (loop, body, person) =>
        {
            var (cycle, runs, why) = await scope.View(loop).UndoAsync(context.RequestAborted);
            if (cycle is null) return ApiJson.Unanswered(why);
            var wanted = body.Text("run")?.Value;
            if (runs.FirstOrDefault(run => wanted is null || run.Id == wanted) is not { } run) return ApiJson.Unprocessable([RunCodes.NothingToUndo.At(Origin.None, wanted is null ? "no run has deleted anything" : $"{wanted} is no run that can be undone")]);
            var (undoable, problems) = await cycle.PlanAsync(run, context.RequestAborted);
            if (undoable is null) return ApiJson.Problem(StatusCodes.Status503ServiceUnavailable, "It can't be undone now", problems[0].Message, problems);
            if (undoable.Planned.Plan!.IsRefused) return ApiJson.Unprocessable(undoable.Planned.Plan.Refusals);
            // a holder of its own, so that it waits for a run that goes on like anybody else
            var applier = new Applier($"{person.User} by the API", scope.Settings.Version, scope.Settings.Time);
            var hold = body.Int("hours")?.Value is { } hours ? TimeSpan.FromHours(hours) : UsualHold;
            var failed = await cycle.RunAsync(undoable, hold, applier, new RunOptions { Waits = false }, _ => { }, context.RequestAborted, CancellationToken.None);
            if (!failed.IsEmpty) return ApiJson.Problem(StatusCodes.Status409Conflict, "It can't be undone now", failed[0].Message, failed);
            return ApiJson.Ok(new MapBuilder { ["run"] = run.Id, ["losses"] = ListNode.Of(undoable.Losses.Select(loss => (Node)PlanJson.Problem(loss, ""))) }.ToMap());
        });
}
