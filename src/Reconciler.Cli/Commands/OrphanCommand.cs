using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Engine;
using Reconciler.Engine.Running;

namespace Reconciler.Cli.Commands;

/// <summary>Lets go of one object of an environment: it stays as it is, and is no longer ours.</summary>
internal static class OrphanCommand
{
    public static Command Create(CommandHost host)
    {
        var named = new NamedObjectOptions();
        var yes = new Option<bool>("--yes", "-y") { Description = "Let go without asking" };
        var command = new Command("orphan", "Let go of an object: it stays as it is, and is no longer ours.") { named.Object, named.Namespace, named.Environment, yes };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(named.Environment), cancellation);
            if (session is null || await named.FindAsync(host, parse, session, cancellation) is not var (known, live)) return ExitCode.Failed;
            var (planned, problem) = await ObjectPlans.LetGoAsync(session.Cluster, known, live, cancellation);
            if (planned is not { Plan: { } plan }) return TextDiagnostics.Fail(host, problem!);
            var (isQuiet, isVerbose) = (parse.GetValue(CommonOptions.Quiet), parse.GetValue(CommonOptions.Verbose));
            if (!isQuiet) new PlanText(host.Out, plan, "", TimeProvider.System.GetUtcNow(), host.HasColour).Write(isVerbose);
            await host.Out.FlushAsync(cancellation);
            if (!parse.GetValue(yes) && await PlanRun.DeclinedAsync(host, "Let go?", cancellation) is { } code) return code;
            return await new PlanRun(host, "", plan, isQuiet, isVerbose).DoAsync((show, abort) =>
                new ApplyCycle(session.Cluster, PlanRun.Applier, new RunOptions { IsWhole = false }, show).RunAsync(planned, cancellation, abort));
        });
        return command;
    }
}
