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
    public async Task What_a_pod_says_is_seen_by_who_is_attached()
    {
        var walk = await fixture.WalkAsync();
        // who is attached only sees what is said from then on
        await walk.Prints("run brief -i --rm --restart=Never --image=busybox --command -- sh -c 'sleep 2; echo hi'", "hi", "pod \"brief\" deleted");
        var failed = await walk.Run("run fails -i --rm --restart=Never --image=busybox --command -- sh -c 'sleep 2; echo sorry; exit 3'");
        Assert.Equal((3, true), (failed.Code, failed.Out.Contains("sorry", StringComparison.Ordinal)));
        Assert.Equal("", await walk.Ok("get pods -o name"));
        await walk.Refused("attach nope", "pods \"nope\" not found");
    }

    [Fact]
    public async Task A_container_is_added_to_look_into_a_pod_and_another_is_given_more()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("run one --image=nginx");
        await walk.Ok("wait pod/one --for=condition=Ready --timeout=10s");
        await walk.Ok("debug one --image=busybox --profile=general -c look -- sleep 100");
        await walk.Ok("wait pod/one --for='jsonpath={.status.ephemeralContainerStatuses[0].ready}=true' --timeout=10s");
        await walk.Prints("logs one -c look", "look: command: sleep 100");
        await walk.Prints("exec one -c look -- env", "HOSTNAME=one");
        await walk.Ok("""patch pod one --subresource=resize -p '{"metadata":{"labels":{"not":"taken"}},"spec":{"containers":[{"name":"one","image":"not:taken","resources":{"requests":{"cpu":"200m"}}}]}}'""");
        Assert.Equal("nginx 200m", await walk.Ok("get pod one -o 'jsonpath={.spec.containers[0].image} {.spec.containers[0].resources.requests.cpu}'"));
        Assert.Equal("", await walk.Read("pod/one", ".metadata.labels.not"));
        Assert.Contains("resize", await walk.Ok("get pod one --show-managed-fields -o 'jsonpath={.metadata.managedFields[*].subresource}'"), StringComparison.Ordinal);
        await walk.Refused("debug nope --image=busybox --profile=general", "pods \"nope\" not found");
    }

    [Fact]
    public async Task A_pod_of_another_scheduler_waits_to_be_bound()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("run mine --image=nginx --overrides='{\"spec\":{\"schedulerName\":\"mine\"}}'");
        const string Binding = """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"mine"},"target":{"kind":"Node","name":"sandbox"}}""";
        var bind = $"create --raw /api/v1/namespaces/{walk.Namespace}/pods/mine/binding -f -";
        await walk.Prints("get pod mine", "Pending");
        await walk.Refused(bind.Replace("mine", "other", StringComparison.Ordinal), "name in URL does not match name in Binding object", Binding);
        await walk.Ok(bind, Binding);
        await walk.Ok("wait pod/mine --for=condition=Ready --timeout=10s");
        await walk.Refused(bind, "pod mine is already assigned to node \"sandbox\"", Binding);
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
