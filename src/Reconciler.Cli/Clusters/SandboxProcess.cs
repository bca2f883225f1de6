using System.Data.Common;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Cli.Clusters;

/// <summary>The sandbox of this machine's user: as every command starts, joins or describes it.</summary>
internal static class SandboxProcess
{
    /// <summary>Starts the server in this process, or joins the one of another; null with the problem where that can't be.</summary>
    public static async Task<(SandboxLauncher? Sandbox, Diagnostic? Problem)> StartAsync(string storePath, CancellationToken cancellation)
    {
        try
        {
            return (await SandboxLauncher.StartAsync(new SandboxParts().AddTo(new SandboxOptions(storePath)), cancellation), null);
        }
        catch (Exception problem) when (Explain(problem, storePath) is { } explained)
        {
            return (null, explained);
        }
    }

    /// <summary>How the sandbox is reached, whether or not it runs.</summary>
    public static async Task<(SandboxAddress? Address, Diagnostic? Problem)> AddressAsync(string storePath, CancellationToken cancellation)
    {
        try
        {
            return (await SandboxLauncher.AddressAsync(storePath, TimeProvider.System, cancellation), null);
        }
        catch (Exception problem) when (Explain(problem, storePath) is { } explained)
        {
            return (null, explained);
        }
    }

    /// <summary>What an exception of the sandbox means to its user; null where it is a bug.</summary>
    public static Diagnostic? Explain(Exception problem, string storePath) => problem switch
    {
        InvalidDataException => NoStore(storePath),
        IOException or UnauthorizedAccessException or DbException or TimeoutException =>
            SandboxCodes.Unusable.At(new Origin(storePath, 0, 0), $"the sandbox can't use this file: {problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}"),
        _ => null,
    };

    public static Diagnostic NoStore(string storePath) =>
        SandboxCodes.NoStore.At(new Origin(storePath, 0, 0), "this file was not made by a sandbox, so it was left alone", $"name another file in {SandboxPlace.PathVariable}");
}
