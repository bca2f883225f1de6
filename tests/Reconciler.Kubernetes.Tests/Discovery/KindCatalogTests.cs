using Microsoft.AspNetCore.Http;
using Reconciler.Kube;

namespace Reconciler.Kubernetes.Tests.Discovery;

public sealed class KindCatalogTests
{
    private const string Core = """{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{"metadata":{"name":""},"versions":[{"version":"v1","freshness":"Current","resources":[{"resource":"pods","responseKind":{"group":"","version":"v1","kind":"Pod"},"scope":"Namespaced","singularResource":"pod","verbs":["get","list"],"shortNames":["po"],"subresources":[{"subresource":"log","responseKind":{"kind":"Pod"},"verbs":["get"]}]}]}]}]}""";

    private int _requests;
    private string _groups = """{"metadata":{"name":"apps"},"versions":[{"version":"v1","freshness":"Current","resources":[{"resource":"deployments","responseKind":{"group":"apps","version":"v1","kind":"Deployment"},"scope":"Namespaced","verbs":["get"],"subresources":[{"subresource":"scale","responseKind":{"kind":"Scale"},"verbs":["get","patch"]}]}]}]},{"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}""";

    [Fact]
    public async Task An_aggregated_discovery_takes_two_requests()
    {
        await using var server = await RawServer.Start(Aggregated);
        using var client = server.Client();
        var pods = Assert.IsType<KindLookup.Served>(await client.Kinds.Find("v1", "Pod", default)).Resource;
        Assert.Equal(("pods", true, "/api/v1/namespaces/shop/pods", "/api/v1/pods"), (pods.Name, pods.IsNamespaced, pods.Path("shop"), pods.Path(null)));
        Assert.True(pods.Has("log"));
        var deployments = Assert.IsType<KindLookup.Served>(await client.Kinds.FindPreferred("apps", "Deployment", default)).Resource;
        Assert.Equal(("deployments.apps", "/apis/apps/v1/deployments"), (deployments.QualifiedName, deployments.Path(null)));
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task A_stale_group_is_unknown_and_no_other()
    {
        await using var server = await RawServer.Start(Aggregated);
        using var client = server.Client();
        Assert.IsType<KubeError.ApiDown>(Assert.IsType<KindLookup.Unknown>(await client.Kinds.Find("metrics.k8s.io/v1beta1", "PodMetrics", default)).Why);
        Assert.IsType<KindLookup.NotServed>(await client.Kinds.Find("example.com/v1", "Thing", default));
        Assert.IsType<KindLookup.NotServed>(await client.Kinds.Find("apps/v2", "Deployment", default));
        Assert.IsType<KindLookup.Served>(await client.Kinds.Find("apps/v1", "Deployment", default));
    }

    [Fact]
    public async Task A_kind_that_is_not_known_is_looked_for_once_more()
    {
        await using var server = await RawServer.Start(Aggregated);
        using var client = server.Client();
        await client.Kinds.Snapshot(default);
        await Task.Delay(TimeSpan.FromMilliseconds(600));
        _groups += """,{"metadata":{"name":"example.com"},"versions":[{"version":"v1","freshness":"Current","resources":[{"resource":"things","responseKind":{"group":"example.com","version":"v1","kind":"Thing"},"scope":"Cluster","verbs":["get"]}]}]}""";
        var thing = Assert.IsType<KindLookup.Served>(await client.Kinds.Find("example.com/v1", "Thing", default)).Resource;
        Assert.False(thing.IsNamespaced);
        Assert.Equal(4, _requests);
        // asked again at once, the answer is as fresh as can be
        Assert.IsType<KindLookup.NotServed>(await client.Kinds.Find("example.com/v1", "Other", default));
        Assert.Equal(4, _requests);
    }

    [Fact]
    public async Task The_old_form_is_read_where_the_server_has_no_other()
    {
        await using var server = await RawServer.Start(context => context.Request.Path.Value switch
        {
            "/api" => context.Json(200, """{"kind":"APIVersions","versions":["v1"]}"""),
            "/api/v1" => context.Json(200, """{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","kind":"Pod","namespaced":true,"verbs":["get"]},{"name":"pods/log","kind":"Pod","namespaced":true,"verbs":["get"]}]}"""),
            "/apis" => context.Json(200, """{"kind":"APIGroupList","groups":[{"name":"autoscaling","versions":[{"groupVersion":"autoscaling/v1"},{"groupVersion":"autoscaling/v2"}],"preferredVersion":{"groupVersion":"autoscaling/v2"}},{"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1"}]}]}"""),
            "/apis/autoscaling/v1" or "/apis/autoscaling/v2" => context.Json(200, """{"kind":"APIResourceList","resources":[{"name":"horizontalpodautoscalers","kind":"HorizontalPodAutoscaler","namespaced":true,"verbs":["get"]}]}"""),
            _ => context.Text(503, "service unavailable"),
        });
        using var client = server.Client();
        Assert.True(Assert.IsType<KindLookup.Served>(await client.Kinds.Find("v1", "Pod", default)).Resource.Has("log"));
        Assert.Equal("v2", Assert.IsType<KindLookup.Served>(await client.Kinds.FindPreferred("autoscaling", "HorizontalPodAutoscaler", default)).Resource.Version);
        Assert.IsType<KindLookup.Unknown>(await client.Kinds.Find("metrics.k8s.io/v1beta1", "PodMetrics", default));
        Assert.IsType<KindLookup.NotServed>(await client.Kinds.Find("example.com/v1", "Thing", default));
    }

    [Fact]
    public async Task A_discovery_that_fails_makes_what_it_did_not_tell_unknown()
    {
        await using var server = await RawServer.Start(context => context.Request.Path == "/apis" ? context.Status(403, "Forbidden", "no") : context.Json(200, Core));
        using var client = server.Client();
        Assert.IsType<KindLookup.Served>(await client.Kinds.Find("v1", "Pod", default));
        Assert.IsType<KindLookup.Unknown>(await client.Kinds.Find("apps/v1", "Deployment", default));
    }

    private Task Aggregated(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        return context.Request.Path == "/api" ? context.Json(200, Core) : context.Json(200, $$"""{"kind":"APIGroupDiscoveryList","items":[{{_groups}}]}""");
    }
}
