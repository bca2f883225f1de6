namespace Reconciler.Sandbox.Tests.Kubectl;

public sealed class PodWalk(KubectlFixture fixture) : IClassFixture<KubectlFixture>
{
    [Fact]
    public async Task Logs_are_read_by_pod_by_owner_and_by_label()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web(replicas: 1));
        await walk.Ok("rollout status deploy/web --timeout=10s");
        var pod = await walk.Ok("get pods -o name");
        Assert.Equal(["web: starting nginx:1", "web: listening on port 8080", "web: ready"], (await walk.Ok($"logs {pod}")).Split('\n'));
        await walk.Prints("logs deploy/web", "web: ready");
        Assert.Equal("web: ready", await walk.Ok($"logs {pod} -c web --tail=1"));
        Assert.StartsWith($"[{pod}/web] ", await walk.Ok("logs -l app=web --prefix --tail=1"), StringComparison.Ordinal);
        Assert.Matches("^20[0-9-]+T[0-9:.]+Z web: ready$", await walk.Ok($"logs {pod} --timestamps --tail=1 --since=1h"));
        Assert.Equal("web: start", await walk.Ok($"logs {pod} --limit-bytes=10"));
        await walk.Refused($"logs {pod} -c nope", "container nope is not valid for pod");
        await walk.Refused($"logs {pod} --previous", "previous terminated container \"web\"");
        await walk.Refused("logs nope", "pods \"nope\" not found");
    }

    [Fact]
    public async Task Logs_are_followed_to_the_end_of_a_job()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create job fine --image=busybox:slow-1s -- echo hi");
        await walk.Ok("wait pod -l job-name=fine --for=condition=Initialized --timeout=10s");
        Assert.Equal(["fine: starting busybox:slow-1s", "fine: command: echo hi", "fine: done"], (await walk.Ok("logs -f job/fine --pod-running-timeout=10s")).Split('\n'));
        await walk.Ok("run lasting --image=nginx");
        await walk.Ok("wait pod/lasting --for=condition=Ready --timeout=10s");
        using var follow = walk.Follow("logs -f lasting");
        await follow.LineWith("lasting: ready");
    }

    [Fact]
    public async Task A_crashing_container_has_a_log_of_its_last_run()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("run crash --image=busybox:crash");
        await walk.Ok("wait pod/crash --for='jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff' --timeout=10s");
        await walk.Prints("get pod crash", "CrashLoopBackOff", "0/1");
        await walk.Prints("logs crash --previous", "crash: error: ends with code 1");
        await walk.Prints("describe pod crash", "Reason:       CrashLoopBackOff", "Exit Code:    1", "Back-off restarting failed container");
        await walk.Ok("run nopull --image=nginx:pull-fails");
        await walk.Refused("logs nopull", "is waiting to start");
    }

    [Fact]
    public async Task Commands_run_in_a_container_and_end_with_their_code()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("run one --image=nginx --env=A=b");
        await walk.Ok("wait pod/one --for=condition=Ready --timeout=10s");
        Assert.Equal("hello there", await walk.Ok("exec one -- echo hello there"));
        await walk.Prints("exec one -- env", "HOSTNAME=one", "A=b", "KUBERNETES_SERVICE_HOST=10.96.0.1");
        var said = await walk.Run("exec one -- sh -c 'echo $A; exit 7'");
        Assert.Equal((7, "b\n"), (said.Code, said.Out));
        Assert.Contains("command terminated with exit code 7", said.Error, StringComparison.Ordinal);
        Assert.Equal("from outside", await walk.Ok("exec -i one -- cat", "from outside"));
        await walk.Refused("exec one -- nope", "runs no containers", code: 127);
        await walk.Refused("exec one -c nope -- env", "container nope is not valid for pod one");
        await walk.Refused("exec nope -- env", "pods \"nope\" not found");
    }

    [Fact]
    public async Task A_node_is_cordoned_drained_and_taken_back()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web());
        await walk.Ok("rollout status deploy/web --timeout=10s");
        await walk.Ok("create pdb web --selector=app=web --min-available=2");
        await walk.Ok("wait pdb/web --for='jsonpath={.status.currentHealthy}=2' --timeout=5s");
        var drain = $"drain sandbox --ignore-daemonsets --force --timeout=2s --pod-selector=app=web";
        try
        {
            await walk.Refused(drain, "Cannot evict pod as it would violate the pod's disruption budget.");
            await walk.Prints("get node sandbox", "Ready,SchedulingDisabled");
            await walk.Ok("delete pdb web");
            Assert.Contains("node/sandbox drained", await walk.Ok(drain), StringComparison.Ordinal);
            await walk.Ok("wait deploy/web --for='jsonpath={.status.unavailableReplicas}=2' --timeout=5s");
            Assert.All((await walk.Table("get pods"))[1..], row => Assert.Equal("Pending", row[2]));
        }
        finally
        {
            await walk.Ok("uncordon sandbox");
        }
        await walk.Ok("rollout status deploy/web --timeout=10s");
        await walk.Refused("cordon nope", "nodes \"nope\" not found");
    }
}
