using System.Buffers;
using System.Text;

namespace Reconciler.Sandbox.Routes.Protobuf;

/// <summary>Writes the fields of one protobuf message, one after the other.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Text(int field, string? value)
    {
        if (value is null) return;
        Length(field, Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _bytes);
    }

    public void Flag(int field, bool value)
    {
        Number(((ulong)field << 3) | 0);
        Number(value ? 1UL : 0UL);
    }

    public void Message(int field, Action<ProtoWriter> write)
    {
        var inner = new ProtoWriter();
        write(inner);
        Length(field, inner._bytes.WrittenCount);
        _bytes.Write(inner._bytes.WrittenSpan);
    }

    private void Length(int field, int length)
    {
        Number(((ulong)field << 3) | 2);
        Number((ulong)length);
    }

    private void Number(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7) span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        _bytes.Advance(count);
    }
}
