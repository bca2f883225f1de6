using System.Collections.Concurrent;
using Reconciler.Kube;

namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>Gives a test class a namespace of its own on each target, and takes it away at the end.</summary>
public sealed class ContractFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Target, Lazy<Task<ContractSpace>>> _spaces = new();

    public Task<ContractSpace> On(Target target) => _spaces.GetOrAdd(target, _ => new Lazy<Task<ContractSpace>>(() => Open(target))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var space in _spaces.Values)
        {
            var opened = await space.Value;
            await opened.Client.Objects.Delete(new ObjectAddress(KubeResource.Namespaces, null, opened.Namespace), new DeleteOptions(Propagation.Background), default);
            opened.Client.Dispose();
        }
    }

    private static async Task<ContractSpace> Open(Target target)
    {
        var access = await ContractCluster.Access(target);
        var space = new ContractSpace(target, access, ContractCluster.Client(access), $"contract-{Guid.NewGuid():N}"[..20]);
        await space.Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {space.Namespace}}}");
        return space;
    }
}
