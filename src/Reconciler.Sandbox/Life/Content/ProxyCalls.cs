using System.Globalization;
using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life.Network;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>Answers pods/proxy and services/proxy as a healthy application would, or an unhealthy one by its tag.</summary>
internal sealed class ProxyCalls(Func<Cluster> cluster)
{
    public async Task PodAsync(ResourceCall call)
    {
        var (_, name, port) = Parts(call.Name);
        if (cluster().State.Find(call.Resource.Place(call.Namespace, name)) is not { } stored)
        {
            await Answers.StatusAsync(call.Context, Refusals.NotFound(call.Resource, name));
            return;
        }
        if (stored.Body.Map("status").Text("podIP")?.Value is not { } address || stored.Body.IsFinished())
            await Answers.StatusAsync(call.Context, new ApiStatus(503, "ServiceUnavailable", $"error trying to reach service: dial tcp: no address for pod \"{name}\" at port {port}"));
        else await AnswerAsync(call, stored.Body);
    }

    public async Task ServiceAsync(ResourceCall call)
    {
        var (_, name, port) = Parts(call.Name);
        if (cluster().State.Find(call.Resource.Place(call.Namespace, name)) is not { } stored)
        {
            await Answers.StatusAsync(call.Context, Refusals.NotFound(call.Resource, name));
            return;
        }
        var service = stored.Body;
        var ports = service.Map("spec").Maps("ports").ToList();
        var hasPort = port.Length == 0 ? ports.Count == 1 : ports.Exists(each => each.Text("name")?.Value == port || each.Text("port")?.Value == port);
        var pods = service.Map("spec").Map("selector") is not { Entries.Length: > 0 } selector ? [] : cluster().State.List("pods", call.Namespace).Select(each => each.Body)
            .Where(pod => LabelMatch.HasAll(selector, pod.Labels()) && (pod.IsReady() || ServiceLife.PublishesAll(service)) && !pod.IsDying()).ToList();
        if (!hasPort || pods.Count == 0)
            await Answers.StatusAsync(call.Context, new ApiStatus(503, "ServiceUnavailable", !hasPort ? $"no service port \"{port}\" found for service \"{name}\"" : $"no endpoints available for service \"{name}\""));
        else await AnswerAsync(call, pods[0]);
    }

    private static Task AnswerAsync(ResourceCall call, MapNode pod)
    {
        if (call.Rest.StartsWith("status/", StringComparison.Ordinal) && int.TryParse(call.Rest.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 200 and < 600)
            return Answers.BytesAsync(call.Context, Encoding.UTF8.GetBytes($"{{\"status\": {LifeTimes.Plain(code)}}}\n"), "application/json", code);
        var isHealthy = !pod.AnswersUnhealthy();
        return Answers.BytesAsync(call.Context, isHealthy ? "{\"healthy\": true}\n"u8.ToArray() : "{\"healthy\": false}\n"u8.ToArray(), "application/json", isHealthy ? 200 : 503);
    }

    /// <summary>"https:web:8080" is scheme, name and port; name and port, or the name alone, do too.</summary>
    internal static (string Scheme, string Name, string Port) Parts(string text) => text.Split(':') switch
    {
        [var scheme, var name, var port] => (scheme, name, port),
        [var name, var port] => ("", name, port),
        _ => ("", text, ""),
    };
}
