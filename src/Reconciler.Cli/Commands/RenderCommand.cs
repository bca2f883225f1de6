using System.CommandLine;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Cli.Commands;

/// <summary>Prints the Kubernetes objects that a source wants. A source with errors gives none, so that nothing half-known is applied.</summary>
internal static class RenderCommand
{
    private sealed record Request(SourceChoice Source, string? App, bool Strict, bool ShowSecrets, string Format, bool Quiet);

    public static Command Create(CommandHost host)
    {
        var source = CommonOptions.Source();
        var reference = CommonOptions.Reference();
        var path = CommonOptions.Path();
        var app = new Option<string?>("--app") { Description = "Only the objects of this App", HelpName = "APP|NAMESPACE/APP" };
        app.CompletionSources.Add(context => AppNames.Of(host, context.ParseResult.GetValue(source)));
        var strict = CommonOptions.Strict();
        var secrets = CommonOptions.ShowSecrets();
        var output = CommonOptions.Output("yaml", "json");
        var command = new Command("render", "Print the Kubernetes objects as YAML, in a stable order.") { source, reference, path, app, strict, secrets, output };
        command.SetAction((parse, cancellation) => RunAsync(host, new Request(
            SourceChoice.Of(parse, parse.GetValue(source), reference, path), parse.GetValue(app), parse.GetValue(strict), parse.GetValue(secrets), parse.GetValue(output)!, parse.GetValue(CommonOptions.Quiet)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, Request request, CancellationToken cancellation)
    {
        var loaded = await LoadedSource.OpenAsync(host, request.Source, request.Strict, cancellation);
        foreach (var problem in loaded.Diagnostics.Where(problem => problem.Severity == Severity.Error || (!request.Quiet && problem.Severity == Severity.Warning)))
            TextDiagnostics.Write(host.Error, problem, loaded.Prefix);
        if (loaded.HasErrors || loaded.Rendered is null) return ExitCode.Failed;

        var manifests = loaded.Rendered.Manifests.Manifests.AsEnumerable();
        if (request.App is not null)
        {
            var (app, problem) = AppChoice.Find(loaded.Rendered.Specs, request.App);
            if (app is null) return TextDiagnostics.Fail(host, problem!, loaded.Prefix);
            var lane = Lane.Of(app);
            manifests = manifests.Where(manifest => manifest.Lane == lane);
        }
        var shown = manifests.Select(manifest => request.ShowSecrets ? manifest : manifest with { Body = SecretMask.Apply(manifest.Body) });
        if (request.Format == "json") await host.Out.WriteLineAsync(ManifestJson.Write(shown, loaded.Prefix));
        else YamlWriter.Write(host.Out, shown.Select(manifest => manifest.Body));
        return ExitCode.Done;
    }
}
