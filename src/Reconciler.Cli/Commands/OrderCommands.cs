using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Cli.Commands;

/// <summary>What the controller is told by command: pause, resume and sync. The orders lie in the cluster, where it follows them.</summary>
internal static class OrderCommands
{
    /// <summary>Who orders, as the orders name them.</summary>
    public static string Orderer => $"{System.Environment.UserName}@{System.Environment.MachineName}";

    public static Command Pause(CommandHost host) => Create(host, "pause", "Have the controller leave an App, or everything, as it is.", "An App, or NAMESPACE/APP, to leave as it is; left out: everything",
        (part, now) => (orders => orders.Pausing(new PauseOrder(part, Orderer, now)), "is paused; the controller neither applies, repairs nor prunes it until reconcile resume"));

    public static Command Resume(CommandHost host) => Create(host, "resume", "End a pause; of an App also what stop, start and rollback hold.", "The App that is paused or held; left out: the pauses of everything",
        (part, _) => (orders => orders.Resuming(part), part.IsAll ? "is not paused" : "is neither paused nor held; the next apply brings what its spec says"));

    public static Command Sync(CommandHost host) => Create(host, "sync", "Have the controller apply what is due now, also what failed before.", "An App, or NAMESPACE/APP; left out: everything",
        (part, now) => (orders => orders.Syncing(OrderStore.NewSync(part, Orderer, now)), "is synced by the controller as soon as it reads this"));

    private static Command Create(CommandHost host, string name, string description, string about, Func<PartId, DateTimeOffset, (Func<StandingOrders, StandingOrders> Change, string Done)> order)
    {
        var app = new Argument<string?>("APP") { HelpName = "APP", Description = about, Arity = ArgumentArity.ZeroOrOne };
        var environment = LiveSession.EnvironmentOption();
        var command = new Command(name, description) { app, environment };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session?.One(host) is not { } known) return ExitCode.Failed;
            var (part, problem) = await PartAsync(session, known, parse.GetValue(app), cancellation);
            if (part is null) return TextDiagnostics.Fail(host, problem!);
            var (change, done) = order(part, TimeProvider.System.GetUtcNow());
            if (await new OrderStore(session.Cluster, known.Identity, known.SystemNamespace).ChangeAsync(change, cancellation) is { } why) return TextDiagnostics.Fail(host, Unwritten(why));
            await host.Out.WriteLineAsync($"{(part.IsAll ? $"everything of {known.Identity.Environment}" : parse.GetValue(app))} {done}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Why an order can't be given.</summary>
    public static Diagnostic Unwritten(KubeError why) => RunCodes.OrdersFailed.At(Origin.None, $"the order can't be written down: {why}") with { Severity = Severity.Error };

    private static async Task<(PartId? Part, Diagnostic? Problem)> PartAsync(LiveSession session, KnownEnvironment known, string? app, CancellationToken cancellation)
    {
        if (app is null) return (PartId.All, null);
        var (lane, problem) = await LaneAsync(session, known, app, cancellation);
        return lane is null ? (null, problem) : (PartId.Of(lane), null);
    }

    /// <summary>The part of an environment that a user names.</summary>
    public static async Task<(Lane? Lane, Diagnostic? Problem)> LaneAsync(LiveSession session, KnownEnvironment known, string app, CancellationToken cancellation)
    {
        return (await new StatusCycle(session.Cluster, TimeProvider.System).PartsAsync(known, cancellation)).TryGet(out var lanes, out var why)
            ? PartChoice.Find([.. lanes.Select(lane => (known.Identity.Environment, lane, lane))], app)
            : (null, Answers.Unread("what is running can't be told", why));
    }
}
