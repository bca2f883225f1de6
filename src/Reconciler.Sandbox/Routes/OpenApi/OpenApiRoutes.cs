using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Routes.OpenApi;

/// <summary>What the server serves as OpenAPI: version 3 in one document for each group version, version 2 in one.</summary>
internal sealed class OpenApiRoutes(Cluster cluster)
{
    public Task HandleAsync(HttpContext context, string path)
    {
        var resources = cluster.Resources;
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["openapi", "v2"] => SecondAsync(context, resources),
            ["openapi", "v3"] => Answers.ObjectAsync(context, Index(resources)),
            ["openapi", "v3", "api", var version] => ThirdAsync(context, resources, "", version),
            ["openapi", "v3", "apis", var group, var version] => ThirdAsync(context, resources, group, version),
            _ => Answers.NotServedAsync(context),
        };
    }

    private static Task ThirdAsync(HttpContext context, ResourceRegistry resources, string group, string version)
    {
        var all = resources.Of(group, version).ToList();
        if (all.Count == 0) return Answers.NotServedAsync(context);
        return Answers.ObjectAsync(context, new MapBuilder
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info,
            ["paths"] = OpenApiPaths.Of(all),
            ["components"] = new MapBuilder { ["schemas"] = OpenApiSchemas.Of(all, SchemaWriter.ThirdPrefix) },
        }.ToMap());
    }

    private static Task SecondAsync(HttpContext context, ResourceRegistry resources)
    {
        var isProtobuf = OpenApiProtobuf.IsAsked(context.Request.Headers.Accept.ToString());
        if (!isProtobuf && !Accepted.Of(context).IsAcceptable) return Answers.StatusAsync(context, Api.Refusals.NotAcceptable);
        var document = new MapBuilder
        {
            ["swagger"] = "2.0",
            ["info"] = Info,
            ["paths"] = OpenApiPaths.Of(resources.All),
            ["definitions"] = OpenApiSchemas.Of(resources.All, SchemaWriter.SecondPrefix),
        }.ToMap();
        return isProtobuf ? Answers.BytesAsync(context, OpenApiProtobuf.Write(document), OpenApiProtobuf.MediaType) : Answers.ObjectAsync(context, document);
    }

    private static MapNode Info { get; } = new MapBuilder { ["title"] = "Kubernetes", ["version"] = "v1.36.0" }.ToMap();

    private static MapNode Index(ResourceRegistry resources)
    {
        var paths = new MapBuilder();
        foreach (var of in resources.All.GroupBy(resource => resource.Kind.ApiVersion).OrderBy(of => of.Key, StringComparer.Ordinal))
        {
            var path = of.Key.Contains('/', StringComparison.Ordinal) ? $"apis/{of.Key}" : $"api/{of.Key}";
            paths.Add(path, new MapBuilder { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={Hash(of)}" });
        }
        return new MapBuilder { ["paths"] = paths }.ToMap();
    }

    /// <summary>Changes with the kinds and schemas of a group version, so that clients may keep its document.</summary>
    private static string Hash(IEnumerable<ServedResource> resources)
    {
        var text = new StringBuilder(KubeTypes.Release);
        foreach (var resource in resources) text.Append(resource.Kind.Kind).Append(resource.Served.Schema is { } schema ? CanonicalJson.Write(schema) : "");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
