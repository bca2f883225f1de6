using Reconciler.Kube;
using Reconciler.Kubernetes.Verbs;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class PodTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, OnSandbox]
    public async Task A_Deployments_pods_become_ready_and_can_be_read_run_in_and_asked(Target target)
    {
        var space = await fixture.On(target);
        var (deployment, pods) = await Ready(space, "replicas: 2");
        Assert.Equal("2", deployment.Value("status", "readyReplicas"));
        var pod = pods[0].Name();
        Assert.True((await space.Client.Pods.Logs(space.Namespace, pod, new LogRequest { TailLines = 1 }, default)).TryGet(out var log, out var error), error?.ToString());
        using (log)
        {
            var lines = new List<string>();
            await foreach (var line in log.Lines()) lines.Add(line);
            Assert.Single(lines);
        }
        Assert.True((await space.Client.Pods.Exec(space.Namespace, pod, new ExecRequest(["true"]), default)).TryGet(out var session, out error), error?.ToString());
        using (session)
        {
            var events = new List<ExecEvent>();
            await foreach (var happened in session.Events()) events.Add(happened);
            Assert.IsType<ExecEvent.Exited>(events[^1]);
        }
        Assert.True((await space.Client.Pods.ProxyPod(space.Namespace, pod, 80, "/", default)).TryGet(out var answer, out error), error?.ToString());
        Assert.Equal(200, answer!.Status);
    }

    [Theory, Everywhere]
    public async Task A_pod_that_is_not_there_has_no_log_takes_no_command_and_can_not_be_evicted(Target target)
    {
        var space = await fixture.On(target);
        Assert.IsType<KubeError.NotFound>((await space.Client.Pods.Logs(space.Namespace, "missing", new LogRequest(), default)).Error);
        Assert.IsType<KubeError.NotFound>((await space.Client.Pods.Exec(space.Namespace, "missing", new ExecRequest(["true"]), default)).Error);
        Assert.IsType<KubeError.NotFound>((await space.Client.Pods.Evict(space.Namespace, "missing", new DeleteOptions(Propagation.Background), default)).Error);
        Assert.IsType<KubeError.NotFound>((await space.Client.Pods.ProxyPod(space.Namespace, "missing", 80, "/", default)).Error);
    }

    [Theory, OnSandbox]
    public async Task A_budget_keeps_pods_from_being_evicted_and_lets_those_go_that_it_can_spare(Target target)
    {
        var space = await fixture.On(target);
        var (deployment, pods) = await Ready(space, "replicas: 2");
        string Budget(int available) => $"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: {deployment.Name()}}}\nspec: {{minAvailable: {available}, selector: {{matchLabels: {{app: {deployment.Name()}}}}}}}";
        var budget = await space.Made(Budget(2));
        await space.Until(budget, body => body.Value("status", "currentHealthy") == "2", "observed");
        var options = new DeleteOptions(Propagation.Background);
        Assert.Equal(429, Assert.IsType<KubeError.BudgetBlocked>((await space.Client.Pods.Evict(space.Namespace, pods[0].Name(), options, default)).Error).Code);
        await space.Made(Budget(1));
        await space.Until(budget, body => body.Value("status", "disruptionsAllowed") == "1", "observed");
        Assert.Null((await space.Client.Pods.Evict(space.Namespace, pods[0].Name(), options with { IsDryRun = true }, default)).Error);
        Assert.Null((await space.Client.Pods.Evict(space.Namespace, pods[0].Name(), options, default)).Error);
    }

    private static async Task<(MapNode Deployment, IReadOnlyList<MapNode> Pods)> Ready(ContractSpace space, string spec)
    {
        var made = await space.Made(Yaml.Deployment(ContractSpace.Name("web"), spec));
        var ready = await space.Until(made, body => body.Value("status", "readyReplicas") == body.Value("spec", "replicas"), "ready");
        Assert.True((await space.Objects.List(new ListRequest(await space.Kind("v1", "Pod")) { Namespace = space.Namespace, LabelSelector = $"app={made.Name()}" }, default)).TryGet(out var pods, out var error), error?.ToString());
        return (ready, pods!.Items);
    }
}
