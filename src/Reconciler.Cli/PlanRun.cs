using System.Collections.Immutable;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Cli;

/// <summary>A plan that was shown, as it is asked about, done and reported, whichever command made it.</summary>
internal sealed record PlanRun(CommandHost Host, string Prefix, Plan Plan, bool IsQuiet, bool IsVerbose)
{
    /// <summary>Who applies: this process, for whoever reads the lease.</summary>
    public static Applier Applier { get; } = new($"{System.Environment.UserName}@{System.Environment.MachineName} (process {System.Environment.ProcessId})", ProductVersion.Text, TimeProvider.System);

    /// <summary>Asks, and gives the exit code where the answer is no or nobody can be asked.</summary>
    public static async Task<int?> DeclinedAsync(CommandHost host, string question, CancellationToken cancellation)
    {
        if (!host.CanAsk)
        {
            TextDiagnostics.Write(host.Error, MachineCodes.CommandLine.At(Origin.None, "there is nobody to ask", "add --yes to go on without asking"), "");
            return ExitCode.Failed;
        }
        if (await host.ConfirmAsync(question, cancellation)) return null;
        await host.Error.WriteLineAsync("nothing was changed");
        return ExitCode.Failed;
    }

    /// <summary>Does the plan with progress on stderr, says what came of it, and gives the exit code.</summary>
    public async Task<int> DoAsync(Func<Action<RunEvent>, CancellationToken, Task<ImmutableArray<Diagnostic>>> run)
    {
        var parts = Plan.Changes.Where(change => change.IsWrite).Select(change => change.Lane.Id).Distinct(StringComparer.Ordinal).Count();
        await using var progress = new RunProgress(Host, new RunLines(Prefix, IsQuiet, IsVerbose), TimeProvider.System, parts, isLive: Host.ShowsProgress && !IsQuiet);
        Host.Interrupts.RunBegins();
        var problems = await run(progress.Show, Host.Interrupts.Abort);
        await progress.DisposeAsync();
        foreach (var problem in problems) TextDiagnostics.Write(Host.Error, problem, Prefix, IsVerbose);
        if (!problems.IsEmpty) return ExitCode.Failed;
        var summary = new RunSummary(progress.Status, Plan);
        if (!IsQuiet || summary.IsInterrupted)
            foreach (var line in summary.Lines(IsVerbose)) await Host.Out.WriteLineAsync(line);
        return summary.IsInterrupted ? ExitCode.Interrupted : CodeOf(progress.Status);
    }

    private int CodeOf(RunStatus status)
    {
        var isInPlace = status.Written + status.Deleted > 0;
        if (status.Held > 0 && !isInPlace && !status.Lanes.Values.Any(lane => lane.Outcome != LaneOutcome.Skipped && lane.Problems.Length > lane.Held)) return ExitCode.Stale;
        if (status.HasFailed || status.Held > 0) return isInPlace || Plan.Counts.Unchanged > 0 ? ExitCode.Partly : ExitCode.Failed;
        return Plan.HasRefusals ? ExitCode.Refused : ExitCode.Done;
    }
}
