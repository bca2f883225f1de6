using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Cli;

/// <summary>The command line as a whole: which commands there are, and what becomes of what they don't handle themselves.</summary>
internal static class CommandLine
{
    public const string Name = "reconcile";

    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellation)
    {
        var verbose = args.Contains("--verbose");
        try
        {
            var root = Create(host);
            var parse = root.Parse(args);
            if ((parse.Errors.Count > 0 && parse.Action is ParseErrorAction) || UnknownOptions(parse).Length > 0) return Misunderstood(host, root, parse);
            var code = await parse.InvokeAsync(
                new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation);
            await host.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (OperationCanceledException)
        {
            await host.Error.WriteLineAsync(host.Interrupts.IsRunning ? "interrupted; a plan shows what is left to do" : "interrupted; nothing was changed");
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last guard: whatever happens, the user gets a code and not a stack trace.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            var bug = MachineCodes.Bug.At(Origin.None, $"this is a bug of ours: {problem.GetType().Name}: {problem.Message}",
                verbose ? "report this message with what stands below it" : "run the command again with --verbose and report what it prints");
            TextDiagnostics.Write(host.Error, bug, "");
            if (verbose) await host.Error.WriteLineAsync(problem.ToString());
            return ExitCode.Failed;
        }
    }

    /// <summary>What was typed wrongly, in a line or two; the whole help would bury it.</summary>
    private static int Misunderstood(CommandHost host, Command root, ParseResult parse)
    {
        if (parse.Tokens.Count == 0) root.Parse("--help").Invoke(new InvocationConfiguration { Output = host.Error });
        var command = parse.CommandResult.Command;
        var known = command.Subcommands.Where(found => !found.Hidden).Select(found => found.Name)
            .Concat(command.Options.Concat(root.Options).Select(option => option.Name)).ToArray();
        var help = $"{PathOf(parse.CommandResult)} --help shows what there is";
        string[] unknown = [.. UnknownOptions(parse), .. parse.UnmatchedTokens];
        var messages = unknown.Length > 0
            ? unknown.Select(word => (Text: $"{word} is not understood here", Fix: Spelling.Suggest(word, known) ?? help))
            : parse.Errors.Select(error => (Text: OneLine(error.Message), Fix: help));
        foreach (var (text, fix) in messages.Distinct()) TextDiagnostics.Write(host.Error, MachineCodes.CommandLine.At(Origin.None, text, fix), "");
        return ExitCode.Failed;
    }

    /// <summary>A misspelt option would else be taken for the name of a source.</summary>
    private static string[] UnknownOptions(ParseResult parse) =>
        [.. parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith('-') && token.Value.Length > 1)
            .Select(token => token.Value)];

    private static string OneLine(string message)
    {
        var parts = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var text = parts.Length == 1 ? parts[0] : $"{parts[0]} {string.Join(", ", parts.Skip(1))}";
        return char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');
    }

    /// <summary>A command with those above it, as it is typed: "reconcile sandbox start".</summary>
    public static string PathOf(CommandResult command) => command.Parent is CommandResult above ? $"{PathOf(above)} {command.Command.Name}" : command.Command.Name;

    public static Command Create(CommandHost host)
    {
        var root = new Command(Name, "Keeps a Kubernetes cluster as a git repository says.")
        {
            CommonOptions.Quiet,
            CommonOptions.Verbose,
            ValidateCommand.Create(host),
            RenderCommand.Create(host),
            PlanCommand.Create(host),
            ApplyCommand.Create(host),
            StatusCommand.Create(host),
            HistoryCommand.Create(host),
            DriftCommand.Create(host),
            StorageCommand.Create(host),
            RunCommand.Create(host),
            RunsCommand.Create(host),
            CronCommand.Create(host),
            ExecCommand.Create(host),
            LogsCommand.Create(host),
            InspectCommand.Create(host),
            IngressCommand.Create(host),
            AutoscalingAuthCommand.Create(host),
            AdoptCommand.Create(host),
            OrphanCommand.Create(host),
            UndoCommand.Create(host),
            ServeCommand.Create(host),
            HoldCommands.Stop(host),
            HoldCommands.Start(host),
            HoldCommands.Restart(host),
            HoldCommands.Rollback(host),
            OrderCommands.Pause(host),
            OrderCommands.Resume(host),
            OrderCommands.Sync(host),
            ApproveCommand.Create(host),
            ReportCommand.Create(host),
            SchemaCommand.Create(host),
            ExplainCommand.Create(host),
            InitCommand.Create(host),
            SandboxCommand.Create(host),
            CompletionCommand.Create(host),
            VersionCommand.Create(host),
        };
        root.Add(CompletionCommand.CreateWorker(host, root));
        root.Add(new HelpOption { Action = new HelpWithExamples(new HelpAction()) });
        root.Add(VersionCommand.CreateOption(host));
        return root;
    }
}
