using System.CommandLine;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what holds for each spec and where it was decided.</summary>
internal static class ReportCommand
{
    private sealed record Request(string? App, SourceChoice Source, string? Field, bool ShowSecrets, bool Json);

    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.SourceOption();
        var app = new Argument<string?>("APP") { HelpName = "APP", Description = "An App, or NAMESPACE/APP; left out: every spec", Arity = ArgumentArity.ZeroOrOne };
        app.CompletionSources.Add(context => AppNames.Of(host, context.ParseResult.GetValue(source)));
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var field = new Option<string?>("--field") { Description = "Print the value at this path and nothing else", HelpName = "deploy.timeout" };
        var secrets = CommonOptions.ShowSecrets();
        var output = CommonOptions.Output("text", "json");
        var command = new Command("report", "Show every effective setting and the line that decided it.") { app, source, reference, path, field, secrets, output };
        command.SetAction((parse, cancellation) => RunAsync(host, new Request(
            parse.GetValue(app), SourceChoice.Of(parse, parse.GetValue(source), reference, path), parse.GetValue(field), parse.GetValue(secrets), parse.GetValue(output) == "json"), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, Request request, CancellationToken cancellation)
    {
        var loaded = await LoadedSource.OpenAsync(host, request.Source, strict: false, cancellation);
        foreach (var error in loaded.Diagnostics.Where(found => found.Severity == Severity.Error)) TextDiagnostics.Write(host.Error, error, loaded.Prefix);
        if (loaded.Rendered is not { } rendered || loaded.HasErrors) return ExitCode.Failed;

        var (specs, problem) = Chosen(rendered.Specs, request);
        if (problem is null && request.Field is not null) return WriteField(host, specs, request);
        if (problem is not null) return TextDiagnostics.Fail(host, problem, loaded.Prefix);
        var report = new SettingsReport(rendered.Specs, loaded.Prefix, request.ShowSecrets);
        if (request.Json) await host.Out.WriteLineAsync(report.ToJson(specs));
        else report.WriteText(host.Out, specs);
        return ExitCode.Done;
    }

    private static (IReadOnlyList<ReportedSpec> Specs, Diagnostic? Problem) Chosen(SpecSet specs, Request request)
    {
        if (request.App is null && request.Field is null) return (ReportedSpec.All(specs), null);
        var wanted = request.App ?? (specs.Apps.Length == 1 ? specs.Apps[0].Name : null);
        if (wanted is null) return ([], MachineCodes.AppAmbiguous.At(Origin.None, $"--field needs the App that it is asked of; there are {specs.Apps.Length}", "write report APP --field …"));
        var (app, problem) = AppChoice.Find(specs, wanted);
        return app is null ? ([], problem) : ([ReportedSpec.Of(app)], null);
    }

    private static int WriteField(CommandHost host, IReadOnlyList<ReportedSpec> specs, Request request)
    {
        var spec = specs[0];
        if (EffectiveSettings.Find(spec.Fields, request.Field!, request.ShowSecrets) is { } setting)
        {
            host.Out.WriteLine(setting.Text);
            return ExitCode.Done;
        }
        var known = EffectiveSettings.Of(spec.Fields, showSecrets: false).Select(found => found.Path);
        return TextDiagnostics.Fail(host, MachineCodes.FieldUnknown.At(Origin.None, $"{spec.Title} has nothing at {request.Field}", Spelling.Suggest(request.Field!, known) ?? "run the report without --field to see every path"));
    }
}
