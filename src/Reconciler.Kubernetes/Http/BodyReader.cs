using System.Buffers;
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

    /// <summary>The lines of a stream, each complete; what follows the last line break counts as a line.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: PieceSize, minimumReadSize: PieceSize / 4));
        try
        {
            while (true)
            {
                var piece = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                var rest = piece.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    yield return rest.Slice(0, end).ToArray();
                    rest = rest.Slice(rest.GetPosition(1, end));
                }
                if (piece.IsCompleted && !rest.IsEmpty) yield return rest.ToArray();
                if (piece.IsCompleted) yield break;
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
