using System.Net;
using System.Net.WebSockets;
using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Kubernetes.Verbs;

namespace Reconciler.Kubernetes.Streams;

/// <summary>
/// Starts a command over a WebSocket, or connects to the one that a container runs. The upgrade goes through the client's own pool, so that certificates, proxies and
/// refusals are the same as everywhere; a command is never started twice.
/// </summary>
internal static class ExecOpener
{
    public const string Version5 = "v5.channel.k8s.io";
    public const string Version4 = "v4.channel.k8s.io";

    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(60);

    public static async Task<Answer<ExecSession>> Open(KubeHttp http, ObjectAddress address, ExecRequest exec, CancellationToken cancellation)
    {
        var query = new Query
        {
            { "container", exec.Container },
            { "stdin", exec.HasInput },
            { "stdout", exec.HasOutput },
            { "stderr", exec.HasOutput && !exec.IsTerminal },
            { "tty", exec.IsTerminal },
        };
        foreach (var word in exec.Command) query.Add("command", word);
        var request = new KubeRequest(HttpMethod.Get, query.On(address.Path))
        {
            Subject = address.ToString(),
            Resource = address.Resource.Name,
            Accept = "*/*",
            Upgrade = $"{Version5}, {Version4}",
            Retry = RetryRule.OnlyIfNotDone,
        };
        var answer = await http.Open(request, cancellation).ConfigureAwait(false);
        if (!answer.TryGet(out var response, out _)) return answer.Select<ExecSession>(_ => throw new System.Diagnostics.UnreachableException());
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            response.Dispose();
            return new Answer<ExecSession>.Failed(new KubeError.Unexpected { Subject = request.Subject, Message = "the server did not switch to a WebSocket", Code = (int)response.StatusCode });
        }
        var protocol = response.Headers.TryGetValues("Sec-WebSocket-Protocol", out var chosen) ? chosen.First() : Version4;
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false, SubProtocol = protocol, KeepAliveInterval = PingEvery, KeepAliveTimeout = PongWithin });
        return answer.Select(_ => new ExecSession(socket, response, request.Subject));
    }
}
