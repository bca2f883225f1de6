using Reconciler.Kube;

namespace Reconciler.Engine.Live;

/// <summary>Joins a running command and the end at which somebody sits, until the command has ended.</summary>
internal static class CommandPipe
{
    private const int PieceSize = 16 * 1024;

    /// <summary>How the command ended. Input that is still waited for is not waited for any longer.</summary>
    public static async Task<ExecEvent> RunAsync(IPodCommand command, NearEnd near, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var others = Task.WhenAll(FeedAsync(command, near, ended.Token), ResizeAsync(command, near, ended.Token));
        try
        {
            await foreach (var happened in command.EventsAsync(cancellation))
            {
                if (happened is ExecEvent.Output output) await near.OutAsync(output.Bytes);
                else if (happened is ExecEvent.ErrorOutput error) await near.ErrorAsync(error.Bytes);
                else return happened;
            }
            throw new System.Diagnostics.UnreachableException();
        }
        finally
        {
            await ended.CancelAsync();
            await others;
        }
    }

    private static async Task FeedAsync(IPodCommand command, NearEnd near, CancellationToken cancellation)
    {
        if (!await SendAsync(command, near.Input, cancellation)) near.Tell("this cluster can't tell a command that its input has ended; interrupt it if it waits for that");
    }

    /// <summary>Sends input to its end. Where the cluster can't be told of the end, the connection is to be closed, which is the caller's to do.</summary>
    public static async Task<bool> SendAsync(IPodCommand command, Stream? input, CancellationToken cancellation)
    {
        if (input is null) return true;
        var piece = new byte[PieceSize];
        try
        {
            // reading a terminal can't be interrupted, waiting for it can
            while (await input.ReadAsync(piece, cancellation).AsTask().WaitAsync(cancellation) is > 0 and var count)
                await command.WriteAsync(piece.AsMemory(0, count).ToArray(), cancellation);
            return await command.CloseInputAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (IOException)
        {
            return await command.CloseInputAsync(CancellationToken.None);
        }
    }

    private static async Task ResizeAsync(IPodCommand command, NearEnd near, CancellationToken cancellation)
    {
        if (near.Sizes is null) return;
        try
        {
            await foreach (var size in near.Sizes.ReadAllAsync(cancellation)) await command.ResizeAsync(size.Columns, size.Rows, cancellation);
        }
        catch (OperationCanceledException)
        {
            // the command has ended
        }
    }
}
