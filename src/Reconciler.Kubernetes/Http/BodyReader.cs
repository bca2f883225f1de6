using System.IO.Pipelines;
using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Http;

/// <summary>Reads answers straight from UTF-8: one object as a whole, lists item by item.</summary>
internal static class BodyReader
{
    private const int PieceSize = 64 * 1024;

    public static async Task<MapNode> Map(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return NodeJson.Read(body) as MapNode ?? throw new JsonException("the answer is not a map");
    }

    /// <summary>Reads a list; the items are added as they come, the result is the list without them.</summary>
    public static async Task<MapNode> List(HttpResponseMessage response, ICollection<MapNode> items, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: PieceSize, minimumReadSize: PieceSize / 4));
        var parser = new NodeListParser();
        try
        {
            while (true)
            {
                var piece = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                var done = parser.Read(piece.Buffer, piece.IsCompleted, items);
                reader.AdvanceTo(done, piece.Buffer.End);
                if (piece.IsCompleted) return parser.IsComplete ? parser.Head : throw new IOException("the list breaks off");
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
