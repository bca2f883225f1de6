using System.Text.Json;
using Reconciler.Kube;
using Reconciler.Kubernetes.Answers;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Streams;

/// <summary>What one read of a watch's connection gives.</summary>
internal abstract record WatchStep
{
    private WatchStep() { }

    public sealed record Object(string Type, MapNode Body) : WatchStep
    {
        public string Version => Body.Map("metadata").Text("resourceVersion")?.Value ?? "";

        /// <summary>Whether this bookmark ends the list that a streaming list starts with.</summary>
        public bool EndsList => Body.Map("metadata").Map("annotations").Text("k8s.io/initial-events-end")?.Value == "true";
    }

    /// <summary>The server said why it ends the watch; 410 comes this way.</summary>
    public sealed record Refused(KubeError Error) : WatchStep;

    /// <summary>The connection ended, as it does after a while.</summary>
    public sealed record Ended : WatchStep;

    /// <summary>Nothing came for too long.</summary>
    public sealed record Silent : WatchStep;
}

/// <summary>Reads the events of one watch connection.</summary>
internal sealed class WatchReader(HttpResponseMessage response, Stream stream, TimeSpan silence, TimeProvider time) : IAsyncDisposable
{
    private readonly LineReader _lines = new(stream);

    public async Task<WatchStep> Next(string subject, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(silence, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var line = await _lines.Next(both.Token).ConfigureAwait(false);
            return line is null ? new WatchStep.Ended() : Read(subject, line);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WatchStep.Silent();
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException or JsonException)
        {
            // a line that was cut off was not read: the watch goes on after the last one that was
            return new WatchStep.Ended();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Disposed first: completing the reader would wait for the rest of the answer.
        response.Dispose();
        await _lines.DisposeAsync().ConfigureAwait(false);
    }

    private static WatchStep Read(string subject, byte[] line)
    {
        var map = NodeJson.Read(line) as MapNode;
        var type = map.Text("type")?.Value ?? "";
        var body = map.Map("object") ?? MapNode.Empty;
        return type == "ERROR"
            ? new WatchStep.Refused(ErrorReader.Read(subject, null, StatusBody.FromNode(500, body)))
            : new WatchStep.Object(type, body);
    }
}
