using Reconciler.Engine.Inventory;
using Reconciler.Kube;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class LeaseTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    private static readonly WriteOptions Options = new("contract");
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Theory, Everywhere]
    public async Task A_lease_is_made_read_and_renewed_by_one_at_a_time(Target target)
    {
        var space = await fixture.On(target);
        var lease = new LeaseState(space.Namespace, ContractSpace.Name("leader")) { Holder = "a", Acquired = Time, Renewed = Time };
        Assert.True((await new Leases(new KubeCluster(space.Client, "test")).CreateAsync(lease, Options, default)).TryGet(out var made, out var error), error?.ToString());
        Assert.Equal(("a", Time, TimeSpan.FromSeconds(15)), (made!.Holder, made.Renewed, made.Duration));
        Assert.IsType<KubeError.AlreadyExists>((await new Leases(new KubeCluster(space.Client, "test")).CreateAsync(lease, Options, default)).Error);
        Assert.True((await new Leases(new KubeCluster(space.Client, "test")).UpdateAsync(made with { Holder = "b", Transitions = 1 }, Options, default)).TryGet(out var taken, out _));
        Assert.Equal(("b", 1), (taken!.Holder, taken.Transitions));
        Assert.IsType<KubeError.Stale>((await new Leases(new KubeCluster(space.Client, "test")).UpdateAsync(made with { Holder = "c" }, Options, default)).Error);
        Assert.True((await new Leases(new KubeCluster(space.Client, "test")).GetAsync(space.Namespace, lease.Name, default)).TryGet(out var read, out _));
        Assert.Equal(taken, read);
        Assert.IsType<KubeError.NotFound>((await new Leases(new KubeCluster(space.Client, "test")).GetAsync(space.Namespace, "missing", default)).Error);
    }

    [Theory, Everywhere]
    public async Task A_leases_time_has_microseconds_or_is_refused(Target target)
    {
        var space = await fixture.On(target);
        var path = $"/apis/coordination.k8s.io/v1/namespaces/{space.Namespace}/leases";
        string Body(string name, string time) => $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"{{{name}}}"},"spec":{"renewTime":"{{{time}}}"} }""";
        Assert.Equal(400, (await space.Raw(HttpMethod.Post, path, Body("short", "2026-01-01T00:00:00Z"))).Status);
        Assert.Equal(201, (await space.Raw(HttpMethod.Post, path, Body("micro", "2026-01-01T00:00:00.000000Z"))).Status);
        ContractSpace.Refused<KubeError.SpecMistake>(await space.Apply("apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: applied}\nspec: {renewTime: '2026-01-01T00:00:00Z'}"));
    }
}
