using System.Globalization;
using Reconciler.Kube;
using Reconciler.Kubernetes.Answers;
using Reconciler.Kubernetes.Http;
using Reconciler.Kubernetes.Streams;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Verbs;

/// <summary>Which part of a container's log to read.</summary>
public sealed record LogRequest
{
    /// <summary>Null: the pod's only container.</summary>
    public string? Container { get; init; }

    /// <summary>Whether to go on as the container writes.</summary>
    public bool Follow { get; init; }

    public int? TailLines { get; init; }
    public TimeSpan? Since { get; init; }

    /// <summary>Only what was written at this time or later, to the second.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Whether to read the log of the container that ran before this one.</summary>
    public bool Previous { get; init; }

    public bool Timestamps { get; init; }
}

/// <summary>What a pod or Service answered through the API server's proxy.</summary>
public sealed record ProxyAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body);

/// <summary>What only pods can do: logs, commands, eviction, and being asked through the API server.</summary>
public sealed class PodVerbs
{
    private readonly KubeHttp _http;

    internal PodVerbs(KubeHttp http) => _http = http;

    /// <summary>A container's log. The caller disposes it.</summary>
    public async Task<Answer<PodLog>> Logs(string inNamespace, string pod, LogRequest log, CancellationToken cancellation)
    {
        var query = new Query
        {
            { "container", log.Container },
            { "follow", log.Follow },
            { "tailLines", log.TailLines?.ToString(CultureInfo.InvariantCulture) },
            { "sinceSeconds", log.Since is { } since ? Math.Max(1, (long)Math.Ceiling(since.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null },
            { "sinceTime", log.From?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) },
            { "previous", log.Previous },
            { "timestamps", log.Timestamps },
        };
        var address = new ObjectAddress(KubeResource.Pods, inNamespace, pod) { Subresource = "log" };
        var request = new KubeRequest(HttpMethod.Get, query.On(address.Path)) { Subject = address.ToString(), Resource = "pods", Accept = "*/*" };
        var answer = await _http.Open(request, cancellation).ConfigureAwait(false);
        return answer.Select(response => new PodLog(response));
    }

    /// <summary>Runs a command in a container. The caller disposes the session.</summary>
    public Task<Answer<ExecSession>> Exec(string inNamespace, string pod, ExecRequest exec, CancellationToken cancellation) =>
        ExecOpener.Open(_http, new ObjectAddress(KubeResource.Pods, inNamespace, pod) { Subresource = "exec" }, exec, cancellation);

    /// <summary>Connects to what a container runs itself. The caller disposes the session.</summary>
    public Task<Answer<ExecSession>> Attach(string inNamespace, string pod, ExecRequest attach, CancellationToken cancellation) =>
        ExecOpener.Open(_http, new ObjectAddress(KubeResource.Pods, inNamespace, pod) { Subresource = "attach" }, attach, cancellation);

    /// <summary>Asks a pod to leave, as its PodDisruptionBudgets allow.</summary>
    public Task<Answer<MapNode>> Evict(string inNamespace, string pod, DeleteOptions options, CancellationToken cancellation)
    {
        var address = new ObjectAddress(KubeResource.Pods, inNamespace, pod) { Subresource = "eviction" };
        var body = new MapBuilder
        {
            ["apiVersion"] = "policy/v1",
            ["kind"] = "Eviction",
            ["metadata"] = new MapBuilder { ["name"] = pod, ["namespace"] = inNamespace },
            ["deleteOptions"] = options.ToBody(),
        };
        var request = new KubeRequest(HttpMethod.Post, address.Path)
        {
            Subject = address.ToString(),
            Resource = "pods",
            Body = body.ToMap(),
            Retry = options.IsDryRun || options.Uid is not null ? RetryRule.Idempotent : RetryRule.OnlyIfNotDone,
        };
        return _http.Send(request, BodyReader.Map, cancellation);
    }

    /// <summary>Asks a pod's port for a path, once: what it answers is wanted as it is.</summary>
    public Task<Answer<ProxyAnswer>> ProxyPod(string inNamespace, string pod, int port, string path, CancellationToken cancellation, string method = "GET") =>
        Proxy(KubeResource.Pods, inNamespace, $"{pod}:{port.ToString(CultureInfo.InvariantCulture)}", path, cancellation, method);

    /// <summary>Asks a Service's port, by number or name, for a path.</summary>
    public Task<Answer<ProxyAnswer>> ProxyService(string inNamespace, string service, string port, string path, CancellationToken cancellation) =>
        Proxy(KubeResource.Services, inNamespace, $"{service}:{port}", path, cancellation);

    private async Task<Answer<ProxyAnswer>> Proxy(KubeResource resource, string inNamespace, string target, string path, CancellationToken cancellation, string method = "GET")
    {
        var address = new ObjectAddress(resource, inNamespace, target) { Subresource = "proxy" };
        var request = new KubeRequest(new HttpMethod(method), $"{resource.Path(inNamespace)}/{target}/proxy/{path.TrimStart('/')}")
        {
            Subject = address.ToString(),
            Resource = resource.Name,
            Accept = "*/*",
            TakesAnyStatus = true,
            Retry = method == "GET" ? RetryRule.Idempotent : RetryRule.OnlyIfNotDone,
        };
        var answer = await _http.Send(request, async (response, stop) =>
            new ProxyAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false)), cancellation).ConfigureAwait(false);
        // What the API server itself refuses comes as a Status; what is behind it answers as it likes.
        if (answer is Answer<ProxyAnswer>.Ok { Value: { Status: >= 400 } refused } && StatusBody.Read(refused.Status, refused.Body.Span) is { IsStatus: true } status)
            return new Answer<ProxyAnswer>.Failed(ErrorReader.Read(request.Subject, request.Resource, status)) { Warnings = answer.Warnings };
        return answer;
    }
}
