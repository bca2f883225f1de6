using System.Collections.Immutable;
using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Lets the plan through that the controller waits with, and no other: the approval names its hash.</summary>
internal static class ApproveCommand
{
    public static Command Create(CommandHost host)
    {
        var environment = new Argument<string>("ENVIRONMENT") { Description = "The environment whose plan waits; status shows it" };
        var codes = new Argument<string[]>("CODE") { Description = "The guards to lift, by their codes", Arity = ArgumentArity.ZeroOrMore };
        codes.Validators.Add(ApprovalOptions.RefuseOthers);
        var prune = new Option<int?>("--allow-prune") { Description = "Allow up to so many deletions", HelpName = "N" };
        var command = new Command("approve", "Let the plan through that the controller waits with.") { environment, codes, prune };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session?.One(host) is not { } known) return ExitCode.Failed;
            var store = new OrderStore(session.Cluster, known.Identity, known.SystemNamespace);
            if (!(await store.ReadAsync(cancellation)).TryGet(out var orders, out var unread)) return TextDiagnostics.Fail(host, Answers.Unread("what waits can't be read", unread));
            if (orders.Waiting is not { } waiting) return TextDiagnostics.Fail(host, ControlCodes.NothingToApprove.At(Origin.None, $"no plan of {known.Identity.Environment} waits for approval"));
            ImmutableArray<int> lifted = [.. ApprovalOptions.Numbers(parse.GetValue(codes))];
            var shown = string.Join(' ', waiting.Codes.Select(code => $"RCN{code}"));
            if (lifted.IsEmpty && parse.GetValue(prune) is null) return TextDiagnostics.Fail(host, ControlCodes.NothingToApprove.At(Origin.None, $"the plan {waiting.Hash} waits for {shown}, and the approval names none", $"reconcile approve {known.Identity.Environment} {shown}"));
            var approval = new ApprovalOrder(waiting.Hash, lifted, parse.GetValue(prune), OrderCommands.Orderer, TimeProvider.System.GetUtcNow());
            if (await store.ChangeAsync(now => now with { Approval = approval }, cancellation) is { } why) return TextDiagnostics.Fail(host, OrderCommands.Unwritten(why));
            await host.Out.WriteLineAsync($"plan {waiting.Hash} of {known.Identity.Environment} is approved; the controller applies it if it is still the one");
            return ExitCode.Done;
        });
        return command;
    }
}
