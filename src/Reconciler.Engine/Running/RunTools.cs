using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What the lanes of a run share.</summary>
internal sealed record RunTools(RunOptions Options, LeasedCluster Cluster, ObjectWriter Writer, ObjectRemover Remover, FrontendWriter Frontends, LiveFeed Feed, ServedKinds Kinds, PodReader Pods, NeedWait Needs, RequestLimit Requests, TimeProvider Time, Action<RunEvent> Emit)
{
    /// <summary>Tells what of an object is ours, and recognises it again.</summary>
    public required OwnedFields Owned { get; init; }

    /// <summary>The last revision of a lane that came to be in place and healthy; null where there is none.</summary>
    public required Func<Lane, CancellationToken, Task<Answer<DeployedRevision?>>> LastGood { get; init; }
}

/// <summary>As many things at a time as one connection carries well.</summary>
internal sealed class RequestLimit(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await action();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for something that is no request, from within an action: meanwhile others have its place.</summary>
    public async Task AsideAsync(Func<Task> wait)
    {
        _free.Release();
        try
        {
            await wait();
        }
        finally
        {
            await _free.WaitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _free.Dispose();
}
