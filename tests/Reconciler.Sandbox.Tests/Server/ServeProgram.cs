using Reconciler.Sandbox.Server;

namespace Reconciler.Sandbox.Tests.Server;

/// <summary>The tests as a program that only serves a store, so that there is a process to kill.</summary>
public static class ServeProgram
{
    public static async Task Main(string[] arguments)
    {
        await using var launcher = await SandboxLauncher.StartAsync(new SandboxOptions(arguments[0]));
        await Task.Delay(Timeout.Infinite);
    }
}
