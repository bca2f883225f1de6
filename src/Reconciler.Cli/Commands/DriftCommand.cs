using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what differs live from what was applied last, and who changed it. The source only says which environment is meant.</summary>
internal static class DriftCommand
{
    public static Command Create(CommandHost host)
    {
        var source = new Argument<string?>("SOURCE") { HelpName = "SOURCE", Description = "The source whose environment is meant (default: the cluster's only one, else that of the current folder)", Arity = ArgumentArity.ZeroOrOne };
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var environment = LiveSession.EnvironmentOption();
        var exitZero = new Option<bool>("--exit-zero") { Description = "Exit with 0 also when something differs" };
        var output = CommonOptions.Output("text", "json");
        var command = new Command("drift", "Show what differs live from what was applied, and who changed it.") { source, reference, path, environment, exitZero, output };
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var session = await LiveSession.OpenAsync(host, cluster.Of(parse), parse.GetValue(environment), cancellation);
            if (session is null) return ExitCode.Failed;
            var (known, problems) = await ChooseAsync(host, session, parse.GetValue(source), SourceChoice.Of(parse, parse.GetValue(source), reference, path), cancellation);
            foreach (var problem in problems) TextDiagnostics.Write(host.Error, problem, "");
            if (known is null) return ExitCode.Failed;
            if (!(await new DriftCycle(session.Cluster, TimeProvider.System).RunAsync(known, cancellation)).TryGet(out var report, out var why)) return TextDiagnostics.Fail(host, Answers.Unread("drift can't be told", why));
            if (parse.GetValue(output) == "json") await host.Out.WriteLineAsync(DriftOutput.Json(report));
            else foreach (var line in DriftOutput.Lines(report, TimeProvider.System.GetUtcNow())) await host.Out.WriteLineAsync(line);
            // what can't be seen may have drifted
            if (!report.Objects.IsEmpty) return parse.GetValue(exitZero) ? ExitCode.Done : ExitCode.Changes;
            return report.Unknown.IsEmpty ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<(KnownEnvironment? Known, IEnumerable<Diagnostic> Problems)> ChooseAsync(CommandHost host, LiveSession session, string? named, SourceChoice choice, CancellationToken cancellation)
    {
        if (session.Environments.Length == 1 && named is null) return (session.Environments[0], []);
        if (session.Environments.IsEmpty) return (null, [RunCodes.WhichEnvironment.At(Origin.None, $"nothing was applied to {session.Cluster.Name} yet", "apply a source first")]);
        var loaded = await LoadedSource.OpenAsync(host, choice, strict: false, cancellation);
        if (loaded.Rendered is null || loaded.HasErrors) return (null, loaded.Diagnostics.Where(found => found.Severity == Severity.Error));
        var wanted = Ownership.ApplySetId(loaded.Rendered.Specs.Environment);
        var known = session.Environments.FirstOrDefault(environment => environment.Identity.ApplySetId == wanted);
        return known is not null ? (known, []) : (null, [RunCodes.WhichEnvironment.At(Origin.None, $"{loaded.Rendered.Specs.Environment.Name} was not applied to {session.Cluster.Name} yet", $"--environment {string.Join(" or ", session.Environments.Select(environment => environment.Identity.Environment))}")]);
    }
}
