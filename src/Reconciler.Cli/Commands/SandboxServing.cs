using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Objects;
using Reconciler.Sandbox.Server;

namespace Reconciler.Cli.Commands;

/// <summary>Serves the sandbox until the process is told to end.</summary>
internal static class SandboxServing
{
    public static async Task<int> RunAsync(CommandHost host, bool json, bool quiet, CancellationToken cancellation)
    {
        var (path, problem) = SandboxPlace.Of(host);
        if (path is null) return TextDiagnostics.Fail(host, problem!);
        var (sandbox, refusal) = await SandboxProcess.StartAsync(path, cancellation);
        if (sandbox is null) return TextDiagnostics.Fail(host, refusal!);
        await using (sandbox)
        {
            await ShowAsync(host, path, sandbox, json, quiet);
            try
            {
                if (sandbox.Server is null) await TakeOverAsync(host, sandbox, quiet, cancellation);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            }
            catch (OperationCanceledException)
            {
                // that is how it ends; requests in flight are finished
            }
            catch (Exception trouble) when (SandboxProcess.Explain(trouble, path) is { } explained)
            {
                return TextDiagnostics.Fail(host, explained);
            }
        }
        if (!quiet) await host.Error.WriteLineAsync($"stopped; the state is kept in {path}");
        return ExitCode.Interrupted;
    }

    private static async Task TakeOverAsync(CommandHost host, SandboxLauncher sandbox, bool quiet, CancellationToken cancellation)
    {
        if (!quiet) await host.Error.WriteLineAsync("another process serves it now; this one takes over when that one ends");
        await sandbox.Serving.WaitAsync(cancellation);
        if (!quiet) await host.Error.WriteLineAsync($"the other process has ended; this one serves {Shown(sandbox.Address.Server)} now");
    }

    private static async Task ShowAsync(CommandHost host, string path, SandboxLauncher sandbox, bool json, bool quiet)
    {
        var kubeconfig = SandboxLauncher.KubeconfigPath(path);
        if (json) await host.Out.WriteLineAsync(Json(path, kubeconfig, sandbox));
        else if (quiet) await host.Out.WriteLineAsync(Export(kubeconfig));
        else await host.Out.WriteLineAsync($"""
            The sandbox serves {Shown(sandbox.Address.Server)}
            Its state is kept in {path}
            No containers are run: pods only look as if they did.

            To reach it from another terminal:

              {Export(kubeconfig)}

            Ctrl+C ends it.
            """);
        await host.Out.FlushAsync(CancellationToken.None);
    }

    private static string Json(string path, string kubeconfig, SandboxLauncher sandbox) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "Sandbox",
        ["server"] = Shown(sandbox.Address.Server),
        ["kubeconfig"] = kubeconfig,
        ["state"] = path,
        ["role"] = sandbox.Server is null ? "waiting" : "serving",
    }.ToMap(), indented: true);

    private static string Shown(Uri server) => server.ToString().TrimEnd('/');

    private static string Export(string kubeconfig) => $"export KUBECONFIG={Quoted(kubeconfig)}";

    /// <summary>A path as a shell takes it.</summary>
    private static string Quoted(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+,:@%".Contains(letter, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
