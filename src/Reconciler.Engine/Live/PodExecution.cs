using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Live;

/// <summary>Starts one command in a container that runs, joins it with whoever wants it, and tells how it ended.</summary>
public sealed class PodExecution(IPodCommands commands)
{
    public async Task<RunOutcome> RunAsync(ObjectKey pod, string container, ImmutableArray<string> words, NearEnd near, CancellationToken cancellation)
    {
        var request = new ExecRequest(words) { Container = container, HasInput = near.Input is not null, IsTerminal = near.IsTerminal };
        var answer = await commands.ExecAsync(pod, request, cancellation);
        if (!answer.TryGet(out var command, out var why)) return new RunOutcome.Lost(LiveCodes.CommandLost.At(Origin.None, $"the command can't be started in {pod.Name}: {why.Message}"));
        using (command)
        using (near.HandOver())
        {
            return await CommandPipe.RunAsync(command, near, cancellation) switch
            {
                ExecEvent.Exited exited => new RunOutcome.Ended(exited.Code),
                ExecEvent.Failed failed => new RunOutcome.Lost(LiveCodes.CommandLost.At(Origin.None, $"the command in {pod.Name} can't be started, or was lost: {failed.Error.Message}")),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }
}
