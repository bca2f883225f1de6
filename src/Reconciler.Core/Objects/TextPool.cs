using System.Text;

namespace Reconciler.Objects;

/// <summary>
/// Shares equal short texts and the scalars that hold them. Each text has one slot, which a later one of the same slot
/// takes over: so the pool can't grow, and input that is made to collide costs sharing and nothing else.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 4096;
    private readonly string?[] _texts = new string?[Slots];
    private readonly ScalarNode?[] _nodes = new ScalarNode?[Slots];

    /// <summary>The text of ASCII bytes, or null where they are not ASCII.</summary>
    public string? Get(ReadOnlySpan<byte> utf8)
    {
        ref var text = ref _texts[SlotOf(utf8)];
        if (text is not null && Ascii.Equals(utf8, text)) return text;
        return Ascii.IsValid(utf8) ? text = Encoding.ASCII.GetString(utf8) : null;
    }

    /// <summary>The scalar of ASCII bytes, or null where they are not ASCII.</summary>
    public ScalarNode? GetNode(ReadOnlySpan<byte> utf8)
    {
        ref var node = ref _nodes[SlotOf(utf8)];
        if (node is not null && Ascii.Equals(utf8, node.Value)) return node;
        return Get(utf8) is { } text ? node = new ScalarNode(ScalarKind.String, text) : null;
    }

    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var value in utf8) hash = (hash ^ value) * 16777619u;
        return (int)((hash ^ (hash >> 15)) & (Slots - 1));
    }
}
