using System.Collections.Immutable;
using Reconciler.Planning;

namespace Reconciler.Engine.Control;

/// <summary>
/// Looks after environments: each has a key in one queue, which is never worked on twice at once, and asks its source from time to time. An
/// environment that is stuck keeps no other waiting.
/// </summary>
public sealed class Controller : IAsyncDisposable
{
    private const int MostRuns = 50;

    private readonly KeyedWork<EnvironmentLoop> _queue;
    private readonly ImmutableArray<EnvironmentLoop> _loops;
    private readonly Action<EnvironmentLoop, Exception> _broken;
    private readonly RunBook _runs = new(MostRuns);

    /// <summary>A visit that ends in an exception, which is a bug, is told to <paramref name="broken"/> and tried again after a minute.</summary>
    public Controller(IEnumerable<EnvironmentSetup> setups, Applier applier, Random random, Action<EnvironmentLoop, Exception> broken)
    {
        _broken = broken;
        _queue = new KeyedWork<EnvironmentLoop>(applier.Time);
        Log = new ControlLog(applier.Time);
        _loops = [.. setups.Select((setup, index) => Loop(setup, index, applier, random))];
    }

    public ControlLog Log { get; }

    public ImmutableArray<EnvironmentLoop> Environments => _loops;

    /// <summary>The last runs of all environments, newest first.</summary>
    public ImmutableArray<ControlRun> Runs => _runs.All;

    /// <summary>Works until it is stopped, which lets requests in flight end and gives leases back; an abort cuts them off.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        foreach (var loop in _loops) _queue.Add(loop);
        // as many workers as environments, so that none waits for another
        var work = _loops.Select(_ => Task.Run(() => WorkAsync(stop, abort), CancellationToken.None));
        var polls = _loops.Select(loop => Task.Run(() => PollAsync(loop, stop), CancellationToken.None));
        await Task.WhenAll(work.Concat(polls));
        // whoever stands by takes over at once
        await Task.WhenAll(_loops.Select(loop => loop.StepDownAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops) await loop.DisposeAsync();
        _queue.Dispose();
    }

    private EnvironmentLoop Loop(EnvironmentSetup setup, int index, Applier applier, Random random)
    {
        EnvironmentLoop? made = null;
        return made = new EnvironmentLoop(setup, setup.Name ?? (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), applier, Log, random, () =>
        {
            _queue.Add(made!);
            ControlMeters.Queued(_queue.Depth);
        });
    }

    private async Task WorkAsync(CancellationToken stop, CancellationToken abort)
    {
        while (!stop.IsCancellationRequested)
        {
            EnvironmentLoop loop;
            try
            {
                loop = await _queue.TakeAsync(stop);
                ControlMeters.Queued(_queue.Depth);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            var next = await VisitAsync(loop, stop, abort);
            if (next == TimeSpan.Zero) _queue.Add(loop);
            else if (next is { } delay) _queue.AddAfter(loop, delay);
            _queue.Done(loop);
        }
    }

    private async Task<TimeSpan?> VisitAsync(EnvironmentLoop loop, CancellationToken stop, CancellationToken abort)
    {
        try
        {
            var next = await loop.VisitAsync(stop, abort);
            if (loop.State.Run is { } run && _runs.Put(run)) Finished(loop, run);
            return next;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || abort.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception problem)
        {
            _broken(loop, problem);
            return TimeSpan.FromMinutes(1);
        }
    }

    private async Task PollAsync(EnvironmentLoop loop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await loop.PollAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                _broken(loop, problem);
            }
        }
    }

    /// <summary>What a run put in place may be what others wait for.</summary>
    private void Finished(EnvironmentLoop loop, ControlRun run)
    {
        if (run.Status.Written == 0) return;
        foreach (var other in _loops.Where(other => other != loop && other.State.Plan is { } plan && plan.Needs.Any(need => need.State is not NeedState.InPlace)))
            other.Tell(new Trigger.Dependency(loop.State.Environment ?? loop.State.Id));
    }
}
