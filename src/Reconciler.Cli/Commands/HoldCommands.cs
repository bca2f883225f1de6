using System.CommandLine;
using System.Globalization;
using Humanizer;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Engine;
using Reconciler.Holds;
using Reconciler.Rendering;
using Duration = Reconciler.Specs.Values.Duration;

namespace Reconciler.Cli.Commands;

/// <summary>Stops, starts, restarts one App and puts an older revision of it back: at once, and held until its spec says otherwise.</summary>
internal static class HoldCommands
{
    private sealed record Request(HoldRequest Asked, string App, bool Yes, bool Waits, bool IsQuiet, bool IsVerbose);

    public static Command Stop(CommandHost host) => Create(host, "stop", "Stop an App: no pods and no cron runs, until it is started or its spec changes.", [], _ => new HoldRequest.Stop(), (_, _) => "is stopped until its spec changes, or reconcile start");

    public static Command Start(CommandHost host) => Create(host, "start", "Start an App that was stopped.", [], _ => new HoldRequest.Start(), Started);

    public static Command Restart(CommandHost host)
    {
        var process = new Option<string?>("--process", "-p") { Description = "Only this process (default: all of them)", HelpName = "PROCESS" };
        return Create(host, "restart", "Make the pods of an App anew, one after the other as in a deploy.", [process], parse => new HoldRequest.Restart(parse.GetValue(process)), (_, _) => "is restarted");
    }

    public static Command Rollback(CommandHost host)
    {
        var to = new Option<int?>("--to") { Description = "The revision to put back (default: the last good one before the current)", HelpName = "REVISION" };
        var time = new Option<string?>("--for") { Description = "How long it is held (default: until its spec changes)", HelpName = "DURATION" };
        time.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not { } text) return;
            if (!Duration.TryParse(text, out var length, out var problem)) result.AddError(problem.Message);
            else if (length.Seconds == 0) result.AddError("--for is a time above 0, as in 2h");
        });
        var yes = new Option<bool>("--yes", "-y") { Description = "Put it back without asking" };
        return Create(host, "rollback", "Put an older revision of an App back, and hold it there.", [to, time, yes], parse => new HoldRequest.Rollback(parse.GetValue(to), TimeOf(parse.GetValue(time))), RolledBack, parse => parse.GetValue(yes));
    }

    private static Command Create(CommandHost host, string name, string description, Option[] more, Func<ParseResult, HoldRequest> asked, Func<HoldRequest, HoldPlan, string> done, Func<ParseResult, bool>? isAgreed = null)
    {
        var app = new Argument<string>("APP") { HelpName = "APP", Description = "An App, or NAMESPACE/APP" };
        var noWait = new Option<bool>("--no-wait") { Description = "Don't wait until it is healthy" };
        var environment = LiveSession.EnvironmentOption();
        var command = new Command(name, description) { app, noWait, environment };
        foreach (var option in more) command.Add(option);
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session?.One(host) is not { } known) return ExitCode.Failed;
            var request = new Request(asked(parse), parse.GetValue(app)!, isAgreed?.Invoke(parse) ?? true, !parse.GetValue(noWait), parse.GetValue(CommonOptions.Quiet), parse.GetValue(CommonOptions.Verbose));
            var (lane, problem) = await OrderCommands.LaneAsync(session, known, request.App, cancellation);
            return lane is null ? TextDiagnostics.Fail(host, problem!) : await RunAsync(host, new HoldCycle(session.Cluster, known, TimeProvider.System), lane, request, done, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, HoldCycle cycle, Lane lane, Request request, Func<HoldRequest, HoldPlan, string> done, CancellationToken cancellation)
    {
        var (held, problems) = await cycle.PlanAsync(lane, request.Asked, OrderCommands.Orderer, cancellation);
        foreach (var problem in problems) TextDiagnostics.Write(host.Error, problem, "");
        if (held is null) return ExitCode.Failed;
        if (!request.IsQuiet || held.IsRefused) new PlanText(host.Out, held.Plan, "", TimeProvider.System.GetUtcNow(), host.HasColour).Write(request.IsVerbose);
        await host.Out.FlushAsync(cancellation);
        if (held.IsRefused) return ExitCode.Refused;
        if (!request.Yes && held.Plan.HasChanges && await PlanRun.DeclinedAsync(host, "Roll back?", cancellation) is { } code) return code;
        var exit = await DoAsync(host, cycle, held, request, cancellation);
        if (exit is ExitCode.Done or ExitCode.Partly or ExitCode.Refused) await host.Out.WriteLineAsync($"{lane.Name} {done(request.Asked, held)}");
        return exit;
    }

    private static async Task<int> DoAsync(CommandHost host, HoldCycle cycle, HoldPlan held, Request request, CancellationToken cancellation)
    {
        if (held.Plan.HasChanges)
            return await new PlanRun(host, "", held.Plan, request.IsQuiet, request.IsVerbose).DoAsync((show, abort) => cycle.RunAsync(held, PlanRun.Applier, request.Waits, show, cancellation, abort));
        return await cycle.OrderAsync(held, cancellation) is { } why ? TextDiagnostics.Fail(host, why) : ExitCode.Done;
    }

    private static string Started(HoldRequest request, HoldPlan plan) =>
        plan.Planned.Held.Of(plan.Lane)?.Holds.Any(hold => hold is AppHold.Start) == true ? "runs although its spec says stopped, until its spec changes or reconcile resume" : "is not stopped";

    private static string RolledBack(HoldRequest request, HoldPlan plan)
    {
        var hold = plan.Planned.Held.Of(plan.Lane)!.Holds.OfType<AppHold.Rollback>().Last();
        var time = (request as HoldRequest.Rollback)?.For is { } given ? $" for {given.Humanize(2, CultureInfo.InvariantCulture)}," : "";
        return $"is {hold.Words},{time} until its spec changes, or reconcile resume";
    }

    private static TimeSpan? TimeOf(string? text) => text is not null && Duration.TryParse(text, out var time, out _) ? TimeSpan.FromSeconds(time.Seconds) : null;
}
