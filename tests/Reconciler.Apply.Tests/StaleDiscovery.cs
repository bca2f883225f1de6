using Microsoft.AspNetCore.Http;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests;

/// <summary>Answers as a server does whose aggregated API is down: the group is listed without its kinds, and marked as stale.</summary>
internal sealed class StaleDiscovery
{
    public const string Group = "sim.example.com";

    public bool IsOn { get; set; }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsOn || context.Request.Path != "/apis")
        {
            await next(context);
            return;
        }
        context.Request.Headers.AcceptEncoding = "";
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await next(context);
        context.Response.Body = wire;
        var document = (MapNode)NodeJson.Read(kept.ToArray());
        var groups = document.Maps("items").Select(group => group.Map("metadata").Text("name")?.Value == Group ? Stale(group) : group);
        var answer = CanonicalJson.Utf8(document.With("items", ListNode.Of(groups))).ToArray();
        context.Response.ContentLength = answer.Length;
        await wire.WriteAsync(answer);
    }

    private static MapNode Stale(MapNode group) =>
        group.With("versions", ListNode.Of(group.Maps("versions").Select(version => (Node)version.Without("resources").With("freshness", "Stale"))));
}
