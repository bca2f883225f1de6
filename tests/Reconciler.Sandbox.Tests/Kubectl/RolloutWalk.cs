namespace Reconciler.Sandbox.Tests.Kubectl;

public sealed class RolloutWalk(KubectlFixture fixture) : IClassFixture<KubectlFixture>
{
    [Fact]
    public async Task A_rollout_has_a_history_and_can_be_undone()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create deployment app --image=nginx:1 --replicas=2");
        Assert.Equal("deployment \"app\" successfully rolled out", (await walk.Ok("rollout status deploy/app --timeout=10s")).Split('\n')[^1]);
        await walk.Ok("set image deploy/app nginx=nginx:2");
        await walk.Ok("annotate deploy app kubernetes.io/change-cause=second");
        await walk.Ok("rollout status deploy/app --timeout=10s");
        Assert.Equal(["2", "second"], (await walk.Table("rollout history deploy/app"))[3]);
        await walk.Prints("rollout history deploy/app --revision=1", "Image:", "nginx:1");
        Assert.Equal("deployment.apps/app rolled back", await walk.Ok("rollout undo deploy/app"));
        await walk.Ok("rollout status deploy/app --timeout=10s");
        Assert.Equal("nginx:1", await walk.Read("deploy/app", ".spec.template.spec.containers[0].image"));
        Assert.Equal(["2", "3"], (await walk.Table("rollout history deploy/app"))[2..4].Select(row => row[0]));
        await walk.Ok("rollout undo deploy/app --to-revision=2");
        Assert.Equal("nginx:2", await walk.Read("deploy/app", ".spec.template.spec.containers[0].image"));
        await walk.Refused("rollout undo deploy/app --to-revision=9", "unable to find specified revision 9 in history");
        await walk.Refused("rollout status deploy/nope", "not found");
    }

    [Fact]
    public async Task A_restart_replaces_the_pods_unless_paused()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create deployment app --image=nginx:1");
        await walk.Ok("rollout status deploy/app --timeout=10s");
        var before = await walk.Ok("get pods -o name");
        await walk.Ok("rollout restart deploy/app");
        await walk.Ok("rollout status deploy/app --timeout=10s");
        await walk.Ok($"wait {before} --for=delete --timeout=10s");
        Assert.NotEqual(before, await walk.Ok("get pods -o name"));
        await walk.Ok("rollout pause deploy/app");
        await walk.Refused("rollout restart deploy/app", "can't restart paused deployment");
        await walk.Ok("set image deploy/app nginx=nginx:2");
        await walk.Refused("rollout status deploy/app --timeout=500ms", "timed out waiting for the condition");
        Assert.Equal("nginx:1", await walk.Read("pods", ".items[0].spec.containers[0].image"));
        await walk.Ok("rollout resume deploy/app");
        await walk.Ok("rollout status deploy/app --timeout=10s");
    }

    [Fact]
    public async Task A_rollout_that_never_gets_ready_times_out_and_the_old_pods_stay()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create deployment app --image=nginx:1");
        await walk.Ok("rollout status deploy/app --timeout=10s");
        await walk.Ok("set image deploy/app nginx=nginx:never-ready");
        var said = await walk.Run("rollout status deploy/app --timeout=500ms");
        Assert.Equal(1, said.Code);
        Assert.Contains("Waiting for deployment \"app\" rollout to finish: 1 old replicas are pending termination...", said.Out, StringComparison.Ordinal);
        Assert.Equal(["0/1", "1/1"], (await walk.Table("get pods"))[1..].Select(row => row[1]).Order(StringComparer.Ordinal));
        await walk.Ok("rollout undo deploy/app");
        await walk.Ok("rollout status deploy/app --timeout=10s");
    }

    [Theory]
    [InlineData("StatefulSet", "serviceName: set", "partitioned roll out complete: 2 new pods have been updated")]
    [InlineData("DaemonSet", "", "daemon set \"set\" successfully rolled out")]
    public async Task Other_sets_roll_out_too(string kind, string more, string end)
    {
        var walk = await fixture.WalkAsync();
        var text = Manifests.Web(more: more).Replace("Deployment", kind, StringComparison.Ordinal).Replace("{name: web, labels", "{name: set, labels", StringComparison.Ordinal);
        if (kind == "DaemonSet") text = text.Replace("replicas: 2", "", StringComparison.Ordinal);
        await walk.Ok("apply -f -", text);
        Assert.Contains(end, await walk.Ok($"rollout status {kind}/set --timeout=10s"), StringComparison.Ordinal);
        await walk.Ok($"set image {kind}/set web=nginx:2");
        await walk.Ok($"rollout status {kind}/set --timeout=10s");
        Assert.Equal(2, (await walk.Ok($"rollout history {kind}/set")).Split('\n').Count(line => line.EndsWith("<none>", StringComparison.Ordinal)));
        await walk.Ok($"rollout undo {kind}/set");
        await walk.Ok($"rollout status {kind}/set --timeout=10s");
        Assert.Equal("nginx:1", await walk.Read("pods", ".items[0].spec.containers[0].image"));
    }

    [Fact]
    public async Task Waiting_ends_when_what_is_waited_for_comes()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create deployment app --image=nginx:slow-1s");
        Assert.Equal("deployment.apps/app condition met", await walk.Ok("wait deploy/app --for=condition=Available --timeout=10s"));
        Assert.Equal("deployment.apps/app condition met", await walk.Ok("wait deploy/app --for='jsonpath={.status.readyReplicas}=1' --timeout=5s"));
        await walk.Ok("wait pods -l app=app --for=condition=Ready --timeout=5s");
        await walk.Ok("wait deploy/nope --for=delete --timeout=500ms");
        await walk.Refused("wait deploy/app --for=condition=Nope --timeout=500ms", "timed out waiting for the condition on deployments/app");
        await walk.Refused("wait deploy/nope --for=condition=Available --timeout=500ms", "deployments.apps \"nope\" not found");
        await walk.Refused("wait cm/later --for=create --timeout=500ms", "timed out waiting for the condition");
        await walk.Ok("create job fine --image=busybox");
        Assert.Equal("job.batch/fine condition met", await walk.Ok("wait job/fine --for=condition=complete --timeout=10s"));
        await walk.Prints("get job fine", "Complete", "1/1");
    }

    [Fact]
    public async Task A_watch_shows_what_happens()
    {
        var walk = await fixture.WalkAsync();
        using var rows = walk.Follow("get pods -w");
        using var events = walk.Follow("get pods --watch-only --output-watch-events -l tier=front");
        using var yaml = walk.Follow("get cm -w -o 'jsonpath={.metadata.name}={.data.a}\n'");
        await yaml.LineWith("kube-root-ca.crt=");
        await walk.Ok("create cm watched --from-literal=a=b");
        Assert.Equal("watched=b", await yaml.LineWith("watched"));
        await walk.Ok("run seen --image=nginx -l tier=front");
        Assert.Contains("Pending", await rows.LineWith("seen"), StringComparison.Ordinal);
        await rows.LineWith("Running");
        Assert.StartsWith("ADDED", await events.LineWith("seen"), StringComparison.Ordinal);
        Assert.Contains("Running", await events.LineWith("MODIFIED   seen   1/1"), StringComparison.Ordinal);
        await walk.Ok("label pod seen tier=back --overwrite");
        await events.LineWith("DELETED    seen");
        await walk.Ok("delete pod seen");
        await rows.LineWith("Terminating");
    }
}
