using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Cli.Commands;

/// <summary>Plans, shows the plan, asks, applies, waits for health, prunes, and reports.</summary>
internal static class ApplyCommand
{
    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.Source();
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var yes = new Option<bool>("--yes", "-y") { Description = "Apply without asking" };
        var noWait = new Option<bool>("--no-wait") { Description = "Don't wait until what was applied is healthy" };
        var command = new Command("apply", "Make the cluster as the source says.") { source, reference, path, yes, noWait };
        var approvals = ApprovalOptions.AddTo(command);
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            var (isQuiet, isVerbose) = (parse.GetValue(CommonOptions.Quiet), parse.GetValue(CommonOptions.Verbose));
            var work = new Working(host, isShown: !isQuiet, TimeProvider.System);
            await using var session = await work.RunAsync(() => PlanSession.OpenAsync(host, SourceChoice.Of(parse, parse.GetValue(source), reference, path), cluster.Of(parse), cancellation, work.Tell));
            if (await PlanCommand.PlannedAsync(host, session, approvals.Of(parse), isQuiet, cancellation, work, isVerbose) is not { Plan: { } plan } planned) return ExitCode.Failed;
            if (!isQuiet || plan.IsRefused) new PlanText(host.Out, plan, session.Source.Prefix, TimeProvider.System.GetUtcNow(), host.HasColour).Write(isVerbose);
            // who is asked has to see what it is about
            await host.Out.FlushAsync(cancellation);
            if (plan.IsRefused) return ExitCode.Refused;
            if (plan.HasChanges && !parse.GetValue(yes) && await DeclinedAsync(host, cancellation) is { } code) return code;
            work.Tell("applying");
            var exit = await RunAsync(host, session, planned, plan, waits: !parse.GetValue(noWait), (isQuiet, isVerbose), cancellation);
            if (isVerbose) await host.Error.WriteLineAsync(work.Spent);
            return exit;
        });
        return command;
    }

    /// <summary>Asks, and gives the exit code where the answer is no or nobody can be asked.</summary>
    private static async Task<int?> DeclinedAsync(CommandHost host, CancellationToken cancellation)
    {
        if (!host.CanAsk)
        {
            TextDiagnostics.Write(host.Error, MachineCodes.CommandLine.At(Objects.Origin.None, "there is nobody to ask", "add --yes to apply without asking"), "");
            return ExitCode.Failed;
        }
        if (await host.ConfirmAsync("Apply?", cancellation)) return null;
        await host.Error.WriteLineAsync("nothing was changed");
        return ExitCode.Failed;
    }

    private static async Task<int> RunAsync(CommandHost host, PlanSession session, Planned planned, Plan plan, bool waits, (bool IsQuiet, bool IsVerbose) talk, CancellationToken stop)
    {
        var applier = new Applier($"{System.Environment.UserName}@{System.Environment.MachineName} (process {System.Environment.ProcessId})", ProductVersion.Text, TimeProvider.System);
        var parts = plan.Changes.Where(change => change.IsWrite).Select(change => change.Lane.Id).Distinct(StringComparer.Ordinal).Count();
        await using var progress = new RunProgress(host, new RunLines(session.Source.Prefix, talk.IsQuiet, talk.IsVerbose), TimeProvider.System, parts, isLive: host.ShowsProgress && !talk.IsQuiet);
        host.Interrupts.RunBegins();
        var problems = await new ApplyCycle(session.Cluster, applier, session.OptionsFor(plan, waits), progress.Show).RunAsync(planned, stop, host.Interrupts.Abort);
        await progress.DisposeAsync();
        foreach (var problem in problems) TextDiagnostics.Write(host.Error, problem, session.Source.Prefix, talk.IsVerbose);
        if (!problems.IsEmpty) return ExitCode.Failed;
        var summary = new RunSummary(progress.Status, plan);
        if (!talk.IsQuiet || summary.IsInterrupted)
            foreach (var line in summary.Lines(talk.IsVerbose)) await host.Out.WriteLineAsync(line);
        return summary.IsInterrupted ? ExitCode.Interrupted : CodeOf(progress.Status, plan);
    }

    private static int CodeOf(RunStatus status, Plan plan)
    {
        var isInPlace = status.Written + status.Deleted > 0;
        if (status.Held > 0 && !isInPlace && !status.Lanes.Values.Any(lane => lane.Problems.Length > lane.Held)) return ExitCode.Stale;
        if (status.HasFailed || status.Held > 0) return isInPlace || plan.Counts.Unchanged > 0 ? ExitCode.Partly : ExitCode.Failed;
        return plan.HasRefusals ? ExitCode.Refused : ExitCode.Done;
    }
}
