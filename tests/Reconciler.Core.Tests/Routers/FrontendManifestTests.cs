using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Routers;
using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Routers;

public sealed class FrontendManifestTests
{
    private const string Router = "router: {etcd: {endpoints: ['http://etcd:2379']}}";

    [Fact]
    public void A_rolling_App_has_one_backend_and_points_at_its_Service()
    {
        var frontend = One("frontend: a.example.org\nprocesses: {web: {service: {name: front}, ports: [{scheme: http, port: 8080, containerPort: 5000}]}}");
        Assert.Equal(("a.example.org", "default", "App/shop"), (frontend.Key.Name, frontend.Key.Namespace, frontend.Lane.Title));
        Assert.Equal("{\"backend\":\"default-shop\",\"port\":8080,\"service\":\"front\",\"type\":\"http\"}", CanonicalJson.Write(frontend.Body.Map("spec")!));
    }

    [Theory]
    [InlineData("", "shop-web")]
    [InlineData(", preview: true", "shop-web-{0}")]
    public void Under_blueGreen_the_backend_is_called_like_the_version(string more, string service)
    {
        var text = $"frontend: a.example.org\ndeploy: {{strategy: blueGreen{more}}}\nprocesses: {{web: {{healthChecks: {{readiness: {{tcpSocket: {{}}}}}}}}}}";
        var deployment = Renderer.Render(Parse(Of(Environment(Router), App(text)))).Manifests.Single(manifest => manifest.Key.Kind == "Deployment");
        var version = deployment.Key.Name["shop-web-".Length..];
        var spec = One(text).Body.Map("spec");
        Assert.Equal(($"default-shop-{version}", string.Format(System.Globalization.CultureInfo.InvariantCulture, service, version)), (spec.Text("backend")!.Value, spec.Text("service")!.Value));
        Assert.NotEqual($"default-shop-{version}", One(text.Replace("web: {", "web: {command: x, ", StringComparison.Ordinal)).Body.Map("spec").Text("backend")!.Value);
    }

    [Fact]
    public void What_the_ingress_says_of_responses_holds_for_the_frontend_too()
    {
        var spec = One("frontend: {host: a.example.org, type: docker-registry}\ningress: {compression: true, redirectWww: true, headers: {B: x y, A: 1.10}}").Body.Map("spec")!;
        Assert.Equal("{\"backend\":\"default-shop\",\"compression\":true,\"headers\":{\"A\":\"1.10\",\"B\":\"x y\"},\"port\":80,\"redirectWww\":true,\"service\":\"shop-web\",\"type\":\"docker-registry\"}", CanonicalJson.Write(spec));
    }

    [Fact]
    public void A_headless_Service_can_not_serve_a_frontend() =>
        Refused("RCN1113", Of(Environment(Router), App("frontend: a.example.org\nprocesses: {web: {service: {type: »Headless}}}")));

    [Fact]
    public void A_process_that_requests_start_is_warned_about()
    {
        var specs = Parse(Of(Environment(Router), App("frontend: a.example.org\ndomains: [a.example.com]\ningress: {class: nginx}\nprocesses: {web: {autoscaling: {min: 0, max: 2, triggers: [{type: http}]}}}")));
        Assert.Equal("RCN2609", Assert.Single(FrontendManifests.Warnings(specs)).Code.Id);
        Assert.Empty(FrontendManifests.Warnings(Parse(Of(Environment(Router), App("frontend: a.example.org")))));
    }

    [Fact]
    public void Nothing_of_it_is_rendered_for_a_cluster() =>
        Assert.DoesNotContain(Renderer.Render(Parse(Of(Environment(Router), App("frontend: a.example.org")))).Manifests, manifest => Frontend.Is(manifest.Key));

    private static Manifest One(string fields)
    {
        var specs = Parse(Of(Environment(Router), App(fields)));
        return Assert.Single(FrontendManifests.Of(specs, Renderer.Render(specs)));
    }
}
