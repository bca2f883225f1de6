using System.CommandLine;
using System.CommandLine.Parsing;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what an apply would do, object by object and field by field. It writes nothing to the cluster.</summary>
internal static class PlanCommand
{
    private sealed record Request(SourceChoice Source, ClusterChoice Cluster, Approvals Approvals, string? Base, string? Out, string Format)
    {
        public bool Verify { get; init; }
        public bool ExitZero { get; init; }
        public bool IsQuiet { get; init; }
        public bool IsVerbose { get; init; }

        /// <summary>What is only shown may leave out what can't be known; what is to be applied, or was asked to be sure, may not.</summary>
        public bool IsEstimate => Out is null && !Verify;
    }

    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.Source();
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var against = new Option<string?>("--base") { Description = "Only what the source changes against this branch, tag or commit; what differs anyway is listed apart", HelpName = "REF" };
        var file = new Option<string?>("--out") { Description = "Also write the plan to a file, which apply does as it was reviewed", HelpName = "FILE" };
        var verify = new Option<bool>("--verify") { Description = "Fail where the server can't be asked what an apply would do" };
        var exitZero = new Option<bool>("--exit-zero") { Description = "Exit with 0 also when there are changes" };
        var output = CommonOptions.Output("text", "json", "yaml", "markdown");
        var command = new Command("plan", "Show what apply would do, without doing it.") { source, reference, path, against, file, verify, exitZero, output };
        var approvals = ApprovalOptions.AddTo(command);
        var cluster = ClusterOptions.AddTo(command, host);
        command.Validators.Add(result =>
        {
            if (result.GetValue(against) is not null && result.GetValue(file) is not null) result.AddError("--base shows what a branch changes, which is no plan to apply; leave --base or --out out");
        });
        command.SetAction((parse, cancellation) => RunAsync(host, new Request(
            SourceChoice.Of(parse, parse.GetValue(source), reference, path), cluster.Of(parse), approvals.Of(parse), parse.GetValue(against), parse.GetValue(file), parse.GetValue(output)!)
        {
            Verify = parse.GetValue(verify),
            ExitZero = parse.GetValue(exitZero),
            IsQuiet = parse.GetValue(CommonOptions.Quiet),
            IsVerbose = parse.GetValue(CommonOptions.Verbose),
        }, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, Request request, CancellationToken cancellation)
    {
        var work = new Working(host, isShown: !request.IsQuiet && request.Format == "text", TimeProvider.System);
        await using var session = await work.RunAsync(() => PlanSession.OpenAsync(host, request.Source, request.Cluster, cancellation, tell: work.Tell));
        if (!ShowProblems(host, session, request.IsQuiet, request.IsVerbose)) return ExitCode.Failed;
        var (planned, problem) = await work.RunAsync(async () => request.Base is { } reference
            ? await session.PlanAgainstAsync(reference, request.Approvals, request.IsEstimate, cancellation, work.Tell)
            : (await session.PlanAsync(request.Approvals, request.IsEstimate, cancellation, work.Tell), null));
        foreach (var found in planned?.Problems ?? [problem!]) TextDiagnostics.Write(host.Error, found, session.Source.Prefix, request.IsVerbose);
        if (planned?.Plan is not { } plan) return ExitCode.Failed;
        if (await WriteAsync(host, session, request, plan, cancellation) is { } unwritten) return TextDiagnostics.Fail(host, unwritten);
        if (request.IsVerbose) await host.Error.WriteLineAsync(work.Spent);
        if (request.Verify && plan.Notes.Any(note => note.Code == GuardCodes.Unverified)) return ExitCode.Failed;
        return plan.HasRefusals ? ExitCode.Refused : plan.HasChanges && !request.ExitZero ? ExitCode.Changes : ExitCode.Done;
    }

    private static async Task<Diagnostic?> WriteAsync(CommandHost host, PlanSession session, Request request, Plan plan, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        var isDocument = request.Out is not null || request.Format is "json" or "yaml";
        var document = new PlanDocument(plan, request.Source.Named, session.Source.Prefix, isDocument ? await session.ClusterUidAsync(cancellation) : null);
        switch (request.Format)
        {
            case "json":
                await host.Out.WriteLineAsync(PlanJson.Write(document));
                break;
            case "yaml":
                YamlWriter.Write(host.Out, [PlanJson.Tree(document)]);
                break;
            case "markdown":
                await host.Out.WriteAsync(new PlanMarkdown(plan, session.Source.Prefix, now).Write());
                break;
            default:
                new PlanText(host.Out, plan, session.Source.Prefix, now, host.HasColour).Write(request.IsVerbose);
                break;
        }
        return request.Out is null ? null : await PlanFile.WriteAsync(request.Out, host.WorkingDirectory, PlanJson.Write(document), cancellation);
    }

    /// <summary>The whole plan of a session, or null with the problems written to stderr.</summary>
    public static async Task<Planned?> PlannedAsync(CommandHost host, PlanSession session, Approvals approvals, bool isQuiet, CancellationToken cancellation, Working? work = null, bool isVerbose = false)
    {
        if (!ShowProblems(host, session, isQuiet, isVerbose)) return null;
        var planned = work is null ? await session.PlanAsync(approvals, isEstimate: false, cancellation) : await work.RunAsync(() => session.PlanAsync(approvals, isEstimate: false, cancellation, work.Tell));
        foreach (var problem in planned.Problems) TextDiagnostics.Write(host.Error, problem, session.Source.Prefix, isVerbose);
        return planned.Plan is null ? null : planned;
    }

    /// <summary>Writes what is wrong with the source to stderr, and tells whether a plan can be made of it.</summary>
    private static bool ShowProblems(CommandHost host, PlanSession session, bool isQuiet, bool isVerbose)
    {
        foreach (var problem in session.Problems.Where(problem => problem.Severity == Severity.Error || !isQuiet)) TextDiagnostics.Write(host.Error, problem, session.Source.Prefix, isVerbose);
        return session.IsReady;
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
        options._approve.Validators.Add(RefuseOthers);
        command.Add(options._approve);
        command.Add(options._allowPrune);
        command.Add(options._takeOver);
        return options;
    }

    /// <summary>Refuses codes that are of no guard.</summary>
    public static void RefuseOthers(SymbolResult result)
    {
        foreach (var code in result.Tokens.Select(token => token.Value).Where(code => DiagnosticCode.Find(code) is not { IsGuard: true }))
            result.AddError($"{code} is no code of a guard; guards have codes from RCN3001 on, as the plan shows them");
    }

    /// <summary>The numbers of codes that were not refused.</summary>
    public static IEnumerable<int> Numbers(string[]? codes) => (codes ?? []).Select(code => DiagnosticCode.Find(code)!.Number);

    public Approvals Of(ParseResult parse) => new(
        [.. Numbers(parse.GetValue(_approve))], parse.GetValue(_allowPrune), parse.GetValue(_takeOver));
}
