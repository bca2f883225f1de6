using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Server.Api;

/// <summary>What the containers of an App write, from all its pods, each line under the pod's name.</summary>
internal static class LogRoutes
{
    private const int MostLines = 10_000;
    private const int UsualLines = 200;

    public static void Map(IEndpointRouteBuilder api, ApiScope scope) =>
        api.MapGet("/environments/{id}/apps/{ns}/{app}/logs", (HttpContext context, string id, string ns, string app) => ServeAsync(scope, context, id, ns, app));

    private static async Task<IResult> ServeAsync(ApiScope scope, HttpContext context, string id, string space, string app) =>
        await scope.AllowedAsync(context, new AccessNeed(ApiScope.Read, $"{ApiScope.Apps}/log", space), async person =>
        {
            if (scope.Find(id) is not { } loop) return ApiJson.NotFound($"there is no environment {id}");
            var tail = context.Request.Query["tail"].FirstOrDefault() is { } text ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines <= MostLines ? lines : -1 : UsualLines;
            if (tail < 0) return ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", $"tail is a number up to {MostLines}");
            if (Flag(context, "follow") is not { } follows || Flag(context, "previous") is not { } isPrevious) return ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", "follow and previous are true or false");
            var process = context.Request.Query["process"].FirstOrDefault() ?? "";
            if (!process.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')) return ApiJson.Problem(StatusCodes.Status400BadRequest, "Malformed", "process is the name of a process");
            if (loop.State.Plan?.Changes.Any(change => change.Lane.Namespace == space && change.Lane.Title == $"App/{app}") != true) return ApiScope.Elsewhere(loop) ?? ApiJson.NotFound($"there is no App {space}/{app}");
            if (loop.Cluster is not { } cluster || await loop.Setup.OpenLogs(context.RequestAborted) is not { } logs) return ApiJson.Unanswered(null);
            var selector = $"app.kubernetes.io/name={app}{(process.Length > 0 ? $",app.kubernetes.io/component={process}" : "")}";
            var pods = await cluster.ListAsync(new ListRequest(KubeResource.Pods) { Namespace = space, LabelSelector = selector }, context.RequestAborted);
            if (!pods.TryGet(out var list, out var why)) return ApiJson.Unanswered(why);
            var query = new LogQuery { Tail = tail, Follows = follows, IsPrevious = isPrevious };
            return Results.Stream(stream => FollowAsync(context, stream, logs, list, query), "text/plain; charset=utf-8");
        });

    /// <summary>A parameter that is true or false; left out it is false, and null where it is neither.</summary>
    private static bool? Flag(HttpContext context, string name) => context.Request.Query[name].FirstOrDefault() switch
    {
        null or "false" => false,
        "true" => true,
        _ => null,
    };

    private static async Task FollowAsync(HttpContext context, Stream stream, IPodLogs logs, ObjectList pods, LogQuery query)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ApiScope.Stopping(context));
        try
        {
            await WriteAsync(stream, logs, pods, query, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // the reader has gone, or the process ends
        }
    }

    private static async Task WriteAsync(Stream stream, IPodLogs logs, ObjectList pods, LogQuery query, CancellationToken cancellation)
    {
        using var one = new SemaphoreSlim(1);
        var containers = from pod in pods.Items from container in PodSpecs.Containers(pod) select (Pod: ObjectKey.Of(pod), Container: container);
        await Task.WhenAll(containers.Select(from => PipeAsync(from.Pod, from.Container)));

        async Task PipeAsync(ObjectKey pod, string container)
        {
            var answer = await logs.ReadAsync(pod, query with { Container = container }, cancellation);
            if (!answer.TryGet(out var lines, out var why))
            {
                await LineAsync($"{pod.Name} {container}: no log: {why.Message}");
                return;
            }
            try
            {
                await foreach (var line in lines.WithCancellation(cancellation)) await LineAsync($"{pod.Name} {line}");
            }
            catch (IOException problem)
            {
                await LineAsync($"{pod.Name} {container}: the log broke off: {problem.Message}");
            }
        }

        async Task LineAsync(string line)
        {
            await one.WaitAsync(cancellation);
            try
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellation);
                await stream.FlushAsync(cancellation);
            }
            finally
            {
                one.Release();
            }
        }
    }
}
