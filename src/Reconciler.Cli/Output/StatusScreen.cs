using System.Collections.Immutable;
using Reconciler.Cli.Commands;
using Reconciler.Engine;
using Reconciler.Kube;
using Spectre.Console;

namespace Reconciler.Cli.Output;

/// <summary>Status as it changes: in place on a terminal, else printed anew each time that it reads differently.</summary>
internal sealed class StatusScreen(CommandHost host, ICluster cluster, StatusView view, string? environment)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (host.IsTerminal && !view.IsJson) await InPlaceAsync(cancellation);
            else await AnewAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await host.Out.FlushAsync(CancellationToken.None);
        }
        return ExitCode.Interrupted;
    }

    private async Task InPlaceAsync(CancellationToken cancellation)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(host.Out), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors });
        await console.Live(new Text("")).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(async screen =>
        {
            await foreach (var answer in Feed(cancellation))
            {
                screen.UpdateTarget(new Text(string.Join('\n', Lines(answer))));
                screen.Refresh();
                await host.Out.FlushAsync(cancellation);
            }
        });
    }

    private async Task AnewAsync(CancellationToken cancellation)
    {
        var last = "";
        await foreach (var answer in Feed(cancellation))
        {
            // ages alone are no news
            var key = answer.TryGet(out var status, out _) ? StatusJson.Write(status) : "";
            if (key == last && key.Length > 0) continue;
            if (last.Length > 0 && !view.IsJson) await host.Out.WriteLineAsync();
            last = key;
            foreach (var line in Lines(answer)) await host.Out.WriteLineAsync(line.AsMemory(), cancellation);
            await host.Out.FlushAsync(cancellation);
        }
    }

    private IAsyncEnumerable<Answer<ClusterStatus>> Feed(CancellationToken cancellation) => new StatusFeed(cluster, TimeProvider.System, environment).RunAsync(cancellation);

    private ImmutableArray<string> Lines(Answer<ClusterStatus> answer)
    {
        if (!answer.TryGet(out var status, out var why)) return [$"? what is running can't be told: {why}"];
        var (lines, problem) = view.Of(status, TimeProvider.System.GetUtcNow());
        return problem is null ? lines : [problem.Message];
    }
}
