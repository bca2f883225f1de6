using System.Globalization;
using Reconciler.Apply.Tests;
using Reconciler.Engine.Control;
using Reconciler.Sandbox.Tests.Life;

namespace Reconciler.Server.Tests.Control;

/// <summary>A controller over a long time, and over many Apps. With RECONCILE_LONG=1 it is a day, and 1,000 Apps for five minutes.</summary>
public sealed class RestTests
{
    private const string Everything = "rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]";

    [Theory]
    [Everywhere]
    public async Task A_day_passes_and_only_what_was_pushed_or_changed_is_written(Target target)
    {
        var time = new FakeTime();
        await using var rig = await ControlRig.StartAsync(ControlRig.Two, TimeSpan.FromSeconds(60), time, target: target);
        await PassAsync(rig, time, () => rig.State.Phase == ControlPhase.Synced);
        var (began, quiet) = (time.GetUtcNow(), 0);
        for (var hour = 1; hour <= (ControlRig.IsLong ? 24 : 1); hour++)
        {
            var before = Requests(rig);
            await PassAsync(rig, time, TimeSpan.FromMinutes(58));
            Assert.All(rig.Cluster.Requests.Skip(before).Where(request => request.Agent == rig.Holder), request => Assert.True(request.IsWatch || request.IsLease, request.ToString()));
            quiet += Requests(rig) - before;
            await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"));
            await PassAsync(rig, time, async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
            rig.Repo.Write("two.yaml", ControlRig.Map("two", string.Create(CultureInfo.InvariantCulture, $"{{hour: '{hour}'}}")));
            // nobody tells it: it asks every minute
            var commit = rig.Repo.Push();
            await PassAsync(rig, time, () => rig.State.Phase == ControlPhase.Synced && rig.State.Plan?.Source.Commit == commit);
        }
        Assert.True(rig.State.IsLeader);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromMinutes(58));
        Assert.True(quiet > 0, "not even the lease was renewed");
        // history keeps ten revisions of a part, and nothing else leaves
        Assert.DoesNotContain(rig.Cluster.Requests, request => request.Method == "DELETE" && request.Agent == rig.Holder && !request.Path.Contains("-history-", StringComparison.Ordinal));
        Assert.NotNull(await rig.Cluster.LiveAsync("two"));
    }

    [Fact]
    public async Task Many_apps_at_rest_cost_watches_and_the_lease()
    {
        var (apps, rest) = ControlRig.IsLong ? (1_000, TimeSpan.FromMinutes(5)) : (200, TimeSpan.FromSeconds(5));
        await using var rig = await ControlRig.StartAsync(
            repo =>
            {
                ControlRig.Two(repo);
                // without pods: a thousand of them need more than one node
                for (var i = 0; i < apps; i++) repo.Write(string.Create(CultureInfo.InvariantCulture, $"apps/{i}.yaml"), ControlRig.App(string.Create(CultureInfo.InvariantCulture, $"app-{i}"), "example.com/app:v1", "  processes: {web: {replicas: 0}}\n"));
            },
            TimeSpan.FromSeconds(60));
        rig.Patience *= 3;
        await rig.SyncedAsync();
        await Task.Delay(1000);
        var before = Requests(rig);
        await Task.Delay(rest);
        var asked = rig.Cluster.Requests.Skip(before).Where(request => request.Agent == rig.Holder).ToList();
        Assert.True(asked.TrueForAll(request => request.IsWatch || request.IsLease), string.Join('\n', asked.Where(request => !request.IsWatch && !request.IsLease)));
        // renewed every 7.5 s, each time by one request
        Assert.InRange(asked.Count(request => request.IsLease), 0, (rest.TotalSeconds / 7.5) + 1);
        // a watch ends by itself after minutes, and is opened again
        Assert.InRange(asked.Count(request => request.IsWatch), 0, 2 * asked.Where(request => request.IsWatch).DistinctBy(request => request.Path).Count());
        Assert.Equal(ControlPhase.Synced, rig.State.Phase);
    }

    [Theory]
    [Everywhere]
    public async Task With_rights_in_single_namespaces_it_follows_those(Target target)
    {
        await using var rig = await ControlRig.StartAsync(
            repo =>
            {
                repo.Write("environment.yaml", ControlRig.Environment("namespaces: expect"));
                foreach (var name in (string[])["one", "two"]) repo.Write($"{name}.yaml", ControlRig.Map(name));
            },
            prepare: LimitAsync,
            target: target);
        await rig.SyncedAsync();
        Assert.Single(rig.Cluster.Requests, request => request is { Agent: "one", Code: 403, Path: "/api/v1/configmaps", IsWatch: false });
        await Task.Delay(500);
        var before = Requests(rig);
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"));
        await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
        await rig.SyncedAsync();
        rig.Repo.Remove("two.yaml");
        await rig.SyncedAsync(rig.Push());
        Assert.Null(await rig.Cluster.LiveAsync("two"));
        // it knows by now what it may not see
        Assert.DoesNotContain(rig.Cluster.Requests.Skip(before), request => request is { Agent: "one", Code: 403 });
    }

    /// <summary>The controller keeps its records and has all rights in one namespace.</summary>
    private static async Task LimitAsync(TestCluster cluster)
    {
        string Binding(string space) => $"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: limited, namespace: {space}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: limited}}\nsubjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: limited}}]";
        foreach (var space in (string[])["shop", "reconciler-tests"])
        {
            await cluster.MadeAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {space}}}");
            await cluster.MadeAsync($"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: limited, namespace: {space}}}\n{Everything}");
            await cluster.MadeAsync(Binding(space));
        }
        await cluster.MadeAsync("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: limited}\nrules: [{apiGroups: [''], resources: [namespaces], verbs: [get]}]");
        await cluster.MadeAsync("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: limited}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: limited}\nsubjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: limited}]");
        cluster.Limit("one", "limited");
    }

    private static int Requests(ControlRig rig) => rig.Cluster.Requests.Count;

    private static async Task PassAsync(ControlRig rig, FakeTime time, TimeSpan span)
    {
        var until = time.GetUtcNow() + span;
        await PassAsync(rig, time, () => time.GetUtcNow() >= until);
    }

    private static Task PassAsync(ControlRig rig, FakeTime time, Func<bool> isReached) => PassAsync(rig, time, () => Task.FromResult(isReached()));

    /// <summary>Lets time pass until something is so, never so fast that the lease could not be renewed.</summary>
    private static async Task PassAsync(ControlRig rig, FakeTime time, Func<Task<bool>> isReached)
    {
        var (step, sinceRenewal, renewals) = (TimeSpan.FromSeconds(1), TimeSpan.Zero, rig.Cluster.LeaseWrites);
        var began = TimeProvider.System.GetTimestamp();
        while (!await isReached())
        {
            time.MoveOn(step);
            sinceRenewal += step;
            for (var i = 0; i == 0 || (i < 50 && sinceRenewal >= TimeSpan.FromSeconds(10) && rig.Cluster.LeaseWrites == renewals); i++) await Task.Delay(1);
            if (rig.Cluster.LeaseWrites != renewals) (sinceRenewal, renewals) = (TimeSpan.Zero, rig.Cluster.LeaseWrites);
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3), $"{rig.State.Phase} {rig.State.Message}");
        }
    }
}
