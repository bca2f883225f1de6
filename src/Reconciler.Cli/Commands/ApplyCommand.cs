using System.CommandLine;
using System.Globalization;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Cli.Commands;

/// <summary>Plans, shows the plan, asks, applies, waits for health, prunes, and reports.</summary>
internal static class ApplyCommand
{
    private sealed record Request(SourceChoice Source, ClusterChoice Cluster, Approvals Approvals, bool Yes, bool Waits, bool IsQuiet, bool IsVerbose);

    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.Source();
        source.HelpName = "SOURCE|plan.json";
        source.Description = $"{source.Description}, or a plan that plan --out has written";
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var yes = new Option<bool>("--yes", "-y") { Description = "Apply without asking" };
        var noWait = new Option<bool>("--no-wait") { Description = "Don't wait until what was applied is healthy" };
        var command = new Command("apply", "Make the cluster as the source says.") { source, reference, path, yes, noWait };
        var approvals = ApprovalOptions.AddTo(command);
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction((parse, cancellation) => RunAsync(host, new Request(
            SourceChoice.Of(parse, parse.GetValue(source), reference, path), cluster.Of(parse), approvals.Of(parse), parse.GetValue(yes), !parse.GetValue(noWait), parse.GetValue(CommonOptions.Quiet), parse.GetValue(CommonOptions.Verbose)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, Request request, CancellationToken cancellation)
    {
        var (file, unreadable) = PlanFile.IsNamed(request.Source.Name, host.WorkingDirectory) ? PlanFile.Read(request.Source.Name, host.WorkingDirectory) : (null, null);
        if ((unreadable ?? WhyMixed(file, request)) is { } problem) return Failed(host, problem, "");
        var cluster = file is null ? request.Cluster : request.Cluster.For(host, file.Cluster);
        await using var session = await PlanSession.OpenAsync(host, file?.Source ?? request.Source, cluster, cancellation, file?.Commit);
        if (await PlanCommand.PlannedAsync(host, session, file?.Approvals ?? request.Approvals, request.IsQuiet, cancellation) is not { Plan: { } fresh } planned) return ExitCode.Failed;
        if (file?.WhyForeign(fresh, await session.ClusterUidAsync(cancellation)) is { } foreign) return Failed(host, foreign, "");
        var plan = file is null ? fresh : ReviewedPlan.Restrict(fresh, file.Changes, new OwnedFields(fresh.Identity, planned.Hasher));
        if (!request.IsQuiet) new PlanText(host.Out, plan, session.Source.Prefix, TimeProvider.System.GetUtcNow(), host.HasColour).Write(request.IsVerbose);
        if (plan.IsRefused) return ExitCode.Refused;
        if (!plan.HasChanges && plan.Changes.Any(change => change.IsStale)) return ExitCode.Stale;
        if (plan.HasChanges && !request.Yes && await DeclinedAsync(host, cancellation) is { } code) return code;
        return await RunAsync(host, session, planned with { Plan = plan }, plan, request.Waits, request.IsQuiet, cancellation);
    }

    /// <summary>A reviewed plan has its source and its approvals in it; others beside it would be another plan.</summary>
    private static Diagnostic? WhyMixed(PlanFile? file, Request request) =>
        file is null || (request is { Source: { Reference: null, Path: null }, Approvals: { Codes.IsEmpty: true, Deletions: null, TakesOverInventory: false } })
            ? null
            : MachineCodes.CommandLine.At(Objects.Origin.None, $"{file.Name} says what to apply and what was approved", "leave out --ref, --path, --approve, --allow-prune and --take-over-inventory, or plan again with them");

    private static int Failed(CommandHost host, Diagnostic problem, string prefix)
    {
        TextDiagnostics.Write(host.Error, problem, prefix);
        return ExitCode.Failed;
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

    private static async Task<int> RunAsync(CommandHost host, PlanSession session, Planned planned, Plan plan, bool waits, bool isQuiet, CancellationToken stop)
    {
        var progress = new RunLines(host.Error, session.Source.Prefix, isQuiet);
        var applier = new Applier($"{System.Environment.UserName}@{System.Environment.MachineName} (process {System.Environment.ProcessId})", ProductVersion.Text, TimeProvider.System);
        var problems = await new ApplyCycle(session.Cluster, applier, session.OptionsFor(plan, waits), progress.Show).RunAsync(planned, stop, CancellationToken.None);
        foreach (var problem in problems) TextDiagnostics.Write(host.Error, problem, session.Source.Prefix);
        if (!problems.IsEmpty) return ExitCode.Failed;
        var status = progress.Status;
        await host.Out.WriteLineAsync(Summary(status));
        return CodeOf(status, plan);
    }

    private static string Summary(RunStatus status)
    {
        var took = (status.EndedAt ?? status.Began) - status.Began;
        var failed = status.Lanes.Values.Count(lane => lane.Outcome is LaneOutcome.Failed or LaneOutcome.Skipped);
        var text = string.Create(CultureInfo.InvariantCulture, $"Applied: {status.Written} written, {status.Deleted} deleted in {took.TotalSeconds:0.0} s");
        if (status.Held > 0) text += string.Create(CultureInfo.InvariantCulture, $", {status.Held} held as stale");
        if (failed > 0) text += string.Create(CultureInfo.InvariantCulture, $", {failed} {(failed == 1 ? "part" : "parts")} failed");
        return status.IsInterrupted ? $"{text}; interrupted, the rest was not begun." : $"{text}.";
    }

    private static int CodeOf(RunStatus status, Plan plan)
    {
        var isInPlace = status.Written + status.Deleted > 0;
        if (status.IsInterrupted) return ExitCode.Interrupted;
        if (status.Held > 0 && !isInPlace && !status.Lanes.Values.Any(lane => lane.Outcome != LaneOutcome.Skipped && lane.Problems.Length > lane.Held)) return ExitCode.Stale;
        if (status.HasFailed || status.Held > 0) return isInPlace || plan.Counts.Unchanged > 0 ? ExitCode.Partly : ExitCode.Failed;
        return plan.HasRefusals ? ExitCode.Refused : ExitCode.Done;
    }
}
