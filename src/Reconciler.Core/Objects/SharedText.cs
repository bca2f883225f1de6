namespace Reconciler.Objects;

/// <summary>
/// One string for equal short texts. A large source says "metadata", "image" and "web" ten thousand times, and keeping one
/// of each halves what its trees take. The table is bounded, and losing a race only costs the sharing.
/// </summary>
internal static class SharedText
{
    private const int Slots = 4096;
    private const int LongestShared = 40;
    private static readonly string?[] Table = new string?[Slots];
    private static readonly ScalarNode?[] Nodes = new ScalarNode?[Slots];

    public static string Of(string text)
    {
        if (text.Length > LongestShared) return text;
        ref var slot = ref Table[string.GetHashCode(text, StringComparison.Ordinal) & (Slots - 1)];
        if (slot is { } known && known == text) return known;
        return slot = text;
    }

    /// <summary>The node of a text that nobody wrote; an object says "apps/v1" and "TCP" as often as there are objects.</summary>
    public static ScalarNode NodeOf(string text)
    {
        if (text.Length > LongestShared) return new ScalarNode(ScalarKind.String, text);
        ref var slot = ref Nodes[string.GetHashCode(text, StringComparison.Ordinal) & (Slots - 1)];
        if (slot is { } known && known.Value == text) return known;
        return slot = new ScalarNode(ScalarKind.String, text);
    }
}
