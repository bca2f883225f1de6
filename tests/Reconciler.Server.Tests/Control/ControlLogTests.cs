using Reconciler.Engine.Control;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Server.Tests.Control;

/// <summary>News are added one by one, and only the last ones are remembered.</summary>
public sealed class ControlLogTests
{
    private readonly ControlLog _log = new(TimeProvider.System, capacity: 4);

    [Fact]
    public async Task Who_was_away_for_too_long_is_told_so_and_gets_nothing_twice()
    {
        Add(10);
        Assert.Equal("resync 10", await FirstAsync(0, 1));
        Assert.Equal("resync 10", await FirstAsync(5, 1));
        Assert.Equal("7 8 9 10", await FirstAsync(6, 4));
        Assert.Equal("10", await FirstAsync(9, 1));
        Assert.Equal("resync 10", await FirstAsync(11, 1));
    }

    [Fact]
    public async Task Many_who_add_at_once_lose_nothing_and_every_reader_sees_one_order()
    {
        using var end = new CancellationTokenSource(ControlRig.Longest);
        var reader = _log.ReadAsync(0, end.Token).GetAsyncEnumerator(end.Token);
        var first = reader.MoveNextAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Add(100))));
        var seen = new List<long>();
        for (var i = 0; i < 800; i++)
        {
            Assert.True(i == 0 ? await first : await reader.MoveNextAsync());
            seen.Add(Assert.IsType<LogEntry.Happened>(reader.Current).Event.Number);
        }
        Assert.Equal(Enumerable.Range(1, 800).Select(number => (long)number), seen);
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Who_reads_too_slowly_is_told_and_nobody_waits_for_them()
    {
        using var end = new CancellationTokenSource(ControlRig.Longest);
        var reader = _log.ReadAsync(0, end.Token).GetAsyncEnumerator(end.Token);
        var first = reader.MoveNextAsync();
        Add(5000);
        Assert.True(await first);
        var read = 1;
        while (reader.Current is LogEntry.Happened && await reader.MoveNextAsync()) read++;
        Assert.Equal(5000, Assert.IsType<LogEntry.Resync>(reader.Current).Number);
        Assert.InRange(read, 2, 2000);
        Add(1);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(5001, Assert.IsType<LogEntry.Happened>(reader.Current).Event.Number);
        await reader.DisposeAsync();
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++) _log.Add("live", new ControlNews.ObjectChanged(new ObjectKey("", "ConfigMap", "shop", "one"), "shop", PartHealth.Healthy, ""));
    }

    private async Task<string> FirstAsync(long after, int count)
    {
        using var end = new CancellationTokenSource(ControlRig.Longest);
        var told = new List<string>();
        await foreach (var entry in _log.ReadAsync(after, end.Token))
        {
            told.Add(entry switch
            {
                LogEntry.Resync resync => $"resync {resync.Number}",
                LogEntry.Happened happened => $"{happened.Event.Number}",
                _ => "",
            });
            if (told.Count == count) break;
        }
        return string.Join(' ', told);
    }
}
