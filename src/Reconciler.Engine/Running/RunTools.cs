using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Engine.Running;

/// <summary>What the lanes of a run share.</summary>
internal sealed record RunTools(RunOptions Options, ObjectWriter Writer, ObjectRemover Remover, LiveFeed Feed, ServedKinds Kinds, PodReader Pods, NeedWait Needs, RequestLimit Requests, TimeProvider Time, Action<RunEvent> Emit);

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

/// <summary>Kinds as the cluster serves them during a run. A kind that a run has just brought is asked for anew for some seconds.</summary>
internal sealed class ServedKinds(ICluster cluster, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task<KubeResource?> FindAsync(DesiredObject desired, CancellationToken cancellation) => FindAsync(desired.ApiVersion, desired.Key.Kind, cancellation);

    public Task<KubeResource?> FindAsync(LiveObject live, CancellationToken cancellation) => FindAsync(live.ApiVersion, live.Key.Kind, cancellation);

    /// <summary>A kind at its preferred version; one that is not served is waited for until the caller's time is over.</summary>
    public async Task<KubeResource?> FindPreferredAsync(ObjectKey key, CancellationToken cancellation)
    {
        for (var isAnew = false; ; isAnew = true)
        {
            var found = (await cluster.KindsAsync(isAnew, cancellation)).FindPreferred(key.Group, key.Kind);
            if (found is KindLookup.Served { Resource: var resource }) return resource;
            if (found is KindLookup.Unknown) return null;
            await Task.Delay(LongPause, time, cancellation);
        }
    }

    private async Task<KubeResource?> FindAsync(string apiVersion, string kind, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var kinds = await cluster.KindsAsync(isAnew: false, cancellation);
        while (true)
        {
            if (kinds.Find(apiVersion, kind) is KindLookup.Served { Resource: var resource }) return resource;
            if (time.GetElapsedTime(began) > Patience) return null;
            await Task.Delay(Pause, time, cancellation);
            kinds = await cluster.KindsAsync(isAnew: true, cancellation);
        }
    }
}
