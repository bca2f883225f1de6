namespace Reconciler.Core.Tests.Rendering;

/// <summary>Which class routes an App's domains, and who serves them.</summary>
public sealed class RoutingClassTests
{
    [Fact]
    public void An_App_without_domains_needs_nothing()
    {
        var scene = new RoutingScene().App("ingress: {class: nginx}\ntls: {issuer: {name: ca}}");
        Assert.Empty(scene.Names());
        Assert.Empty(scene.Problems);
    }

    [Fact]
    public void Domains_without_class_and_frontend_are_refused_at_the_domain()
    {
        var scene = new RoutingScene().App("domains: [shop.example.com]");
        Assert.Empty(scene.Render());
        var problem = Assert.Single(scene.Problems);
        Assert.Equal(("RCN1401", 5), (problem.Code.Id, problem.Place.Line));
    }

    [Theory]
    [InlineData("frontend: my.example.org")]
    [InlineData("ingress: {class: nginx}")]
    public void Domains_with_a_class_or_a_frontend_are_fine(string way) => Assert.Empty(new RoutingScene().App($"domains: [shop.example.com]\n{way}").Codes());

    [Fact]
    public void The_class_of_the_Environment_counts_where_the_App_has_none()
    {
        var scene = new RoutingScene("ingress: {class: traefik}").App("domains: [a.example.com]").App("domains: [b.example.com]\ningress: {class: nginx}", "other");
        Assert.Equal(["Ingress/other", "IngressRoute/shop"], scene.Names());
    }

    [Fact]
    public void Class_none_is_noted_and_renders_nothing()
    {
        var scene = new RoutingScene("ingress: {class: nginx}").App("domains: [a.example.com]\ningress: {class: none}\ntls: {issuer: {name: ca}}");
        Assert.Empty(scene.Names());
        Assert.Equal("RCN1402", Assert.Single(scene.Problems).Code.Id);
    }

    [Theory]
    [InlineData("ingress: {class: nginx, process: api}", 6)]
    [InlineData("ingress: {class: nginx}\nprocesses: {a: {expose: true}, b: {expose: true}}", 5)]
    [InlineData("ingress: {class: nginx}\nprocesses: {web: {expose: false}}", 7)]
    [InlineData("ingress: {class: nginx}\nprocesses: {web: {ports: [{scheme: tcp, port: 5432}]}}", 7)]
    public void Domains_that_no_process_serves_are_refused(string spec, int line)
    {
        var scene = new RoutingScene().App($"domains: [a.example.com]\n{spec}");
        Assert.Empty(scene.Render());
        var problem = Assert.Single(scene.Problems);
        Assert.Equal(("RCN1403", line), (problem.Code.Id, problem.Place.Line));
    }

    [Theory]
    [InlineData("ingress: {class: nginx, process: api}\nprocesses: {api: {expose: true}, web: {}}", "shop-api")]
    [InlineData("ingress: {class: nginx}\nprocesses: {api: {expose: true}, worker: {}}", "shop-api")]
    public void The_named_process_serves_else_the_only_exposed_one(string spec, string service)
    {
        var scene = new RoutingScene().App($"domains: [a.example.com]\n{spec}");
        Assert.Contains($"name: {service}\n", Reconciler.Objects.YamlWriter.Write(scene.Object("Ingress", "shop")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("traefik")]
    [InlineData("gateway, gateway: {name: g}")]
    public void Nginx_properties_with_another_class_are_a_warning(string @class) =>
        Assert.Equal(["RCN1405"], new RoutingScene().App($"domains: [a.example.com]\ningress: {{class: {@class}, nginx: {{sendTimeout: 5s}}}}").Codes());

    [Fact]
    public void Nginx_properties_of_the_Environment_are_not_held_against_an_App_of_another_class() =>
        Assert.Empty(new RoutingScene("ingress: {class: nginx, nginx: {clientMaxBodySize: 5m}}").App("domains: [a.example.com]\ningress: {class: traefik}").Codes());

    [Fact]
    public void Everything_rendered_carries_the_App_s_labels()
    {
        var scene = new RoutingScene("tls: {letsEncrypt: {email: ops@example.com}}").App("domains: [a.example.com]\ningress: {class: traefik, compression: true}", metadata: ", labels: {team: blue}");
        var ours = scene.Render().Where(manifest => manifest.Key.Kind != "ClusterIssuer").ToArray();
        Assert.Equal(5, ours.Length);
        Assert.All(ours, manifest =>
        {
            var labels = Reconciler.Objects.NodeAccess.Map(Reconciler.Objects.NodeAccess.Map(manifest.Body, "metadata"), "labels")!;
            Assert.Equal("shop blue", $"{labels["app.kubernetes.io/name"]} {labels["team"]}");
        });
    }
}
