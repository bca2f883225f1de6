using System.Text;

namespace Reconciler.Cli.Terminals;

/// <summary>Bytes of a command on their way to one of our writers, unchanged where there is a stream behind it.</summary>
internal sealed class ByteOutput(TextWriter writer)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (writer is StreamWriter { BaseStream: var stream })
        {
            await writer.FlushAsync();
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
            return;
        }
        // a letter may be cut in two
        var letters = new char[_decoder.GetCharCount(bytes.Span, flush: false)];
        _decoder.GetChars(bytes.Span, letters, flush: false);
        await writer.WriteAsync(letters);
    }
}
