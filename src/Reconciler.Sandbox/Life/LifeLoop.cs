using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>Lets the engine see what is committed, and writes what it decides. The only part of life that waits and writes.</summary>
internal sealed class LifeLoop(Cluster cluster, LifePace pace)
{
    private const int MostTogether = 16;

    private LifeEngine _engine = new(new LifeView(pace));
    private long? _position;

    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            var more = Read();
            if (!await TurnAsync(cancel)) await WaitAsync(more, cancel);
        }
    }

    /// <summary>When something is next to be done though nothing changes.</summary>
    internal DateTimeOffset? NextDue => _engine.NextDue;

    /// <summary>Everything that is to be done now, for tests that have the clock in their hands.</summary>
    internal async Task SettleAsync()
    {
        do _ = Read();
        while (await TurnAsync(CancellationToken.None));
    }

    /// <summary>Decides about some objects and writes what was decided; false when nothing is to be done.</summary>
    private async Task<bool> TurnAsync(CancellationToken cancel)
    {
        var plans = new List<LifePlan>();
        while (plans.Count < MostTogether && (plans.Count == 0 || !plans[^1].TakesSomething) && _engine.Next(cluster.Now) is { } plan) plans.Add(plan);
        if (plans.Count == 0) return false;
        await cluster.Store.WriteAsync(transaction => Write(transaction, plans), cancel);
        return true;
    }

    /// <summary>Takes in what changed; the task ends when there is more.</summary>
    private Task Read()
    {
        if (_position is { } after && cluster.Store.Log.TryRead(after, out var changes, out var upTo, out var more))
        {
            foreach (var change in changes) _engine.Take(change.Place, change.Kind == ChangeKind.Deleted ? null : change.Object.Body);
            _position = upTo;
            return more;
        }
        // at the start, or so far behind that changes were forgotten: everything is looked at anew
        var state = cluster.State;
        _engine = new LifeEngine(new LifeView(pace) { Now = cluster.Now });
        foreach (var resource in state.Resources.Order(StringComparer.Ordinal))
            foreach (var stored in state.List(resource)) _engine.Take(stored.Place, stored.Body);
        _position = state.Revision;
        return Task.CompletedTask;
    }

    private int Write(StoreTransaction transaction, List<LifePlan> plans)
    {
        var writer = new LifeWriter(cluster, transaction, _engine);
        foreach (var plan in plans) writer.Write(plan);
        return plans.Count;
    }

    private async Task WaitAsync(Task more, CancellationToken cancel)
    {
        if (_engine.NextDue is not { } due)
        {
            await more.WaitAsync(cancel);
            return;
        }
        var pause = due - cluster.Now;
        if (pause <= TimeSpan.Zero) return;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(more, Task.Delay(pause, cluster.Time, enough.Token));
        await enough.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }
}
