using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Reconciler.Engine.Control;

namespace Reconciler.Kubernetes.Http;

/// <summary>Counts requests by verb and answer, and makes spans of those that belong to a run. Bodies and headers are in neither.</summary>
internal static class RequestMeters
{
    private static readonly Meter Meter = new(ControlMeters.Name);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("reconciler.api.requests", null, "Requests to API servers by verb and code; the code is none where there was no answer.");

    /// <summary>Sends one request, once.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker pool, HttpRequestMessage message, KubeRequest request, CancellationToken cancellation)
    {
        var verb = VerbOf(request);
        // what a run began and goes on after it, as watches do, is no part of it
        using var span = verb != "watch" && Activity.Current is { IsStopped: false } ? ControlMeters.Spans.StartActivity(verb, ActivityKind.Client)?.SetTag("kubernetes.subject", request.Subject) : null;
        var code = "none";
        try
        {
            var response = await pool.SendAsync(message, cancellation).ConfigureAwait(false);
            code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response;
        }
        finally
        {
            Requests.Add(1, new TagList { { "verb", verb }, { "code", code } });
            span?.SetTag("http.response.status_code", code).SetStatus(code[0] is '5' or 'n' ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }
    }

    /// <summary>The verb by which the cluster's own metrics and rights know a request.</summary>
    public static string VerbOf(KubeRequest request)
    {
        var (path, query) = request.Path.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? (request.Path[..mark], request.Path[mark..]) : (request.Path, "");
        if (request.Method == HttpMethod.Get)
            return query.Contains("watch=true", StringComparison.Ordinal) ? "watch" : request.Resource is { } resource && path.EndsWith($"/{resource}", StringComparison.Ordinal) ? "list" : "get";
        var verb = request.Method == HttpMethod.Post ? "create" : request.Method == HttpMethod.Put ? "update" : request.Method == HttpMethod.Delete ? "delete" : request.ContentType == KubeRequest.Apply ? "apply" : "patch";
        return query.Contains("dryRun=All", StringComparison.Ordinal) ? $"{verb} (dry run)" : verb;
    }
}
