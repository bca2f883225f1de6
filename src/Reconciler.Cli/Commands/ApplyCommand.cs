using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Planning;

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
        if ((unreadable ?? WhyMixed(file, request)) is { } problem) return TextDiagnostics.Fail(host, problem);
        var cluster = file is null ? request.Cluster : request.Cluster.For(host, file.Cluster);
        var work = new Working(host, isShown: !request.IsQuiet, TimeProvider.System);
        await using var session = await work.RunAsync(() => PlanSession.OpenAsync(host, file?.Source ?? request.Source, cluster, cancellation, file?.Commit, work.Tell));
        if (await PlanCommand.PlannedAsync(host, session, file?.Approvals ?? request.Approvals, request.IsQuiet, cancellation, work, request.IsVerbose) is not { Plan: { } fresh } planned) return ExitCode.Failed;
        if (file?.WhyForeign(fresh, await session.ClusterUidAsync(cancellation)) is { } foreign) return TextDiagnostics.Fail(host, foreign);
        var plan = file is null ? fresh : ReviewedPlan.Restrict(fresh, file.Changes, new OwnedFields(fresh.Identity, planned.Hasher));
        if (!request.IsQuiet || plan.IsRefused) new PlanText(host.Out, plan, session.Source.Prefix, TimeProvider.System.GetUtcNow(), host.HasColour).Write(request.IsVerbose);
        // who is asked has to see what it is about
        await host.Out.FlushAsync(cancellation);
        if (plan.IsRefused) return ExitCode.Refused;
        if (!plan.HasChanges && plan.Changes.Any(change => change.IsStale)) return ExitCode.Stale;
        if (plan.HasChanges && !request.Yes && await PlanRun.DeclinedAsync(host, "Apply?", cancellation) is { } code) return code;
        work.Tell("applying");
        var run = new PlanRun(host, session.Source.Prefix, plan, request.IsQuiet, request.IsVerbose);
        var exit = await run.DoAsync((show, abort) => new ApplyCycle(session.Cluster, PlanRun.Applier, session.OptionsFor(plan, request.Waits), show).RunAsync(planned with { Plan = plan }, cancellation, abort));
        if (request.IsVerbose) await host.Error.WriteLineAsync(work.Spent);
        return exit;
    }

    /// <summary>A reviewed plan has its source and its approvals in it; others beside it would be another plan.</summary>
    private static Diagnostic? WhyMixed(PlanFile? file, Request request) =>
        file is null || (request is { Source: { Reference: null, Path: null }, Approvals: { Codes.IsEmpty: true, Deletions: null, TakesOverInventory: false } })
            ? null
            : MachineCodes.CommandLine.At(Objects.Origin.None, $"{file.Name} says what to apply and what was approved", "leave out --ref, --path, --approve, --allow-prune and --take-over-inventory, or plan again with them");
}
