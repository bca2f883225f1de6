using System.Diagnostics;
using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Tests.Server;

/// <summary>Another process that serves a store, until it is killed.</summary>
public sealed class ServeProcess : IDisposable
{
    private readonly Process _process;

    private ServeProcess(Process process) => _process = process;

    public static async Task<(ServeProcess Process, SandboxAddress Address)> StartAsync(string storePath)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServeProgram).Assembly.Location, storePath]);
        var process = new ServeProcess(Process.Start(start)!);
        SandboxAddress? address = null;
        await TestServer.Eventually(async () => (address = await SandboxLauncher.FindAsync(storePath)) is not null);
        return (process, address!);
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
