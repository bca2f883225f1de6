using Reconciler.Objects;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Life;

public sealed class PodContentTests(FullSandbox sandbox) : IClassFixture<FullSandbox>
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_log_is_plain_text_and_can_be_followed_to_its_end()
    {
        await sandbox.PodAsync("task", "busybox:slow-2s", "restartPolicy: Never");
        var text = await sandbox.Client.GetStringAsync($"{Pods}/task/log?follow=true&timestamps=true");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z web: starting busybox:slow-2s\n", text);
        Assert.EndsWith(" web: done\n", text, StringComparison.Ordinal);
        Assert.Equal("web: sta", await sandbox.Client.GetStringAsync($"{Pods}/task/log?limitBytes=8"));
        var (code, body) = await sandbox.GetAsync($"{Pods}/none/log");
        Assert.Equal((404, "pods \"none\" not found"), (code, body.Text("message")?.Value));
    }

    [Theory]
    [InlineData("v5.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io")]
    public async Task A_command_answers_on_its_channels(string protocol)
    {
        await sandbox.PodAsync("exec-" + protocol[..2], container: ", env: [{name: A, value: b}]");
        var output = await sandbox.ExecAsync("exec-" + protocol[..2], "command=sh&command=-c&command=echo%20%24A%3B%20exit%203&stdout=true&stderr=true", protocol);
        Assert.Equal("b\n", output[1]);
        var status = (MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(output[3]));
        Assert.Equal(("NonZeroExitCode", "3"), (status.Text("reason")?.Value, status.Map("details").Maps("causes").Single().Text("message")?.Value));
    }

    [Fact]
    public async Task Standard_input_comes_back_until_it_is_closed()
    {
        await sandbox.PodAsync("echo");
        var output = await sandbox.ExecAsync("echo", "command=cat&stdin=true&stdout=true", "v5.channel.k8s.io", [0, (byte)'h', (byte)'i'], [4, (byte)'{', (byte)'}'], [255, 0]);
        Assert.Equal("hi", output[1]);
        Assert.Contains("Success", output[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stdout=true", "you must specify at least 1 command for the container")]
    [InlineData("command=ls", "you must specify at least 1 of stdin, stdout, stderr")]
    [InlineData("command=ls&stdout=true", "unable to upgrade: the sandbox speaks exec over WebSockets only; use kubectl 1.31 or newer")]
    public async Task A_command_that_is_not_asked_for_rightly_is_refused(string query, string message)
    {
        var name = "refused-" + query.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await sandbox.PodAsync(name);
        var (code, body) = await sandbox.PostAsync($"{Pods}/{name}/exec?{query}", "");
        Assert.Equal((400, message), (code, body.Text("message")?.Value));
    }

    [Fact]
    public async Task Proxies_answer_as_the_tag_says()
    {
        await sandbox.PodAsync("good");
        await sandbox.PodAsync("bad", "nginx:unhealthy");
        await sandbox.PostAsync("/api/v1/namespaces/default/services", "{apiVersion: v1, kind: Service, metadata: {name: good}, spec: {selector: {app: good}, ports: [{port: 80}]}}");
        Assert.Equal((200, true), Health(await sandbox.GetAsync($"{Pods}/good:8080/proxy/health")));
        Assert.Equal((200, true), Health(await sandbox.PostAsync($"{Pods}/http:good:8080/proxy/any/path", "")));
        Assert.Equal((503, false), Health(await sandbox.GetAsync($"{Pods}/bad/proxy/")));
        Assert.Equal((200, true), Health(await sandbox.GetAsync("/api/v1/namespaces/default/services/good/proxy/health")));
        Assert.Equal(418, (await sandbox.GetAsync($"{Pods}/good/proxy/status/418")).Code);
        Assert.Equal((503, "no service port \"81\" found for service \"good\""), Message(await sandbox.GetAsync("/api/v1/namespaces/default/services/good:81/proxy/")));
        Assert.Equal(404, (await sandbox.GetAsync($"{Pods}/none/proxy/")).Code);
    }

    [Fact]
    public async Task An_eviction_keeps_to_the_disruption_budget()
    {
        await sandbox.PostAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets", "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: guard}, spec: {minAvailable: 1, selector: {matchLabels: {guard: \"on\"}}}}");
        foreach (var name in new[] { "first", "second" })
            await sandbox.PostAsync(Pods, $"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, labels: {{guard: \"on\"}}}}, spec: {{containers: [{{name: web, image: x}}]}}}}");
        await TestServer.Eventually(async () => (await sandbox.GetAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets/guard")).Body.Map("status").Int("disruptionsAllowed")?.Value == 1);
        static string Eviction(string name) => $"{{apiVersion: policy/v1, kind: Eviction, metadata: {{name: {name}}}}}";
        Assert.Equal(201, (await sandbox.PostAsync($"{Pods}/first/eviction?dryRun=All", Eviction("first"))).Code);
        Assert.Equal(201, (await sandbox.PostAsync($"{Pods}/first/eviction", Eviction("first"))).Code);
        var (code, body) = await sandbox.PostAsync($"{Pods}/second/eviction", Eviction("second"));
        Assert.Equal((429, "Cannot evict pod as it would violate the pod's disruption budget."), (code, body.Text("message")?.Value));
        Assert.Equal("DisruptionBudget", body.Map("details").Maps("causes").Single().Text("reason")?.Value);
        await TestServer.Eventually(async () => (await sandbox.GetAsync($"{Pods}/first")).Code == 404);
    }

    private static (int, bool?) Health((int Code, MapNode Body) answer) => (answer.Code, answer.Body.Flag("healthy")?.Value);

    private static (int, string?) Message((int Code, MapNode Body) answer) => (answer.Code, answer.Body.Text("message")?.Value);
}
