namespace Reconciler.Sandbox.Faults;

/// <summary>A response body that is written in small pieces with pauses, or breaks off.</summary>
internal sealed class FaultyStream(Stream inner, int pieceSize) : Stream
{
    private long _written;

    public Func<CancellationToken, Task> PauseAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>After how many bytes the body breaks off; null for never.</summary>
    public int? EndsAfter { get; init; }

    /// <summary>Breaks the connection.</summary>
    public Action End { get; init; } = () => { };

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var size = (int)Math.Min(Math.Min(buffer.Length, pieceSize), (EndsAfter ?? long.MaxValue) - _written);
            if (size <= 0)
            {
                End();
                throw new OperationCanceledException();
            }
            await inner.WriteAsync(buffer[..size], cancellationToken);
            await inner.FlushAsync(cancellationToken);
            _written += size;
            buffer = buffer[size..];
            if (!buffer.IsEmpty) await PauseAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
