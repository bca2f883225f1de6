using System.Buffers;
using System.Text;

namespace Reconciler.Engine.Live;

/// <summary>Keeps back what a connection brings until what came before it is known and written.</summary>
internal sealed class HeldOutput(Func<ReadOnlyMemory<byte>, Task> outAsync) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private ArrayBufferWriter<byte>? _held = new();

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _one.WaitAsync();
        try
        {
            if (_held is null) await outAsync(bytes);
            else _held.Write(bytes.Span);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Writes what came earlier by what is held, then what is held, and holds nothing any more.</summary>
    public async Task ReleaseAsync(Func<string, string> earlier)
    {
        await _one.WaitAsync();
        try
        {
            var held = _held!.WrittenMemory;
            _held = null;
            await outAsync(Encoding.UTF8.GetBytes(earlier(Encoding.UTF8.GetString(held.Span))));
            await outAsync(held);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
