using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Engine.Live;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what the triggers of autoscalers log in with.</summary>
internal static class AutoscalingAuthCommand
{
    public static Command Create(CommandHost host)
    {
        var app = new Argument<string?>("APP") { HelpName = "APP", Description = "An App, or NAMESPACE/APP; left out: what is for the whole cluster, then every App's", Arity = ArgumentArity.ZeroOrOne };
        var secrets = CommonOptions.ShowSecrets();
        var output = CommonOptions.Output("text", "json");
        var command = new Command("autoscaling-auth", "Show what the triggers of KEDA log in with, and who uses it.") { app, secrets, output };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.ChooseAsync(host, session, parse.GetValue(app), cancellation) is not var (all, only)) return ExitCode.Failed;
            var answer = await new AutoscalingReader(session.Cluster).ReadAsync(all, only, parse.GetValue(secrets), cancellation);
            if (!answer.TryGet(out var groups, out var why)) return TextDiagnostics.Fail(host, Answers.Unread("what triggers log in with can't be told", why));
            if (parse.GetValue(output) == "json") await host.Out.WriteLineAsync(AutoscalingAuthJson.Write(session.Cluster.Name, groups));
            else foreach (var line in AutoscalingAuthText.Lines(groups)) await host.Out.WriteLineAsync(line);
            return ExitCode.Done;
        });
        return command;
    }
}
