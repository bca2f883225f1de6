using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Cli.Terminals;
using Reconciler.Diagnostics;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Cli.Commands;

/// <summary>What the Job of a command is to it.</summary>
internal enum OneOffManner
{
    /// <summary>Its container runs the command, and it is deleted when that has ended.</summary>
    CommandOfPod,

    /// <summary>The same, but what it was made from cleans it up.</summary>
    KeptByItsOwner,

    /// <summary>Its container only waits, and the command is started beside that.</summary>
    CommandInPod,
}

/// <summary>Has a command run once in a Job, looks on until it ends, ends as it ended, and cleans up.</summary>
internal sealed class OneOffRunning(CommandHost host, LiveSession session, bool isQuiet)
{
    private static readonly TimeSpan CleaningUp = TimeSpan.FromSeconds(20);

    private readonly OneOffs _runs = new(session.Cluster);

    /// <summary>What is wanted, by how this process is connected.</summary>
    public static OneOffOrder Order(CommandHost host, IEnumerable<string> words, bool isDetached) => new(OneOffs.NewId(new Random()), OrderCommands.Orderer, [.. words])
    {
        IsDetached = isDetached,
        HasInput = !isDetached && host.OpenInput is not null,
        IsTerminal = !isDetached && host.HasTerminal,
    };

    public async Task<int> RunAsync(MapNode job, OneOffOrder order, OneOffManner manner, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        host.Interrupts.RunBegins();
        // a request that is under way is finished: a Job that nobody knows of would run by itself
        var (run, problem) = await _runs.MakeAsync(job, CancellationToken.None);
        if (run is null) return TextDiagnostics.Fail(host, problem!);
        if (order.IsDetached) return await LeaveAsync(run);
        var isEnded = false;
        try
        {
            using var console = ConsoleEnd.Open(host, isQuiet, redraws: manner != OneOffManner.CommandInPod);
            var near = order.IsTerminal ? console.Near : console.Near with { Sizes = null, Input = order.HasInput ? console.Near.Input : null };
            var follower = new RunFollower(session.Cluster, session.Logs, session.Commands, TimeProvider.System);
            var outcome = manner == OneOffManner.CommandInPod ? await follower.ExecuteAsync(run, order.Command, near, cancellation) : await follower.FollowAsync(run, near, cancellation);
            isEnded = outcome is RunOutcome.Ended;
            return CommandExit.Of(host, outcome);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await host.Error.WriteLineAsync($"interrupted; {run.Job.Name} is deleted and its command stopped");
            return ExitCode.Interrupted;
        }
        finally
        {
            if (manner != OneOffManner.KeptByItsOwner || !isEnded) await CleanUpAsync(run);
        }
    }

    private async Task<int> LeaveAsync(OneOffRun run)
    {
        await host.Out.WriteLineAsync(run.Id);
        if (!isQuiet) await host.Error.WriteLineAsync($"{run.Job.Name} runs in {run.Job.Namespace}; {CommandLine.Name} runs logs {run.Id} shows what it writes");
        return ExitCode.Done;
    }

    private async Task CleanUpAsync(OneOffRun run)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(host.Interrupts.Abort);
        limit.CancelAfter(CleaningUp);
        try
        {
            if (await _runs.RemoveAsync(run, limit.Token) is { } why) Warn(run, why.Message);
        }
        catch (OperationCanceledException)
        {
            Warn(run, "the cluster did not answer in time");
        }
    }

    private void Warn(OneOffRun run, string why) =>
        TextDiagnostics.Write(host.Error, LiveCodes.NotCleanedUp.At(Origin.None, $"{run.Job.Name} in {run.Job.Namespace} could not be deleted: {why}", $"runs stop {run.Id}; it ends by itself within a day"), "");
}
