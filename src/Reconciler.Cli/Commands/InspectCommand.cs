using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Shows the objects and pods of an App as its cluster has them.</summary>
internal static class InspectCommand
{
    public static Command Create(CommandHost host)
    {
        var app = LiveAppOptions.App();
        var process = LiveAppOptions.Process("Only what belongs to a process, or to cron-NAME, run, before, after");
        var command = new Command("inspect", "Print an App's objects and pods as the cluster has them, as YAML; secrets are masked.") { app, process };
        var live = LiveAppOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await live.OpenAsync(host, parse, cancellation);
            if (session is null || await LiveAppOptions.FindAsync(host, session, parse.GetValue(app)!, cancellation) is not { } found) return ExitCode.Failed;
            var (objects, unread) = await new LiveObjects(session.Cluster).OfAsync(found, _ => true, cancellation);
            if (!(await new LiveApps(session.Cluster).PodsAsync(found, cancellation)).TryGet(out var pods, out var why)) return TextDiagnostics.Fail(host, Answers.Unread($"the pods of {found.Name} can't be listed", why));
            var component = parse.GetValue(process);
            var shown = Inspection.Of(objects, pods, component);
            foreach (var problem in unread) TextDiagnostics.Write(host.Error, Answers.Unread("an object can't be read", problem), "");
            if (shown.IsEmpty && component is not null) return TextDiagnostics.Fail(host, LiveCodes.ProcessUnknown.At(Origin.None, $"{found.Name} has nothing of {component}", Spelling.Suggest(component, [.. objects.Select(body => body.Label(LiveLabels.Component)).OfType<string>().Distinct(StringComparer.Ordinal)])));
            YamlWriter.Write(host.Out, shown);
            return unread.IsEmpty ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
