using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Shows the revisions of an App that are kept: what was deployed when, from which commit, by whom, and how it went.</summary>
internal static class HistoryCommand
{
    public static Command Create(CommandHost host)
    {
        var app = new Argument<string>("APP") { HelpName = "APP", Description = "An App, or NAMESPACE/APP" };
        var environment = LiveSession.EnvironmentOption();
        var output = CommonOptions.Output("text", "json", "yaml");
        var command = new Command("history", "Show the revisions of an App.") { app, environment, output };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session?.One(host) is not { } known) return ExitCode.Failed;
            var (lane, problem) = await OrderCommands.LaneAsync(session, known, parse.GetValue(app)!, cancellation);
            if (lane is null) return TextDiagnostics.Fail(host, problem!);
            if (!(await new HistoryStore(session.Cluster, known.Identity, known.SystemNamespace).OfLaneAsync(lane, cancellation)).TryGet(out var revisions, out var why)) return TextDiagnostics.Fail(host, Answers.Unread("history can't be read", why));
            switch (parse.GetValue(output))
            {
                case "json":
                    await host.Out.WriteLineAsync(CanonicalJson.WriteOrdered(HistoryJson.Tree(known.Identity.Environment, lane, revisions), indented: true));
                    break;
                case "yaml":
                    await host.Out.WriteAsync(YamlWriter.Write(HistoryJson.Tree(known.Identity.Environment, lane, revisions)));
                    break;
                default:
                    foreach (var line in HistoryText.Lines(lane, revisions, TimeProvider.System.GetUtcNow())) await host.Out.WriteLineAsync(line);
                    break;
            }
            return ExitCode.Done;
        });
        return command;
    }
}
