using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Reconciler.Server.Api;

/// <summary>The description of the API, which tests hold to be that of the routes there are.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "openapi.json";

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/openapi.json", () => Results.Text(Text, "application/json"));

    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
