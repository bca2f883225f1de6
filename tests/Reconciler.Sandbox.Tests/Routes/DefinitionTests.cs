using Reconciler.Objects;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class DefinitionTests(TestServer sandbox) : IClassFixture<TestServer>
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    [Fact]
    public async Task A_definition_is_served_when_it_is_established_and_its_objects_go_with_it()
    {
        const string Things = "/apis/one.example.com/v1/namespaces/default/things";
        Assert.Equal("text/plain", (await sandbox.GetAsync(Things)).Type);
        var made = await CreateAsync("one.example.com");
        Assert.True(made.Body.Map("status")!["conditions"].IsNullOrMissing() && made.Body.Map("status")!.Has("conditions"));
        await ServedAsync("one.example.com");

        Assert.Equal(201, (await sandbox.PostAsync(Things, """{"apiVersion":"one.example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"size":1}}""")).Code);
        var other = await sandbox.GetAsync("/apis/one.example.com/v1alpha1/namespaces/default/things/a");
        Assert.Equal("one.example.com/v1alpha1", other.Body.Text("apiVersion")?.Value);
        var list = await sandbox.GetAsync(Things);
        Assert.Equal("ThingList", list.Body.Text("kind")?.Value);
        Assert.Equal("Thing", list.Body.Maps("items").Single().Text("kind")?.Value);

        Assert.Equal(200, (await sandbox.DeleteAsync($"{Definitions}/things.one.example.com")).Code);
        await TestServer.Eventually(async () => (await sandbox.GetAsync(Things)).Type == "text/plain");
        await CreateAsync("one.example.com");
        await ServedAsync("one.example.com");
        Assert.Empty((await sandbox.GetAsync(Things)).Names);
    }

    [Fact]
    public async Task Discovery_lists_a_served_definition_in_both_forms()
    {
        await CreateAsync("two.example.com");
        await ServedAsync("two.example.com");
        var old = await sandbox.GetAsync("/apis/two.example.com/v1");
        Assert.Equal(["things", "things/scale", "things/status"], old.Body.Maps("resources").Select(resource => resource.Text("name")!.Value).Order(StringComparer.Ordinal));
        var aggregated = await sandbox.GetAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
        Assert.Equal("APIGroupDiscoveryList", aggregated.Body.Text("kind")?.Value);
        var group = aggregated.Body.Maps("items").Single(item => item.Map("metadata").Text("name")?.Value == "two.example.com");
        Assert.Equal(["v1", "v1alpha1"], group.Maps("versions").Select(version => version.Text("version")!.Value));
        Assert.Equal("APIGroupList", (await sandbox.GetAsync("/apis")).Body.Text("kind")?.Value);
    }

    [Fact]
    public async Task A_scale_of_a_custom_kind_reads_and_writes_its_paths()
    {
        await CreateAsync("three.example.com");
        await ServedAsync("three.example.com");
        const string Thing = "/apis/three.example.com/v1/namespaces/default/things/a";
        await sandbox.PostAsync("/apis/three.example.com/v1/namespaces/default/things", """{"apiVersion":"three.example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"size":1}}""");
        Assert.Equal(1, (await sandbox.GetAsync($"{Thing}/scale")).Body.Map("spec").Int("replicas")?.Value);
        var scaled = await sandbox.MergeAsync($"{Thing}/scale", """{"spec":{"replicas":4}}""");
        Assert.Equal(("Scale", 4), (scaled.Body.Text("kind")?.Value, scaled.Body.Map("spec").Int("replicas")?.Value));
        Assert.Equal(4, (await sandbox.GetAsync(Thing)).Body.Map("spec").Int("size")?.Value);
    }

    [Fact]
    public async Task OpenApi_knows_built_in_and_custom_kinds()
    {
        await CreateAsync("four.example.com");
        await ServedAsync("four.example.com");
        var index = (await sandbox.GetAsync("/openapi/v3")).Body.Map("paths")!;
        Assert.True(index.Has("apis/four.example.com/v1"));
        var apps = (await sandbox.GetAsync(index.Map("apis/apps/v1").Text("serverRelativeURL")!.Value)).Body;
        Assert.Equal("#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec",
            apps.Path("components", "schemas", "io.k8s.api.apps.v1.Deployment", "properties", "spec", "allOf") is ListNode list ? ((MapNode)list.Items[0]).Text("$ref")?.Value
                : (apps.Path("components", "schemas", "io.k8s.api.apps.v1.Deployment", "properties", "spec") as MapNode).Text("$ref")?.Value);
        var parameters = (apps.Path("paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "patch") as MapNode).Maps("parameters").Select(parameter => parameter.Text("name")!.Value);
        Assert.Contains("fieldValidation", parameters);
    }

    private async Task<Answer> CreateAsync(string group)
    {
        var schema = """{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}}},"status":{"type":"object","properties":{"size":{"type":"integer"}}}}}}""";
        var subresources = """{"status":{},"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"}}""";
        var versions = string.Join(',', ((string[])["v1", "v1alpha1"]).Select(name =>
            $$"""{"name":"{{name}}","served":true,"storage":{{(name == "v1" ? "true" : "false")}},"schema":{{schema}},"subresources":{{subresources}} }"""));
        var answer = await sandbox.PostAsync(Definitions, $$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.{{group}}"},
             "spec":{"group":"{{group}}","scope":"Namespaced","names":{"plural":"things","singular":"thing","kind":"Thing"},"versions":[{{versions}}]} }
            """);
        Assert.True(answer.Code == 201, answer.Text);
        return answer;
    }

    private Task ServedAsync(string group) => TestServer.Eventually(async () => (await sandbox.GetAsync($"/apis/{group}/v1/things")).Code == 200);
}
