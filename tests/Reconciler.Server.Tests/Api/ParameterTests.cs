using System.Net;
using Reconciler.Objects;

namespace Reconciler.Server.Tests.Api;

/// <summary>What requests name: nothing but what the API has names for, and what is asked wrongly is refused and not guessed.</summary>
public sealed class ParameterTests
{
    private const string Live = "/api/v1/environments/live";
    private const string Logs = $"{Live}/apps/shop/web/logs";

    [Theory]
    [InlineData("pause", """{"ap": "web"}""")]
    [InlineData("pause", """{"app": ["web"]}""")]
    [InlineData("pause", """{"app": 5}""")]
    [InlineData("sync", """{"application": "web", "namespace": "shop"}""")]
    [InlineData("resume", """{"part": {"app": "web"}}""")]
    [InlineData("rollback", """{"app": "web", "namespace": "shop", "to": "one"}""")]
    [InlineData("rollback", """{"app": "web", "namespace": "shop", "to": 1.5}""")]
    [InlineData("rollback", """{"app": "web", "namespace": "shop", "to": 99999999999}""")]
    [InlineData("restart", """{"app": "web", "namespace": "shop", "proces": "web"}""")]
    [InlineData("approve", """{"codes": "RCN3003"}""")]
    [InlineData("approve", """{"codes": [3003]}""")]
    [InlineData("approve", """{"allowPrune": -1}""")]
    [InlineData("undo", """{"hours": 0}""")]
    [InlineData("undo", """{"hours": "2h"}""")]
    [InlineData("plans", """{"reff": "main"}""")]
    public async Task A_field_that_is_misspelt_or_of_another_type_is_refused_and_orders_nothing(string order, string body)
    {
        await using var served = await ApiRig.StartAsync();
        var (status, problem, _) = await served.AskAsync($"{Live}/{order}", post: body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("RCN2409", ((MapNode)problem).Maps("diagnostics").Single().At("code"));
        Assert.Empty(((MapNode)await served.GetAsync(Live)).List("pauses")!.Items);
        Assert.Null(((MapNode)await served.GetAsync($"{Live}/apps/shop/web")).List("holds"));
    }

    [Theory]
    [InlineData("tail=all")]
    [InlineData("tail=-1")]
    [InlineData("tail=10001")]
    [InlineData("follow=yes")]
    [InlineData("previous=1")]
    [InlineData("process=web,app.kubernetes.io/name=other")]
    [InlineData("process=..%2Fweb")]
    public async Task A_parameter_that_is_none_is_refused_and_not_passed_over(string query)
    {
        await using var served = await ApiRig.StartAsync();
        var (status, problem, _) = await served.AskAsync($"{Logs}?{query}");
        Assert.Equal((HttpStatusCode.BadRequest, "Malformed"), (status, ((MapNode)problem).At("title")));
        // this rig has no logs, and whoever asks rightly is told that
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await served.AskAsync($"{Logs}?tail=10&follow=false&previous=true&process=web")).Code);
    }

    [Theory]
    [InlineData($"{Live}/apps/kube-system/web")]
    [InlineData($"{Live}/apps/kube-system/web/logs")]
    [InlineData($"{Live}/apps/shop/web%2F..%2F..%2Fsecrets/logs")]
    [InlineData($"{Live}/apps/..%2F..%2Freconciler-tests/web/logs")]
    [InlineData($"{Live}/apps/shop%2Fsecrets/web/revisions")]
    [InlineData("/api/v1/environments/..%2F..%2F..%2Fetc/plan")]
    [InlineData("/api/v1/runs/..%2F..%2Fsecrets")]
    public async Task A_name_is_looked_up_and_never_part_of_a_path(string path)
    {
        await using var served = await ApiRig.StartAsync();
        var before = Odd(served);
        Assert.Equal(HttpStatusCode.NotFound, (await served.AskAsync(path)).Code);
        Assert.Equal(before, Odd(served));
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("--upload-pack=touch taken")]
    [InlineData("file:///etc")]
    [InlineData("HEAD:../environment.yaml")]
    public async Task A_ref_is_one_of_the_source_and_nothing_else(string reference)
    {
        await using var served = await ApiRig.StartAsync();
        var (status, problem, _) = await served.AskAsync($"{Live}/plans", post: $$"""{"ref": "{{reference}}"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.NotEmpty(((MapNode)problem).Maps("diagnostics"));
    }

    [Fact]
    public void No_route_takes_a_path_of_a_store()
    {
        string[] known = ["after", "app", "follow", "id", "ns", "previous", "process", "run", "tail"];
        var document = (MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(Reconciler.Server.Api.OpenApiDocument.Text));
        var named = document.Map("paths")!.Entries.SelectMany(path => ((MapNode)path.Value).Entries).SelectMany(verb => ((MapNode)verb.Value).Maps("parameters")).Select(parameter => parameter.At("name")!);
        Assert.Equal(known, named.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Requests for pods, logs or Secrets, and those with something in their path that belongs there in no request.</summary>
    private static int Odd(ApiRig served) => served.Rig.Cluster.Requests.Count(request => request.Path.Contains("..", StringComparison.Ordinal) || request.Path.Contains('%', StringComparison.Ordinal) || request.Path.Contains("/log", StringComparison.Ordinal) || (request.Path.Contains("kube-system", StringComparison.Ordinal) && !request.IsWatch));
}
