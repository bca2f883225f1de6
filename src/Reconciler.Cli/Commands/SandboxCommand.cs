using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Sandbox.Server;

namespace Reconciler.Cli.Commands;

/// <summary>The embedded API server by itself: in the foreground, emptied, and how others reach it.</summary>
internal static class SandboxCommand
{
    public static Command Create(CommandHost host)
    {
        var output = CommonOptions.Output("text", "json");
        var command = new Command("sandbox", "Run an API server of your own, without containers.") { output };
        // what the sandbox is for is to run
        command.SetAction((parse, cancellation) => SandboxServing.RunAsync(host, parse.GetValue(output) == "json", parse.GetValue(CommonOptions.Quiet), cancellation));
        command.Add(CreateStart(host));
        command.Add(CreateReset(host));
        command.Add(CreateKubeconfig(host));
        return command;
    }

    private static Command CreateStart(CommandHost host)
    {
        var output = CommonOptions.Output("text", "json");
        var command = new Command("start", "Serve the sandbox until interrupted, so that kubectl can look at it.") { output };
        command.SetAction((parse, cancellation) => SandboxServing.RunAsync(host, parse.GetValue(output) == "json", parse.GetValue(CommonOptions.Quiet), cancellation));
        return command;
    }

    private static Command CreateReset(CommandHost host)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Don't ask" };
        var command = new Command("reset", "Delete everything in the sandbox.") { yes };
        command.SetAction((parse, cancellation) => ResetAsync(host, parse.GetValue(yes), parse.GetValue(CommonOptions.Quiet), cancellation));
        return command;
    }

    private static Command CreateKubeconfig(CommandHost host)
    {
        var command = new Command("kubeconfig", "Print the kubeconfig of the sandbox. It is the same whether or not the sandbox runs.");
        command.SetAction((parse, cancellation) => KubeconfigAsync(host, parse.GetValue(CommonOptions.Quiet), cancellation));
        return command;
    }

    private static async Task<int> ResetAsync(CommandHost host, bool yes, bool quiet, CancellationToken cancellation)
    {
        var (path, problem) = SandboxPlace.Of(host);
        if (path is null) return TextDiagnostics.Fail(host, problem!);
        if (!yes && host.CanAsk && File.Exists(path) && !await host.ConfirmAsync($"Delete everything in {path}?", cancellation))
        {
            await host.Error.WriteLineAsync("nothing was deleted");
            return ExitCode.Failed;
        }
        try
        {
            return Said(host, path, SandboxLauncher.Reset(path), quiet);
        }
        catch (Exception refusal) when (SandboxProcess.Explain(refusal, path) is { } explained)
        {
            return TextDiagnostics.Fail(host, explained);
        }
    }

    private static int Said(CommandHost host, string path, ResetResult result, bool quiet)
    {
        if (result == ResetResult.InUse) return TextDiagnostics.Fail(host, SandboxCodes.InUse.At(new Origin(path, 0, 0), "a process serves this sandbox, so nothing was deleted", "end that process first"));
        if (result == ResetResult.NoStore) return TextDiagnostics.Fail(host, SandboxProcess.NoStore(path));
        if (!quiet) host.Out.WriteLine(result == ResetResult.Done ? $"deleted {path}" : $"there is nothing to delete: {path} is not there");
        return ExitCode.Done;
    }

    private static async Task<int> KubeconfigAsync(CommandHost host, bool quiet, CancellationToken cancellation)
    {
        var (path, problem) = SandboxPlace.Of(host);
        if (path is null) return TextDiagnostics.Fail(host, problem!);
        var (address, refusal) = await SandboxProcess.AddressAsync(path, cancellation);
        if (address is null) return TextDiagnostics.Fail(host, refusal!);
        await host.Out.WriteAsync(address.KubeconfigText);
        if (!quiet && await SandboxLauncher.FindAsync(path, cancellation) is null)
            await host.Error.WriteLineAsync($"the sandbox does not run now; {CommandLine.Name} sandbox start serves it");
        return ExitCode.Done;
    }
}
