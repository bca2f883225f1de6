using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Reconciler.Engine;
using Reconciler.Server.Api;

namespace Reconciler.Server.Access;

/// <summary>
/// Keeps other sites' pages from using a browser to come in: what changes something needs a content type that no form has, an Origin has
/// to be our own, and while no authentication is asked for, the name by which we are called has to be one of this machine.
/// </summary>
internal static class BrowserGuard
{
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static async Task InvokeAsync(HttpContext context, bool isOpen, Func<Task> next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) headers.CacheControl = "no-store";
        if (WhyForeign(context.Request, isOpen) is { } why) await ApiJson.WriteAsync(context, StatusCodes.Status403Forbidden, "Not from here", why);
        else await next();
    }

    private static string? WhyForeign(HttpRequest request, bool isOpen)
    {
        if (isOpen && !ThisMachine.Is(request.Host.Host)) return $"without authentication only this machine is served, and {request.Host.Host} is no name of it";
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOurs(origin, request)) return $"requests of pages of {origin} are not taken";
        return null;
    }

    private static bool IsOurs(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a request that changes something says that it is JSON, which a form can't.</summary>
    public static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
