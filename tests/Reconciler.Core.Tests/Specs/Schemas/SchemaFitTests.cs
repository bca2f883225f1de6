using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

/// <summary>The quick answer and the library's: what fits has no failures, and what has none fits.</summary>
public sealed class SchemaFitTests
{
    private static readonly ImmutableArray<Node> Others =
        [ScalarNode.Null, "x", "", "5m", "false", 1, 0, -1, 70_000, true, new ScalarNode(ScalarKind.Float, "1.5"), ListNode.Of(), ListNode.Of("x"), MapNode.Empty, new MapBuilder { ["x"] = 1 }!, new MapBuilder { ["secret"] = "a" }!];

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Path.Combine(SchemaFolder.Here(), "accepted"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void What_fits_has_no_failures_and_what_has_none_fits(string name)
    {
        foreach (var document in YamlReader.Read(name, File.ReadAllBytes(Path.Combine(SchemaFolder.Here(), "accepted", name))).Documents)
        {
            if (SchemaFile.Find(document.Root.Text("kind")?.Value ?? "") is not { } file) continue;
            Assert.True(file.Fit.Fits(document.Root));
            foreach (var changed in Changed(document.Root).OfType<MapNode>())
                Assert.True(file.Fit.Fits(changed) == SpecSchemas.Explain(changed, file).IsEmpty, YamlWriter.Write(changed));
        }
    }

    /// <summary>The tree with one value replaced, one key taken away or one added, for every place in it.</summary>
    private static IEnumerable<Node> Changed(Node node)
    {
        foreach (var other in Others) yield return other;
        if (node is MapNode map)
        {
            yield return map.With("nonsense", 1);
            foreach (var key in map.Keys) yield return map.Without(key);
            foreach (var entry in map.Entries)
                foreach (var changed in Changed(entry.Value)) yield return map.With(entry.Key, changed);
        }
        if (node is ListNode list)
        {
            for (var i = 0; i < list.Items.Length; i++)
                foreach (var changed in Changed(list.Items[i])) yield return new ListNode(list.Items.SetItem(i, changed));
        }
    }
}
