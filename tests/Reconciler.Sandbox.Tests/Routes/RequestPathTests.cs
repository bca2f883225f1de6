using Reconciler.Sandbox.Routes;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/api/v1/namespaces", "|v1||namespaces|||")]
    [InlineData("/api/v1/namespaces/a", "|v1|a|namespaces|a||")]
    [InlineData("/api/v1/namespaces/a/finalize", "|v1|a|namespaces|a|finalize|")]
    [InlineData("/api/v1/namespaces/a/pods/b/log", "|v1|a|pods|b|log|")]
    [InlineData("/api/v1/namespaces/a/pods/b:80/proxy/x/y/", "|v1|a|pods|b:80|proxy|x/y/")]
    [InlineData("/apis/apps/v1/deployments", "apps|v1||deployments|||")]
    [InlineData("/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aadmin", "rbac.authorization.k8s.io|v1||clusterroles|system:admin||")]
    public void A_path_is_taken_apart(string path, string parts)
    {
        var read = RequestPath.Parse(path)!;
        Assert.Equal(parts, string.Join('|', read.Group, read.Version, read.Namespace, read.Resource, read.Name, read.Subresource, read.Rest));
    }

    [Theory]
    [InlineData("/version")]
    [InlineData("/apis/apps")]
    [InlineData("/")]
    public void What_has_no_version_is_no_resource(string path) => Assert.Null(RequestPath.Parse(path));
}
