using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Runs a command once with what a process of an App has: image, configuration, mounts, resources, account.</summary>
internal static class RunCommand
{
    public static Command Create(CommandHost host)
    {
        var app = LiveAppOptions.App();
        var words = LiveAppOptions.Words("The command, word by word; no shell reads it");
        var process = LiveAppOptions.Process("The process whose image, configuration and mounts it gets (default: web, else the one that is served)");
        var detach = new Option<bool>("--detach", "-d") { Description = "Print the run's id and don't wait for it" };
        var env = new Option<string[]>("--env") { Description = "A variable over those of the App, readable in the Job; may be repeated", HelpName = "K=V" };
        env.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)) result.AddError($"--env takes K=V, and {token.Value} is none");
        });
        var command = new Command("run", "Run a command once in a Job with the App's image, configuration and mounts; ends as the command ends.") { app, words, process, detach, env };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            var line = parse.GetValue(words) ?? [];
            if (line.Length == 0) return TextDiagnostics.Fail(host, LiveCodes.NoCommand.At(Origin.None, "there is no command", $"{CommandLine.Name} run {parse.GetValue(app)} -- COMMAND"));
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.FindAsync(host, session, parse.GetValue(app)!, cancellation) is not { } found) return ExitCode.Failed;
            if (!(await new LiveApps(session.Cluster).ProcessesAsync(found, cancellation)).TryGet(out var processes, out var why)) return TextDiagnostics.Fail(host, Answers.Unread($"the processes of {found.Name} can't be listed", why));
            var (lender, problem) = LiveProcess.Find(found.Name, processes, parse.GetValue(process));
            if (lender is null) return TextDiagnostics.Fail(host, problem!);
            var order = OneOffRunning.Order(host, line, parse.GetValue(detach)) with { Env = [.. (parse.GetValue(env) ?? []).Select(Variable)] };
            return await new OneOffRunning(host, session, parse.GetValue(CommonOptions.Quiet)).RunAsync(OneOffJob.Of(lender, order), order, OneOffManner.CommandOfPod, cancellation);
        });
        return command;
    }

    private static KeyValuePair<string, string> Variable(string text)
    {
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        return new KeyValuePair<string, string>(text[..sign], text[(sign + 1)..]);
    }
}
