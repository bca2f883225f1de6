using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Routes.OpenApi;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Routes;

/// <summary>Paths that are no resources: health, version, discovery, OpenAPI.</summary>
internal sealed class PlainRoutes(Cluster cluster)
{
    private static readonly MapNode Version = new MapBuilder
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
        ["gitVersion"] = "v1.36.0",
        ["gitCommit"] = "0000000000000000000000000000000000000000",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-04-22T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "none",
        ["platform"] = "linux/amd64",
    }.ToMap();

    private readonly DiscoveryRoutes _discovery = new(cluster);
    private readonly OpenApiRoutes _openApi = new(cluster);

    /// <summary>Whether anybody may ask.</summary>
    public static bool IsPublic(string path) => path is "/version" or "/version/" or "/healthz" or "/livez" or "/readyz";

    private static string Health(HttpContext context, string path) =>
        context.Request.Query.ContainsKey("verbose") ? $"[+]ping ok\n[+]log ok\n{path.Trim('/')} check passed\n" : "ok";

    public Task HandleAsync(HttpContext context, string path)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!isRead && path.TrimEnd('/') is "/version" or "/api" or "/api/v1") return Answers.StatusAsync(context, Refusals.MethodNotAllowed);
        if (!isRead && path.StartsWith("/openapi", StringComparison.Ordinal)) return Answers.NotServedAsync(context);
        return path.TrimEnd('/') switch
        {
            "/version" => Answers.ObjectAsync(context, Version),
            "/healthz" or "/livez" or "/readyz" => Answers.TextAsync(context, Health(context, path)),
            "/healthz/ping" or "/livez/ping" or "/readyz/ping" or "/healthz/etcd" or "/livez/etcd" or "/readyz/etcd" or "/healthz/log" or "/livez/log" or "/readyz/log" => Answers.TextAsync(context, "ok"),
            "" => Answers.ObjectAsync(context, new MapBuilder { ["paths"] = ListNode.Of("/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version") }.ToMap()),
            var at when at.StartsWith("/openapi/", StringComparison.Ordinal) => _openApi.HandleAsync(context, at),
            var at => _discovery.HandleAsync(context, at),
        };
    }
}
