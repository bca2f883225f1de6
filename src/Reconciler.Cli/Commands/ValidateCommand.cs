using System.CommandLine;
using System.Diagnostics;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;

namespace Reconciler.Cli.Commands;

/// <summary>Checks everything that can be known without a cluster, rendering included.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.Source();
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var strict = CommonOptions.Strict();
        var output = CommonOptions.Output("text", "json", "github", "sarif");
        var command = new Command("validate", "Check every file, and show every problem at once.") { source, reference, path, strict, output };
        command.SetAction(async (parse, cancellation) =>
        {
            var start = Stopwatch.GetTimestamp();
            var loaded = await LoadedSource.OpenAsync(host, SourceChoice.Of(parse, parse.GetValue(source), reference, path), parse.GetValue(strict), cancellation);
            await WriteAsync(host, loaded, parse.GetValue(output)!, parse.GetValue(CommonOptions.Quiet), parse.GetValue(CommonOptions.Verbose), cancellation);
            if (parse.GetValue(CommonOptions.Verbose)) await host.Error.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"read, checked and rendered in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s"));
            return loaded.HasErrors ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(CommandHost host, LoadedSource loaded, string format, bool quiet, bool verbose, CancellationToken cancellation)
    {
        switch (format)
        {
            case "json":
                await host.Out.WriteLineAsync(ValidationJson.Write(loaded));
                break;
            case "sarif":
                await host.Out.WriteLineAsync(SarifLog.Write(loaded));
                break;
            case "github":
                GithubAnnotations.Write(host.Out, loaded);
                if (!quiet) await host.Error.WriteLineAsync(Words.Summary(loaded));
                break;
            default:
                await WriteTextAsync(host, loaded, quiet, verbose, cancellation);
                break;
        }
    }

    private static async Task WriteTextAsync(CommandHost host, LoadedSource loaded, bool quiet, bool verbose, CancellationToken cancellation)
    {
        var shown = loaded.Diagnostics.Where(problem => !quiet || problem.Severity != Severity.Note).ToArray();
        if (host.IsTerminal && shown.Length > 0) TerminalDiagnostics.Write(host, loaded, shown, await loaded.LinesAsync(cancellation), verbose);
        else foreach (var problem in shown) TextDiagnostics.Write(host.Out, problem, loaded.Prefix, verbose);
        if (!quiet) await host.Out.WriteLineAsync(Words.Summary(loaded));
    }
}
