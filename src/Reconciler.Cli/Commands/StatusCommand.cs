using System.Collections.Immutable;
using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what runs in a cluster, without a source: Apps with their health and processes, orphans, certificates, nodes.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandHost host)
    {
        var app = new Argument<string?>("APP") { HelpName = "APP", Description = "An App, or NAMESPACE/APP, with each of its objects; left out: everything", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it anew whenever something changes, until interrupted" };
        var environment = LiveSession.EnvironmentOption();
        var output = CommonOptions.Output("text", "json");
        var command = new Command("status", "Show what is running, and how well.") { app, watch, environment, output };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session is null) return ExitCode.Failed;
            var view = new StatusView(parse.GetValue(app), IsJson: parse.GetValue(output) == "json");
            if (parse.GetValue(watch)) return await new StatusScreen(host, session.Cluster, view, parse.GetValue(environment)).RunAsync(cancellation);
            if (!(await new StatusCycle(session.Cluster, TimeProvider.System).RunAsync(session.Environments, cancellation)).TryGet(out var status, out var why)) return TextDiagnostics.Fail(host, Answers.Unread("what is running can't be told", why));
            var (lines, problem) = view.Of(status, TimeProvider.System.GetUtcNow());
            if (problem is not null) TextDiagnostics.Write(host.Error, problem, "");
            foreach (var line in lines) await host.Out.WriteLineAsync(line);
            return problem is null ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}

/// <summary>What of a cluster's status is shown, and how.</summary>
internal sealed record StatusView(string? App, bool IsJson)
{
    public (ImmutableArray<string> Lines, Diagnostic? Problem) Of(ClusterStatus status, DateTimeOffset now)
    {
        if (App is null) return ([.. IsJson ? [StatusJson.Write(status)] : new StatusText(now).Of(status)], null);
        var (part, problem) = PartChoice.Find(status.Environments, App);
        if (part is null) return ([], problem);
        return ([.. IsJson ? [StatusJson.Write(Only(status, part))] : new StatusText(now).Of(part)], null);
    }

    private static ClusterStatus Only(ClusterStatus status, PartStatus part) =>
        status with { Environments = [.. status.Environments.Where(environment => environment.Parts.Contains(part)).Select(environment => environment with { Parts = [part] })] };
}
