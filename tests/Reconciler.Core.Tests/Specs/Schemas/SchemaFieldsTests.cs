using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

public sealed class SchemaFieldsTests
{
    [Theory]
    [InlineData("App.spec.image", "App.spec.image", "text")]
    [InlineData("App.image", "App.spec.image", "text")]
    [InlineData("app.image", "App.spec.image", "text")]
    [InlineData("App.processes.web.port", "App.spec.processes.<name>.port", "whole number")]
    [InlineData("App.processes.*.port", "App.spec.processes.*.port", "whole number")]
    [InlineData("App.processes.web.ports.scheme", "App.spec.processes.<name>.ports.scheme", "one of http, https, tcp, udp, grpc")]
    [InlineData("App.processes.web.ports[0].scheme", "App.spec.processes.<name>.ports.scheme", "one of http, https, tcp, udp, grpc")]
    [InlineData("App.env.LOG_LEVEL", "App.spec.env.<name>", "text or reference")]
    [InlineData("App.env.LOG_LEVEL.secret", "App.spec.env.<name>.secret", "text")]
    [InlineData("App.metadata.annotations[\"reconciler.dev/prune\"]", "App.metadata.annotations.reconciler.dev/prune", "one of never, confirm, orphan")]
    [InlineData("App.deploy.timeout", "App.spec.deploy.timeout", "duration")]
    [InlineData("App.mounts", "App.spec.mounts", "list of map")]
    [InlineData("App.domains", "App.spec.domains", "list of text")]
    [InlineData("App.frontend.type", "App.spec.frontend.type", "one of http, docker-registry")]
    [InlineData("Environment.cluster.k3s.tokenFrom", "Environment.spec.cluster.k3s.tokenFrom", "secret source")]
    [InlineData("Storage", "Storage", "Storage")]
    public void A_field_is_found_by_its_path(string path, string full, string type)
    {
        var field = SchemaFields.Find(path);
        Assert.NotNull(field);
        Assert.Equal((full, type), (field.Path, field.Type));
    }

    [Theory]
    [InlineData("App.processes.web.prt")]
    [InlineData("Banana")]
    [InlineData("")]
    [InlineData("App.image.x")]
    public void A_path_that_leads_nowhere_gives_nothing(string path) => Assert.Null(SchemaFields.Find(path));

    [Fact]
    public void A_field_says_what_holds_without_it_and_what_is_allowed()
    {
        var strategy = SchemaFields.Find("App.deploy.strategy")!;
        Assert.Equal(("rolling", false, true), (strategy.Default?.ToString(), strategy.Required, strategy.HasDefault));
        Assert.Equal("rolling recreate blueGreen", string.Join(' ', strategy.Allowed));
        var path = SchemaFields.Find("App.mounts.path")!;
        Assert.Equal((null, true, false), (path.Default, path.Required, path.HasDefault));
        Assert.Equal("/data", path.Examples[0].ToString());
    }

    [Fact]
    public void Every_field_of_a_kind_is_walked_once()
    {
        var paths = SchemaFields.Of("App")!.Walk().Select(field => field.Path).ToList();
        Assert.Equal(paths.Distinct(), paths);
        Assert.Contains("App.spec.deploy.tasks.before.command", paths);
        Assert.Contains("App.spec.processes.<name>.healthChecks.readiness.httpGet.httpHeaders.value", paths);
    }

    [Fact]
    public void An_environment_has_every_setting_of_an_ingress_but_its_process() =>
        Assert.Equal(Names("App.ingress").Where(name => name != "process"), Names("Environment.ingress"));

    [Fact]
    public void A_profile_has_what_a_node_has_but_what_belongs_to_one_machine() =>
        Assert.Equal(Names("Node.spec").Except(["nodeName", "profile", "serverAddress"]).Append("sysctls"), Names("NodeProfile.spec"));

    private static IEnumerable<string> Names(string path) => SchemaFields.Find(path)!.Children.Select(child => child.Name);
}
