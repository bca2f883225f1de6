using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Cli.Terminals;
using Reconciler.Diagnostics;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Runs a command in a pod of an App that runs.</summary>
internal static class ExecCommand
{
    /// <summary>One command that becomes whichever shell there is, so that none is started to find out.</summary>
    private static readonly string[] Shell = ["/bin/sh", "-c", "[ -x /bin/bash ] && exec /bin/bash || exec /bin/sh"];

    public static Command Create(CommandHost host)
    {
        var app = LiveAppOptions.App();
        var words = LiveAppOptions.Words("The command, word by word (default: /bin/bash, else /bin/sh)");
        var process = LiveAppOptions.Process("A process, or PROCESS.N for its Nth pod by name, from 1 (default: web, else the one that is served, and a pod that is ready)");
        var command = new Command("exec", "Run a command in a running pod of an App, at your terminal if there is one; ends as the command ends.") { app, words, process };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            var (wish, mistake) = PodWish.Read(parse.GetValue(process));
            if (wish is null) return TextDiagnostics.Fail(host, mistake!);
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.FindAsync(host, session, parse.GetValue(app)!, cancellation) is not { } found) return ExitCode.Failed;
            var (pod, problem) = await PodAsync(session, found, wish, cancellation);
            if (pod is null) return TextDiagnostics.Fail(host, problem!);
            var line = parse.GetValue(words) is { Length: > 0 } written ? written : Shell;
            return await RunAsync(host, session, pod, line, parse.GetValue(CommonOptions.Quiet), cancellation);
        });
        return command;
    }

    private static async Task<(MapNode? Pod, Diagnostic? Problem)> PodAsync(LiveSession session, LiveApp app, PodWish wish, CancellationToken cancellation)
    {
        var apps = new LiveApps(session.Cluster);
        if (!(await apps.ProcessesAsync(app, cancellation)).TryGet(out var processes, out var why)) return (null, Answers.Unread($"the processes of {app.Name} can't be listed", why));
        var (process, problem) = LiveProcess.Find(app.Name, processes, wish.Process);
        if (process is null) return (null, problem);
        return (await apps.PodsAsync(app, cancellation)).TryGet(out var pods, out var unlisted)
            ? PodPick.Of(process, wish.Number, pods)
            : (null, Answers.Unread($"the pods of {app.Name} can't be listed", unlisted));
    }

    private static async Task<int> RunAsync(CommandHost host, LiveSession session, MapNode pod, string[] words, bool isQuiet, CancellationToken cancellation)
    {
        using var console = ConsoleEnd.Open(host, isQuiet);
        try
        {
            return CommandExit.Of(host, await new PodExecution(session.Commands).RunAsync(ObjectKey.Of(pod), PodContainers.Main(pod), [.. words], console.Near, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await host.Error.WriteLineAsync($"interrupted; the command in {ObjectKey.Of(pod).Name} may go on");
            return ExitCode.Interrupted;
        }
    }
}
