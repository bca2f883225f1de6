using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Cli.Clusters;

/// <summary>Where the sandbox keeps its state: RECONCILE_SANDBOX, else a file in the folder that the desktop conventions have for state.</summary>
internal static class SandboxPlace
{
    public const string PathVariable = "RECONCILE_SANDBOX";

    public static (string? Path, Diagnostic? Problem) Of(CommandHost host)
    {
        if (host.Variable(PathVariable) is { Length: > 0 } named)
        {
            var path = Path.GetFullPath(named, host.WorkingDirectory);
            return Directory.Exists(path)
                ? (null, SandboxCodes.NoStore.At(Origin.None, $"{PathVariable} names the folder {path}", $"name a file: {Path.Combine(path, "sandbox.db")}"))
                : (path, null);
        }
        // a relative folder is to be ignored, the convention says
        if (host.Variable("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state)) return (InFolder(state), null);
        return UserHome.Of(host) is { } home
            ? (InFolder(Path.Combine(home, ".local", "state")), null)
            : (null, SandboxCodes.Unusable.At(Origin.None, "there is no home folder to keep the sandbox's state in", $"name a file in {PathVariable}"));
    }

    private static string InFolder(string state) => Path.Combine(state, "reconciler", "sandbox.db");
}
