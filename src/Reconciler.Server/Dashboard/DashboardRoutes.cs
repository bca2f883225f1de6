using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Reconciler.Server.Dashboard;

/// <summary>
/// The dashboard: files that are embedded as they were written. They are public, as nothing is in them; what they show is asked of the
/// API, with the token of whoever looks.
/// </summary>
internal static class DashboardRoutes
{
    private const string Folder = "dashboard/";
    private const string Start = $"{Folder}index.html";

    public static void Map(WebApplication app)
    {
        var assembly = typeof(DashboardRoutes).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            var bytes = content.ToArray();
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\"");
            app.MapMethods(name == Start ? "/" : $"/{name}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
            {
                // a browser asks each time whether it has the newest; the answer is mostly that it has
                context.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(bytes, TypeOf(name), entityTag: tag);
            });
        }
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
