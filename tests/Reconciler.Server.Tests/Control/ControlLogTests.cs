using Reconciler.Engine.Control;

namespace Reconciler.Server.Tests.Control;

/// <summary>News for readers who are as quick as they come, and for those who are not.</summary>
public sealed class ControlLogTests
{
    [Fact]
    public async Task A_reader_who_is_too_slow_is_told_where_to_begin_anew_and_misses_nothing_after_that()
    {
        var log = new ControlLog(TimeProvider.System);
        await using var reader = log.ReadAsync(0, default).GetAsyncEnumerator();
        Add(log, 1);
        Assert.Equal(1, await NumberAsync());
        Add(log, 3000);
        var last = 1L;
        LogEntry entry;
        while ((entry = await NextAsync()) is LogEntry.Happened { Event.Number: var number }) Assert.Equal(last + 1, last = number);
        Assert.InRange(last, 2, 3000);
        Assert.Equal(new LogEntry.Resync(3001), entry);
        Add(log, 1);
        Assert.Equal(3002, await NumberAsync());

        async Task<LogEntry> NextAsync() => await reader.MoveNextAsync() ? reader.Current : throw new InvalidOperationException("the news ended");
        async Task<long> NumberAsync() => Assert.IsType<LogEntry.Happened>(await NextAsync()).Event.Number;
    }

    [Fact]
    public async Task Who_was_away_for_longer_than_is_remembered_begins_anew()
    {
        var log = new ControlLog(TimeProvider.System, capacity: 10);
        Add(log, 20);
        Assert.Equal(new LogEntry.Resync(20), await FirstAsync(9));
        Assert.Equal(11, Assert.IsType<LogEntry.Happened>(await FirstAsync(10)).Event.Number);
        // a number of another process
        Assert.Equal(new LogEntry.Resync(20), await FirstAsync(21));

        async Task<LogEntry> FirstAsync(long after)
        {
            await using var reader = log.ReadAsync(after, default).GetAsyncEnumerator();
            Assert.True(await reader.MoveNextAsync());
            return reader.Current;
        }
    }

    private static void Add(ControlLog log, int count)
    {
        for (var i = 0; i < count; i++) log.Add("1", new ControlNews.StateChanged(new EnvironmentState("1", "source", null)));
    }
}
