using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Cli.Terminals;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Live;
using Reconciler.Objects;
using Duration = Reconciler.Specs.Values.Duration;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what the containers of an App write, or what its ingress controller writes about it.</summary>
internal static class LogsCommand
{
    private const int UsualLines = 100;

    private sealed record Options(Option<string?> Process, Option<bool> Follow, Option<int?> Tail, Option<string?> Since, Option<bool> Previous, Option<bool> Failed, Option<bool> Ingress, Option<bool> Errors)
    {
        public static Options Create() => new(
            LiveAppOptions.Process("A process, PROCESS.N for one of its pods, or cron-NAME, run, before, after (default: every process; Jobs only where there is nothing else)"),
            new("--follow", "-f") { Description = "Go on as it is written, with pods that come and go" },
            Checked(new Option<int?>("--tail", "-n") { Description = "The last lines of each container (default: 100; all with --since, --previous and --failed)", HelpName = "N" }, lines => lines < 0 ? "--tail is a number of lines" : null),
            Checked(new Option<string?>("--since") { Description = "Only what was written in the last so much time", HelpName = "DURATION" }, text => text is null || Duration.TryParse(text, out _, out var problem) ? null : problem.Message),
            new("--previous") { Description = "The run of each container before the present one: why it crashed" },
            new("--failed") { Description = "What failed last: a pod of a rollout, a task, a run or a CronJob's" },
            new("--ingress") { Description = "What the ingress controller writes about the App's domains" },
            new("--errors") { Description = "With --ingress: errors, and answers of 500 and more" });

        public LogsWish WishOf(ParseResult parse, PodWish pods)
        {
            var kind = parse.GetValue(Previous) ? LogsKind.Previous : parse.GetValue(Failed) ? LogsKind.Failed : parse.GetValue(Ingress) ? LogsKind.Ingress : LogsKind.Present;
            TimeSpan? since = parse.GetValue(Since) is { } text && Duration.TryParse(text, out var duration, out _) ? TimeSpan.FromSeconds(duration.Seconds) : null;
            var tail = parse.GetValue(Tail) ?? (since is null && kind is LogsKind.Present or LogsKind.Ingress ? UsualLines : null);
            return new LogsWish(kind, pods, new LogQuery { Tail = tail, Since = since, Follows = parse.GetValue(Follow) }, parse.GetValue(Errors));
        }

        /// <summary>What contradicts itself; null where nothing does.</summary>
        public string? Mistake(ParseResult parse)
        {
            string[] kinds = [.. new[] { Previous, Failed, Ingress }.Where(parse.GetValue).Select(option => option.Name)];
            if (kinds.Length > 1) return $"{string.Join(" and ", kinds)} are different logs";
            if (parse.GetValue(Follow) && (parse.GetValue(Previous) || parse.GetValue(Failed))) return $"{kinds[0]} is over, so nothing of it can be followed";
            if (parse.GetValue(Errors) && !parse.GetValue(Ingress)) return "--errors goes with --ingress";
            return parse.GetValue(Process) is not null && (parse.GetValue(Failed) || parse.GetValue(Ingress)) ? $"{kinds[0]} is of the whole App, not of a process" : null;
        }

        private static Option<T> Checked<T>(Option<T> option, Func<T?, string?> mistake)
        {
            option.Validators.Add(result =>
            {
                if (mistake(result.GetValueOrDefault<T>()) is { } message) result.AddError(message);
            });
            return option;
        }
    }

    public static Command Create(CommandHost host)
    {
        var app = LiveAppOptions.App();
        var options = Options.Create();
        var command = new Command("logs", "Show what an App writes, from all its pods, each line with its pod; --quiet leaves the pods out.") { app, options.Process, options.Follow, options.Tail, options.Since, options.Previous, options.Failed, options.Ingress, options.Errors };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            if (options.Mistake(parse) is { } contradiction) return TextDiagnostics.Fail(host, MachineCodes.CommandLine.At(Origin.None, contradiction, $"{CommandLine.Name} logs --help shows what there is"));
            var (pods, mistake) = PodWish.Read(parse.GetValue(options.Process));
            if (pods is null) return TextDiagnostics.Fail(host, mistake!);
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.FindAsync(host, session, parse.GetValue(app)!, cancellation) is not { } found) return ExitCode.Failed;
            try
            {
                var shown = host with { Out = StandardOutput.Attentive(host.Out) };
                return await new LogsShowing(shown, session, found, parse.GetValue(CommonOptions.Quiet)).RunAsync(options.WishOf(parse, pods), cancellation);
            }
            catch (IOException)
            {
                // whoever reads it has seen enough
                return ExitCode.Done;
            }
            catch (OperationCanceledException) when (parse.GetValue(options.Follow))
            {
                // that is how following ends
                return ExitCode.Interrupted;
            }
        });
        return command;
    }
}
