using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Runs a CronJob of an App now.</summary>
internal static class CronCommand
{
    public static Command Create(CommandHost host) => new("cron", "CronJobs of an App.") { CreateRun(host) };

    private static Command CreateRun(CommandHost host)
    {
        var app = LiveAppOptions.App();
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = "The name of the entry under cron" };
        var detach = new Option<bool>("--detach", "-d") { Description = "Print the run's id and don't wait for it" };
        var command = new Command("run", "Run a CronJob now, also a suspended one, and show its logs; ends as its command ends. Its Job is kept as those of the schedule are.") { app, name, detach };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.FindAsync(host, session, parse.GetValue(app)!, cancellation) is not { } found) return ExitCode.Failed;
            if (!(await new LiveApps(session.Cluster).CronJobsAsync(found, cancellation)).TryGet(out var all, out var why)) return TextDiagnostics.Fail(host, Answers.Unread($"the CronJobs of {found.Name} can't be listed", why));
            var wanted = parse.GetValue(name)!;
            if (all.FirstOrDefault(each => NameOf(each) == wanted) is not { } cron) return TextDiagnostics.Fail(host, Unknown(found, wanted, [.. all.Select(NameOf)]));
            if (!(await new LiveApps(session.Cluster).JobsAsync(found, cancellation)).TryGet(out var jobs, out why)) return TextDiagnostics.Fail(host, Answers.Unread($"the Jobs of {found.Name} can't be listed", why));
            if (CronRun.InTheWay(cron, jobs) is { } running) return TextDiagnostics.Fail(host, LiveCodes.CronBusy.At(Origin.None, $"{ObjectKey.Of(running).Name} is running, and {wanted} wants no two at once"));
            var order = OneOffRunning.Order(host, [], parse.GetValue(detach)) with { HasInput = false, IsTerminal = false };
            return await new OneOffRunning(host, session, parse.GetValue(CommonOptions.Quiet)).RunAsync(CronRun.Of(cron, order), order, OneOffManner.KeptByItsOwner, cancellation);
        });
        return command;
    }

    /// <summary>As the App calls it: the component is "cron-" and that.</summary>
    private static string NameOf(MapNode cron) => cron.Label(LiveLabels.Component) is { } component && component.StartsWith("cron-", StringComparison.Ordinal) ? component["cron-".Length..] : ObjectKey.Of(cron).Name;

    private static Diagnostic Unknown(LiveApp app, string wanted, string[] names) => LiveCodes.CronUnknown.At(Origin.None, $"{app.Name} has no CronJob {wanted}",
        Spelling.Suggest(wanted, names) ?? (names.Length > 0 ? $"there is {Words.List(names)}" : "it has none at all"));
}
