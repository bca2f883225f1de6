using Reconciler.Engine.Control;

namespace Reconciler.Server.Tests.Control;

public sealed class KeyedWorkTests
{
    [Fact]
    public async Task A_key_is_never_with_two_workers_and_never_lost()
    {
        using var work = new KeyedWork<string>(TimeProvider.System);
        work.Add("a");
        work.Add("a");
        Assert.Equal(1, work.Depth);
        Assert.Equal("a", await work.TakeAsync(default));
        work.Add("a");
        work.Add("b");
        Assert.Equal("b", await work.TakeAsync(default));
        Assert.Equal(0, work.Depth);
        work.Done("a");
        Assert.Equal("a", await work.TakeAsync(default));
        work.Done("a");
        work.Done("b");
        Assert.Equal(0, work.Depth);
    }

    [Fact]
    public async Task Of_two_times_the_earlier_counts()
    {
        using var work = new KeyedWork<string>(TimeProvider.System);
        work.AddAfter("a", TimeSpan.FromMinutes(10));
        work.AddAfter("a", TimeSpan.FromMilliseconds(20));
        work.AddAfter("a", TimeSpan.FromMinutes(5));
        Assert.Equal("a", await work.TakeAsync(default).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, work.Depth);
    }

    [Fact]
    public async Task Many_who_add_and_many_who_work_lose_nothing()
    {
        using var work = new KeyedWork<int>(TimeProvider.System);
        using var end = new CancellationTokenSource();
        var (added, seen, busy) = (new int[20], new int[20], new int[20]);
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var key = await work.TakeAsync(end.Token);
                    Assert.Equal(1, Interlocked.Increment(ref busy[key]));
                    Volatile.Write(ref seen[key], Volatile.Read(ref added[key]));
                    await Task.Yield();
                    Interlocked.Decrement(ref busy[key]);
                    work.Done(key);
                }
            }
            catch (OperationCanceledException)
            {
                // the test is over
            }
        })).ToArray();
        Parallel.For(0, 20_000, index =>
        {
            Interlocked.Increment(ref added[index % 20]);
            work.Add(index % 20);
        });
        for (var wait = 0; wait < 500 && !seen.SequenceEqual(added); wait++) await Task.Delay(20);
        await end.CancelAsync();
        await Task.WhenAll(workers);
        Assert.Equal(added, seen);
    }
}
