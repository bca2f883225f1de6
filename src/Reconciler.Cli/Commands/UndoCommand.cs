using System.CommandLine;
using System.Globalization;
using Humanizer;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Running;
using Reconciler.Objects;
using Reconciler.Planning;
using Duration = Reconciler.Specs.Values.Duration;

namespace Reconciler.Cli.Commands;

/// <summary>Brings back what a run pruned, and holds it for some time; or ends such a hold.</summary>
internal static class UndoCommand
{
    private const string UsualTime = "24h";

    private sealed record Request(string? Run, TimeSpan For, bool IsList, bool IsRelease, bool Yes, bool IsQuiet, bool IsVerbose);

    public static Command Create(CommandHost host)
    {
        var run = new Argument<string?>("RUN") { Description = "The run that deleted something (default: the last one)", Arity = ArgumentArity.ZeroOrOne };
        var time = new Option<string>("--for") { Description = "How long what comes back is held", DefaultValueFactory = _ => UsualTime, HelpName = "DURATION" };
        time.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && !Duration.TryParse(text, out _, out var problem)) result.AddError(problem.Message);
        });
        var list = new Option<bool>("--list") { Description = "Show the runs that can be undone, and what is held" };
        var release = new Option<bool>("--release") { Description = "End the hold on what came back; the next apply deletes what the source doesn't have" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Bring back without asking" };
        var environment = LiveSession.EnvironmentOption();
        var command = new Command("undo", "Bring back what a run deleted, and hold it.") { run, time, list, release, yes, environment };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session?.One(host) is not { } known) return ExitCode.Failed;
            _ = Duration.TryParse(parse.GetValue(time)!, out var holdFor, out _);
            var request = new Request(parse.GetValue(run), TimeSpan.FromSeconds(holdFor.Seconds), parse.GetValue(list), parse.GetValue(release), parse.GetValue(yes), parse.GetValue(CommonOptions.Quiet), parse.GetValue(CommonOptions.Verbose));
            return await RunAsync(host, new UndoCycle(session.Cluster, known), request, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, UndoCycle cycle, Request request, CancellationToken cancellation)
    {
        var (orders, problem) = await cycle.OrdersAsync(cancellation);
        if (orders is null) return TextDiagnostics.Fail(host, problem!);
        if (request.IsList) return await ListAsync(host, orders);
        if (request.IsRelease)
        {
            var (released, why) = await cycle.ReleaseAsync(request.Run, cancellation);
            if (why is not null) return TextDiagnostics.Fail(host, why with { Severity = Severity.Error });
            await host.Out.WriteLineAsync(released == 0 ? "nothing is held" : $"{Words.Count(released, "object")} no longer held; the next apply deletes what the source doesn't have");
            return ExitCode.Done;
        }
        var run = request.Run is null ? orders.Runs.FirstOrDefault() : orders.Runs.FirstOrDefault(kept => kept.Id.StartsWith(request.Run, StringComparison.Ordinal));
        if (run is null)
            return TextDiagnostics.Fail(host, RunCodes.NothingToUndo.At(Origin.None, request.Run is null ? "no run is kept that deleted something" : $"no run {request.Run} is kept", orders.Runs.IsEmpty ? null : $"the kept runs are {Words.List([.. orders.Runs.Select(kept => kept.Id)])}"));
        return await UndoAsync(host, cycle, run, request, cancellation);
    }

    private static async Task<int> UndoAsync(CommandHost host, UndoCycle cycle, KeptRun run, Request request, CancellationToken cancellation)
    {
        var (undoable, problems) = await cycle.PlanAsync(run, cancellation);
        foreach (var problem in problems) TextDiagnostics.Write(host.Error, problem, "");
        if (undoable is not { Planned.Plan: { } plan }) return ExitCode.Failed;
        foreach (var loss in undoable.Losses) TextDiagnostics.Write(host.Error, loss, "");
        if (!request.IsQuiet) new PlanText(host.Out, plan, "", TimeProvider.System.GetUtcNow(), host.HasColour).Write(request.IsVerbose);
        await host.Out.FlushAsync(cancellation);
        if (!plan.HasChanges) return plan.HasRefusals ? ExitCode.Refused : ExitCode.Done;
        if (!request.Yes && await PlanRun.DeclinedAsync(host, "Bring back?", cancellation) is { } code) return code;
        var exit = await new PlanRun(host, "", plan, request.IsQuiet, request.IsVerbose).DoAsync((show, abort) => cycle.RunAsync(undoable, request.For, PlanRun.Applier, new RunOptions(), show, cancellation, abort));
        if (exit is ExitCode.Done or ExitCode.Partly or ExitCode.Refused)
            await host.Out.WriteLineAsync($"held for {request.For.Humanize(2, CultureInfo.InvariantCulture)}, or until it is in the source again; undo --release ends that");
        return exit;
    }

    private static async Task<int> ListAsync(CommandHost host, StandingOrders orders)
    {
        if (orders.Runs.IsEmpty) await host.Out.WriteLineAsync("no run is kept that deleted something");
        foreach (var run in orders.Runs)
            await host.Out.WriteLineAsync($"{run.Id}  {run.Time.UtcDateTime:u}  {Words.Count(run.Objects, "object")}{(run.Commit is { } commit ? $"  commit {commit[..7]}" : "")}");
        foreach (var held in orders.Held) await host.Out.WriteLineAsync($"{held.Key} is held until {held.Until.UtcDateTime:u} (undo of {held.Run})");
        return ExitCode.Done;
    }
}
