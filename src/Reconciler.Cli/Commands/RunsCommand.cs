using System.Collections.Immutable;
using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Cli.Terminals;
using Reconciler.Diagnostics;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Cli.Commands;

/// <summary>Lists the Jobs that somebody started by command, shows what one of them wrote, and stops one.</summary>
internal static class RunsCommand
{
    public static Command Create(CommandHost host)
    {
        var app = new Argument<string?>("APP") { HelpName = "APP", Description = "An App, or NAMESPACE/APP; left out: every run", Arity = ArgumentArity.ZeroOrOne };
        var output = CommonOptions.Output("text", "json");
        var command = new Command("runs", "List one-off Jobs: those of run, cron run and storage exec.") { app, output, CreateLogs(host), CreateStop(host) };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.ChooseAsync(host, session, parse.GetValue(app), cancellation) is not var (apps, only)) return ExitCode.Failed;
            if (!(await new OneOffs(session.Cluster).ListAsync(session.Environments, apps, only, cancellation)).TryGet(out var runs, out var why)) return TextDiagnostics.Fail(host, OneOffs.Unread(why));
            if (parse.GetValue(output) == "json") await host.Out.WriteLineAsync(RunsJson.Write(session.Cluster.Name, runs));
            else foreach (var line in RunsText.Lines(runs, TimeProvider.System.GetUtcNow())) await host.Out.WriteLineAsync(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateLogs(CommandHost host)
    {
        var id = Id();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the run ends, and end as it ends" };
        var command = new Command("logs", "Show what a run has written.") { id, follow };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await FindAsync(host, session, parse.GetValue(id)!, cancellation) is not { } run) return ExitCode.Failed;
            if (!parse.GetValue(follow)) return await ShowAsync(host, session, run, cancellation);
            using var console = ConsoleEnd.Open(host with { OpenInput = null, HasTerminal = false }, parse.GetValue(CommonOptions.Quiet));
            return CommandExit.Of(host, await new RunFollower(session.Cluster, session.Logs, session.Commands, TimeProvider.System).FollowAsync(run, console.Near, cancellation));
        });
        return command;
    }

    private static Command CreateStop(CommandHost host)
    {
        var id = Id();
        var command = new Command("stop", "Stop a run: its command gets the signal to end, and its Job is deleted.") { id };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await FindAsync(host, session, parse.GetValue(id)!, cancellation) is not { } run) return ExitCode.Failed;
            if (await new OneOffs(session.Cluster).RemoveAsync(run, cancellation) is { } why) return TextDiagnostics.Fail(host, LiveCodes.NotCleanedUp.At(Origin.None, $"{run.Job.Name} can't be deleted: {why.Message}") with { Severity = Severity.Error });
            await host.Out.WriteLineAsync($"{run.Job.Name} is stopped and deleted");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Id() => new("ID") { HelpName = "ID", Description = "The run's id, as runs shows it, or the name of its Job" };

    private static async Task<int> ShowAsync(CommandHost host, LiveSession session, OneOffRun run, CancellationToken cancellation)
    {
        var answer = await new RunLog(session.Cluster, session.Logs, TimeProvider.System).ReadAsync(run, problem => TextDiagnostics.Write(host.Error, problem, ""), line => host.Out.WriteLineAsync(line), cancellation);
        return answer is null ? ExitCode.Done : TextDiagnostics.Fail(host, answer);
    }

    private static async Task<OneOffRun?> FindAsync(CommandHost host, LiveSession session, string wanted, CancellationToken cancellation)
    {
        if (await LiveAppOptions.AllAsync(host, session, cancellation) is not { } apps) return null;
        if (!(await new OneOffs(session.Cluster).ListAsync(session.Environments, apps, null, cancellation)).TryGet(out var runs, out var why))
        {
            TextDiagnostics.Write(host.Error, OneOffs.Unread(why), "");
            return null;
        }
        if (runs.FirstOrDefault(run => run.Id == wanted || run.Job.Name == wanted) is { } found) return found;
        TextDiagnostics.Write(host.Error, Unknown(runs, wanted), "");
        return null;
    }

    private static Diagnostic Unknown(ImmutableArray<OneOffRun> runs, string wanted) => LiveCodes.RunUnknown.At(Origin.None, $"there is no run {wanted}",
        Spelling.Suggest(wanted, [.. runs.Select(run => run.Id)]) ?? (runs.IsEmpty ? "there is none at all" : $"{CommandLine.Name} runs lists those that are there"));
}
