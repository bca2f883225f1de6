using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Defaulting;

/// <summary>The defaults that are the same whatever else an object says, by type.</summary>
internal static class DefaultsTable
{
    private static readonly Lazy<Dictionary<string, ImmutableArray<MapEntry>>> Table = new(Read);

    public static ImmutableArray<MapEntry> Of(string type) => Table.Value.GetValueOrDefault(type, []);

    private static Dictionary<string, ImmutableArray<MapEntry>> Read()
    {
        using var stream = typeof(DefaultsTable).Assembly.GetManifestResourceStream("defaults.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<string, ImmutableArray<MapEntry>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Length == 0) continue;
            var words = line.Split(' ');
            table[words[0]] = [.. words.Skip(1).Select(Entry)];
        }
        return table;
    }

    private static MapEntry Entry(string word)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        Node value = word[(at + 1)..] switch
        {
            "{}" => MapNode.Empty,
            "true" => true,
            "false" => false,
            ['"', .. var text, '"'] => text,
            var number => new ScalarNode(ScalarKind.Integer, number),
        };
        return new MapEntry(word[..at], value);
    }
}
