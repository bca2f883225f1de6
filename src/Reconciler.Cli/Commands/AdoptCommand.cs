using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;

namespace Reconciler.Cli.Commands;

/// <summary>Asks for an object that is somebody else's to be taken over by the next apply whose source has it.</summary>
internal static class AdoptCommand
{
    public static Command Create(CommandHost host)
    {
        var named = new NamedObjectOptions();
        var cancel = new Option<bool>("--cancel") { Description = "Take back what was asked for" };
        var command = new Command("adopt", "Take over an object that somebody else made, at the next apply.") { named.Object, named.Namespace, named.Environment, cancel };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(named.Environment), cancellation);
            if (session is null || await named.FindAsync(host, parse, session, cancellation) is not var (known, live)) return ExitCode.Failed;
            var isCancelled = parse.GetValue(cancel);
            if (!isCancelled && Hindrance(known, live) is { } problem) return TextDiagnostics.Fail(host, problem);
            if (!isCancelled && known.Identity.IsOurs(live))
            {
                await host.Out.WriteLineAsync($"{live.Key} is an object of {known.Identity.Environment} already");
                return ExitCode.Done;
            }
            var why = await new OrderStore(session.Cluster, known.Identity, known.SystemNamespace).ChangeAsync(
                orders => isCancelled ? orders with { Adoptions = orders.Adoptions.Remove(live.Key) } : orders.Adoptions.Contains(live.Key) ? orders : orders with { Adoptions = orders.Adoptions.Add(live.Key) }, cancellation);
            if (why is not null) return TextDiagnostics.Fail(host, RunCodes.OrdersFailed.At(Origin.None, $"it can't be written down: {why}") with { Severity = Severity.Error });
            await host.Out.WriteLineAsync(isCancelled ? $"{live.Key} is not taken over" : $"{live.Key} is taken over by the next apply of {known.Identity.Environment} whose source has it; plan shows how it changes");
            return ExitCode.Done;
        });
        return command;
    }

    private static Diagnostic? Hindrance(KnownEnvironment known, LiveObject live)
    {
        if (live.Controller is { } controller) return GuardCodes.ForeignOwner.At(Origin.None, $"{live.Key} is made and kept by {controller}", $"adopt {controller} instead");
        return live.IsOfOtherSet(known.Identity.ApplySetId) ? GuardCodes.ForeignOwner.At(Origin.None, $"{live.Key} is applied from elsewhere ({live.PartOf})", "let it go there first: orphan") : null;
    }
}
