using System.Diagnostics;
using Reconciler.Cli.Output;
using Reconciler.Engine.Live;

namespace Reconciler.Cli.Terminals;

/// <summary>What this process ends as after a command in a container: as the command did, or with why nobody knows how it did.</summary>
internal static class CommandExit
{
    public static int Of(CommandHost host, RunOutcome outcome) => outcome switch
    {
        RunOutcome.Ended ended => ended.Code,
        RunOutcome.Lost lost => TextDiagnostics.Fail(host, lost.Problem),
        _ => throw new UnreachableException(),
    };
}
