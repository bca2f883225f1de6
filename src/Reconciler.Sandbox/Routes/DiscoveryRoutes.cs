using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Routes;

/// <summary>Discovery: which groups, versions and resources there are, one document for each as of old or all in one.</summary>
internal sealed class DiscoveryRoutes(Cluster cluster)
{
    public Task HandleAsync(HttpContext context, string path)
    {
        var resources = cluster.Resources;
        var isAggregated = Accepted.Of(context).As == "APIGroupDiscoveryList";
        switch (path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["api"] when isAggregated:
                return AggregatedAsync(context, AggregatedDiscovery.Core(resources));
            case ["apis"] when isAggregated:
                return AggregatedAsync(context, AggregatedDiscovery.Groups(resources));
            case ["api"]:
                return Answers.ObjectAsync(context, DiscoveryDocuments.CoreVersions(context.Request.Host.Value ?? ""));
            case ["apis"]:
                return Answers.ObjectAsync(context, DiscoveryDocuments.GroupList(resources));
            case ["apis", var group] when resources.Groups.Contains(group):
                return Answers.ObjectAsync(context, DiscoveryDocuments.Group(resources, group, withType: true));
            case ["api", "v1"]:
                return Answers.ObjectAsync(context, DiscoveryDocuments.ResourceList(resources, "", "v1"));
            case ["apis", var group, var version] when resources.Of(group, version).Any():
                return Answers.ObjectAsync(context, DiscoveryDocuments.ResourceList(resources, group, version));
            case ["api", _]:
                return Answers.StatusAsync(context, Refusals.NoSuchPath);
            default:
                return Answers.NotServedAsync(context);
        }
    }

    private static Task AggregatedAsync(HttpContext context, MapNode document)
    {
        context.Response.Headers.Vary = "Accept";
        var version = Accepted.Of(context).Version is "v2beta1" ? "v2beta1" : "v2";
        var bytes = NodeJson.ToUtf8(document.With("apiVersion", $"apidiscovery.k8s.io/{version}"));
        return Answers.BytesAsync(context, bytes, $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList");
    }
}
