using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>Why something is not healthy is told while it is waited for, and in the end; only the sandbox has pods that can be steered.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("shop:pull-fails", "", "pulling image shop:pull-fails")]
    [InlineData("shop:crash", "", "container web keeps crashing")]
    [InlineData("shop:never-ready", "readinessProbe: {httpGet: {port: 80}}", "readiness")]
    [InlineData("shop:1", "resources: {requests: {cpu: '900'}}", "unschedulable")]
    public async Task What_keeps_pods_from_being_ready_is_told_while_waiting_and_when_time_is_up(string image, string container, string reason)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Patience = TimeSpan.FromSeconds(6);
        bench.Deployment("web", image, container: container);
        await bench.Apply();
        Assert.Contains(bench.Told.OfType<RunEvent.Waiting>(), waiting => waiting.Message.Contains("0 of 1 pod ready", StringComparison.Ordinal) && waiting.Message.Contains(reason, StringComparison.Ordinal));
        var problem = Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single();
        Assert.Equal("RCN2301", problem.Code.Id);
        Assert.Contains("is not healthy after 6s", problem.Message, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.Equal("web.yaml", problem.Place.File);
    }

    [Theory]
    [InlineData("Deployment", "")]
    [InlineData("StatefulSet", "serviceName: web, ")]
    public async Task A_quota_that_refuses_the_pods_is_told(string kind, string also)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Patience = TimeSpan.FromSeconds(5);
        await bench.Made($"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: small, namespace: {bench.Name}}}\nspec: {{hard: {{pods: '0'}}}}");
        bench.Write("web.yaml", $"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web, namespace: {bench.Name}}}\nspec: {{{also}replicas: 1, selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: web, image: 'shop:1'}}]}}}}}}\n");
        await bench.Apply();
        Assert.Contains("quota small is exceeded", Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single().Message, StringComparison.Ordinal);
        Assert.Contains(bench.Told.OfType<RunEvent.Waiting>(), waiting => waiting.Message.Contains("quota small is exceeded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_Job_only_its_own_pods_say_why_it_is_not_done()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Patience = TimeSpan.FromSeconds(6);
        string Job(string name, string image, string command) => $"---\napiVersion: batch/v1\nkind: Job\nmetadata: {{name: {name}, namespace: {bench.Name}}}\nspec: {{backoffLimit: 0, template: {{metadata: {{labels: {{app: tasks}}}}, spec: {{restartPolicy: Never, containers: [{{name: task, image: '{image}'{command}}}]}}}}}}\n";
        await bench.Made(Job("before", "shop:job-fails", "")[4..]);
        for (var look = 0; look < 100 && (await bench.Live("before", "batch/v1", "Job")).At("status", "failed") != "1"; look++) await Task.Delay(100);
        bench.Write("tasks.yaml", Job("now", "shop:1", ", command: [sh, -c, sleep 3600]"));
        await bench.Apply();
        var message = Assert.Single(bench.Told.OfType<RunEvent.ObjectFailed>()).Why.Single().Message;
        Assert.EndsWith("is not healthy after 6s: 0 of 1 pod succeeded, 1 running", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_that_is_held_names_the_finalizer_while_it_waits()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Patience = TimeSpan.FromSeconds(2);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        await bench.Edited("two", body => body.With("metadata", body.Map("metadata")!.With("finalizers", ListNode.Of("example.com/hold"))));
        bench.Remove("two.yaml");
        await bench.Apply();
        Assert.Contains(bench.Told.OfType<RunEvent.Waiting>(), waiting => waiting.Message == "waiting until it is gone; the finalizer example.com/hold holds it");
        await bench.Edited("two", body => body.With("metadata", body.Map("metadata")!.Without("finalizers")));
    }

    /// <summary>The new image never becomes ready, so nothing may conclude from the old pods that it is.</summary>
    [Fact]
    public async Task What_was_healthy_before_the_write_does_not_count()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Patience = TimeSpan.FromSeconds(3);
        for (var i = 0; i < 8; i++) bench.Deployment($"web{i}", "shop:1");
        await bench.Settle();
        for (var i = 0; i < 8; i++) bench.Deployment($"web{i}", "shop:never-ready");
        await bench.Apply();
        Assert.Empty(bench.Told.OfType<RunEvent.Healthy>());
        Assert.Equal(8, bench.Told.OfType<RunEvent.ObjectFailed>().Count());
    }
}
