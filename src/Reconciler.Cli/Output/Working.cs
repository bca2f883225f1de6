using System.Globalization;

namespace Reconciler.Cli.Output;

/// <summary>
/// Says on a terminal what is done now, once it takes longer than a person likes to look at nothing; it is gone when it is done. And it
/// remembers where time went.
/// </summary>
internal sealed class Working(CommandHost host, bool isShown, TimeProvider time)
{
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<(string What, long Began)> _steps = [];

    /// <summary>"time: reading . 0.3 s, asking sandbox about 3 objects 0.1 s", up to now.</summary>
    public string Spent
    {
        get
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                var parts = _steps.Select((step, index) => string.Create(CultureInfo.InvariantCulture, $"{step.What} {time.GetElapsedTime(step.Began, index + 1 < _steps.Count ? _steps[index + 1].Began : now).TotalSeconds:0.0} s"));
                return $"time: {string.Join(", ", parts)}";
            }
        }
    }

    private string Now
    {
        get
        {
            lock (_gate) return _steps.Count == 0 ? "working" : _steps[^1].What;
        }
    }

    public void Tell(string what)
    {
        lock (_gate) _steps.Add((what, time.GetTimestamp()));
    }

    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        if (!isShown || !host.ShowsProgress) return await work();
        // the work may begin with much that doesn't wait for anything
        var task = Task.Run(work, CancellationToken.None);
        await Task.WhenAny(task, Task.Delay(Unnoticed, time));
        if (task.IsCompleted) return await task;
        for (var frame = 0; !task.IsCompleted; frame++)
        {
            await host.Error.WriteAsync($"\r\e[2K{ProgressScreen.Spinner(frame)} {ProgressScreen.Cut(Now, Terminal.Size().Width - 4)}");
            await Task.WhenAny(task, Task.Delay(Frame, time));
        }
        await host.Error.WriteAsync("\r\e[2K");
        return await task;
    }
}
