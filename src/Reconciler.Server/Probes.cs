using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Reconciler.Engine.Control;

namespace Reconciler.Server;

/// <summary>
/// What an orchestrator asks: whether the process lives, and whether it looks after its environments. A standby is ready; whoever can't
/// reach any cluster is not. One that is down of several is only told, as the others still take hooks and are looked at; so is a source
/// that is down, since what was read of it goes on.
/// </summary>
internal static class Probes
{
    public static void Map(WebApplication app, Controller controller)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", () =>
        {
            var states = controller.Environments.Select(loop => loop.State).ToList();
            var isReady = states.Exists(state => state.IsReady);
            var lines = states.Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Environment ?? state.Id}: {(state.IsReady ? "ready" : "not ready")}, {state.Phase}{(state.Message.Length > 0 ? $": {state.Message}" : "")}{(state.PollProblem is { } problem ? $"; the source doesn't answer: {problem.Message}" : "")}"));
            return Results.Text(string.Join('\n', lines) + "\n", statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
