using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what an apply would do, object by object and field by field. It writes nothing.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.Source();
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var verify = new Option<bool>("--verify") { Description = "Fail where the server can't be asked what an apply would do" };
        var exitZero = new Option<bool>("--exit-zero") { Description = "Exit with 0 also when there are changes" };
        var output = CommonOptions.Output("text", "json");
        var command = new Command("plan", "Show what apply would do, without doing it.") { source, reference, path, verify, exitZero, output };
        var approvals = ApprovalOptions.AddTo(command);
        var cluster = ClusterOptions.AddTo(command, host);
        command.SetAction(async (parse, cancellation) =>
        {
            var isQuiet = parse.GetValue(CommonOptions.Quiet);
            var work = new Working(host, isShown: !isQuiet && parse.GetValue(output) == "text", TimeProvider.System);
            await using var session = await work.RunAsync(() => PlanSession.OpenAsync(host, SourceChoice.Of(parse, parse.GetValue(source), reference, path), cluster.Of(parse), cancellation, work.Tell));
            var plan = (await PlannedAsync(host, session, approvals.Of(parse), isQuiet, cancellation, work, parse.GetValue(CommonOptions.Verbose)))?.Plan;
            if (plan is null) return ExitCode.Failed;
            if (parse.GetValue(output) == "json") await host.Out.WriteLineAsync(PlanJson.Write(plan));
            else new PlanText(host.Out, plan, session.Source.Prefix, TimeProvider.System.GetUtcNow(), host.HasColour).Write(parse.GetValue(CommonOptions.Verbose));
            if (parse.GetValue(CommonOptions.Verbose)) await host.Error.WriteLineAsync(work.Spent);
            if (parse.GetValue(verify) && plan.Notes.Any(note => note.Code == GuardCodes.Unverified)) return ExitCode.Failed;
            return plan.HasRefusals ? ExitCode.Refused : plan.HasChanges && !parse.GetValue(exitZero) ? ExitCode.Changes : ExitCode.Done;
        });
        return command;
    }

    /// <summary>The plan of a session, or null with the problems written to stderr.</summary>
    public static async Task<Engine.Planned?> PlannedAsync(CommandHost host, PlanSession session, Approvals approvals, bool isQuiet, CancellationToken cancellation, Working? work = null, bool isVerbose = false)
    {
        foreach (var problem in session.Problems.Where(problem => problem.Severity == Severity.Error || !isQuiet)) TextDiagnostics.Write(host.Error, problem, session.Source.Prefix, isVerbose);
        if (!session.IsReady) return null;
        var planned = work is null ? await session.PlanAsync(approvals, cancellation) : await work.RunAsync(() => session.PlanAsync(approvals, cancellation, work.Tell));
        foreach (var problem in planned.Problems) TextDiagnostics.Write(host.Error, problem, session.Source.Prefix, isVerbose);
        return planned.Plan is null ? null : planned;
    }
}

/// <summary>The options by which a person lifts guards for one plan.</summary>
internal sealed class ApprovalOptions
{
    private readonly Option<string[]> _approve = new("--approve") { Description = "Lift a guard for this plan, by its code", HelpName = "CODE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int?> _allowPrune = new("--allow-prune") { Description = "Allow up to so many deletions", HelpName = "N" };
    private readonly Option<bool> _takeOver = new("--take-over-inventory") { Description = "Let this source have an inventory that belongs to another one" };

    private ApprovalOptions() { }

    public static ApprovalOptions AddTo(Command command)
    {
        var options = new ApprovalOptions();
        options._approve.Validators.Add(result =>
        {
            foreach (var code in result.Tokens.Select(token => token.Value).Where(code => DiagnosticCode.Find(code) is not { Number: >= 3000 and < 4000 }))
                result.AddError($"{code} is no code of a guard; guards have codes from RCN3001 on, as the plan shows them");
        });
        command.Add(options._approve);
        command.Add(options._allowPrune);
        command.Add(options._takeOver);
        return options;
    }

    public Approvals Of(ParseResult parse) => new(
        [.. (parse.GetValue(_approve) ?? []).Select(code => DiagnosticCode.Find(code)!.Number)], parse.GetValue(_allowPrune), parse.GetValue(_takeOver));
}
