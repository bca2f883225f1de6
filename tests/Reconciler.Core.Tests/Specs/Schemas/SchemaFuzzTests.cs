using Reconciler.Objects;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests.Specs.Schemas;

public sealed class SchemaFuzzTests
{
    private static readonly Node[] Replacements =
    [
        ScalarNode.Null, "text", "", "/x:/y", 5, -1, true, ListNode.Of(), ListNode.Of("a", 1, ScalarNode.Null), MapNode.Empty, new MapBuilder { ["name"] = "x" }!,
        new ScalarNode(ScalarKind.Float, "1E+300"), new ScalarNode(ScalarKind.Float, ".inf"), new ScalarNode(ScalarKind.Integer, "99999999999999999999999"), new string('a', 5000) + "!",
    ];

    private int _turn;

    [Fact]
    public void Whatever_a_document_says_the_check_ends_with_problems_at_places_and_fixes()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(SchemaFolder.Here(), "accepted")).Order(StringComparer.Ordinal))
        {
            foreach (var document in YamlReader.Read("f.yaml", File.ReadAllBytes(file)).Documents)
            {
                foreach (var changed in Mutants(document.Root))
                {
                    var found = SpecSchemas.Check((MapNode)changed);
                    Assert.All(found, problem => Assert.False(string.IsNullOrEmpty(problem.Message)));
                    Assert.Equal(found.Distinct(), found);
                }
            }
        }
    }

    /// <summary>The tree with one value replaced, or one key renamed, each in turn.</summary>
    private IEnumerable<Node> Mutants(Node node)
    {
        if (node is MapNode map)
        {
            for (var i = 0; i < map.Entries.Length; i++)
            {
                var (entry, at) = (map.Entries[i], i);
                yield return new MapNode(map.Entries.SetItem(at, entry with { Key = entry.Key + "x" }), map.Origin);
                yield return map.Without(entry.Key);
                foreach (var replacement in NextReplacements()) yield return map.With(entry.Key, replacement.At(entry.Value.Origin), entry.KeyOrigin);
                foreach (var inner in Mutants(entry.Value)) yield return map.With(entry.Key, inner, entry.KeyOrigin);
            }
        }
        else if (node is ListNode list)
        {
            for (var i = 0; i < list.Items.Length; i++)
            {
                foreach (var replacement in NextReplacements()) yield return new ListNode(list.Items.SetItem(i, replacement.At(list.Items[i].Origin)), list.Origin);
                foreach (var inner in Mutants(list.Items[i])) yield return new ListNode(list.Items.SetItem(i, inner), list.Origin);
            }
        }
    }

    /// <summary>A few in turn: every value meets some, every replacement meets values of every sort.</summary>
    private IEnumerable<Node> NextReplacements()
    {
        for (var i = 0; i < 4; i++) yield return Replacements[_turn++ % Replacements.Length];
    }
}
