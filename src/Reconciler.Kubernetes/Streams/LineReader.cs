using System.Buffers;
using System.IO.Pipelines;

namespace Reconciler.Kubernetes.Streams;

/// <summary>Reads a stream line by line. What follows the last line break counts as a line.</summary>
internal sealed class LineReader(Stream stream) : IAsyncDisposable
{
    private const int PieceSize = 64 * 1024;
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: PieceSize, minimumReadSize: PieceSize / 4));

    /// <summary>The next line without its break, or null at the end.</summary>
    public async ValueTask<byte[]?> Next(CancellationToken cancellation)
    {
        while (true)
        {
            var piece = await _reader.ReadAsync(cancellation).ConfigureAwait(false);
            var text = piece.Buffer;
            if (text.PositionOf((byte)'\n') is { } end)
            {
                var line = text.Slice(0, end).ToArray();
                _reader.AdvanceTo(text.GetPosition(1, end));
                return line;
            }
            if (piece.IsCompleted)
            {
                var rest = text.ToArray();
                _reader.AdvanceTo(text.End);
                return rest.Length > 0 ? rest : null;
            }
            _reader.AdvanceTo(text.Start, text.End);
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();
}
