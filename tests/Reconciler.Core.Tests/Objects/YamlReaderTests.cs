using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: on", "a", ScalarKind.String, "on")]
    [InlineData("a: yes", "a", ScalarKind.String, "yes")]
    [InlineData("a: True", "a", ScalarKind.Boolean, "true")]
    [InlineData("a: 1.10", "a", ScalarKind.Float, "1.1")]
    [InlineData("a: 0o644", "a", ScalarKind.Integer, "420")]
    [InlineData("a: 0x1F", "a", ScalarKind.Integer, "31")]
    [InlineData("a: ~", "a", ScalarKind.Null, "null")]
    [InlineData("a: \"1\"", "a", ScalarKind.String, "1")]
    [InlineData("a: 12:30", "a", ScalarKind.String, "12:30")]
    [InlineData("a: !!str 12", "a", ScalarKind.String, "12")]
    public void A_plain_scalar_means_what_the_core_schema_says(string yaml, string key, ScalarKind kind, string value)
    {
        var scalar = Assert.IsType<ScalarNode>(Root(yaml)[key]);
        Assert.Equal((kind, value), (scalar.Kind, scalar.Value));
    }

    [Fact]
    public void Text_keeps_what_was_written() => Assert.Equal("1.10", Root("a: 1.10").Text("a")!.Value);

    [Fact]
    public void Every_value_knows_its_line_and_column()
    {
        var root = Root("a:\n  b:\n    - x\n    - y: 1\n");
        var inner = Assert.IsType<MapNode>(root.Map("a").List("b")!.Items[1]);
        Assert.Equal(new Origin("f.yaml", 4, 10), inner["y"]!.Origin);
        Assert.Equal(new Origin("f.yaml", 4, 7), inner.Find("y")!.Value.KeyOrigin);
    }

    [Theory]
    [InlineData("a: 1\na: 2", 1004, 2, 1)]
    [InlineData("a:\n\t b: 1", 1003, 2, 1)]
    [InlineData("a: *", 1005, 1, 4)]
    [InlineData("schedule: * * * * *", 1005, 1, 11)]
    [InlineData("domains: [*.example.com]", 1005, 1, 11)]
    [InlineData("a: *nope", 1005, 1, 4)]
    [InlineData("a: [1", 1002, 1, 6)]
    [InlineData("- 1", 1008, 1, 1)]
    [InlineData("a: 1\n---\n---\nb: 1", 1007, 2, 1)]
    [InlineData("# nothing", 1007, 1, 1)]
    [InlineData("a: 0644", 1014, 1, 4)]
    [InlineData("a: !secret x", 1015, 1, 4)]
    [InlineData("{a: 1}: b", 1013, 1, 1)]
    public void A_problem_is_shown_with_its_code_and_place(string yaml, int code, int line, int column)
    {
        var problem = Assert.Single(YamlReader.Read("f.yaml", yaml).Problems);
        Assert.Equal((code, line, column), (problem.Code.Number, problem.Place.Line, problem.Place.Column));
    }

    [Fact]
    public void A_syntax_error_does_not_hide_the_documents_after_it()
    {
        var file = YamlReader.Read("f.yaml", "a: 1\n---\nb: [\n---\nc: 1\n---\nd: \"\n");
        Assert.Equal(["a", "c"], file.Documents.Select(document => document.Root.Keys.Single()));
        Assert.Equal(2, file.Problems.Length);
        Assert.Equal(5, file.Documents[1].Root.Origin.Line);
    }

    [Fact]
    public void A_byte_that_is_not_UTF8_is_shown_at_its_place()
    {
        var problem = Assert.Single(YamlReader.Read("f.yaml", [.. "a: 1\nb: "u8, 0xFF]).Problems);
        Assert.Equal((1001, 2, 4), (problem.Code.Number, problem.Place.Line, problem.Place.Column));
    }

    [Fact]
    public void A_file_over_4_MB_is_refused() =>
        Assert.Equal(SourceCodes.TooLarge, Assert.Single(YamlReader.Read("f.yaml", new byte[YamlReader.LargestFile + 1]).Problems).Code);

    [Fact]
    public void Merge_keys_give_way_to_keys_of_the_map_itself()
    {
        var merged = Root("x-a: &a {one: 1, two: 2}\nb:\n  <<: *a\n  two: 3\n").Map("b");
        Assert.Equal(("1", "3"), (merged.Text("one")!.Value, merged.Text("two")!.Value));
    }

    [Fact]
    public void An_alias_bomb_is_refused_at_once_and_cheaply()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = YamlReader.Read("f.yaml", bomb.ToString());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
        Assert.Equal(SourceCodes.TooComplex, Assert.Single(file.Problems).Code);
        Assert.Empty(file.Documents);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Deep_nesting_is_refused(string open) =>
        Assert.Contains(SourceCodes.TooComplex, YamlReader.Read("f.yaml", "a: " + string.Concat(Enumerable.Repeat(open, 20_000))).Problems.Select(problem => problem.Code));

    [Fact]
    public void Nesting_within_the_limit_is_read() =>
        Assert.Empty(YamlReader.Read("f.yaml", $"a: {new string('[', 90)}{new string(']', 90)}").Problems);

    [Fact]
    public void An_allow_comment_is_known_by_its_line() =>
        Assert.Equal(["RCN1234", "RCN1235"], YamlReader.Read("f.yaml", "a: 1\nb: 2 # reconcile: allow RCN1234, RCN1235\n").Allowed[2].AsEnumerable());

    [Theory]
    [InlineData("yes")]
    [InlineData("1.10")]
    [InlineData("0644")]
    [InlineData("")]
    [InlineData(" lead")]
    [InlineData("a: b")]
    [InlineData("* * * * *")]
    [InlineData("two\nlines\n")]
    [InlineData("tab\tand \"quotes\" and \\ and é\u0000")]
    [InlineData("trailing\n\n")]
    public void What_is_written_reads_back_as_the_same_text(string text)
    {
        var written = YamlWriter.Write(new MapBuilder { ["a"] = text, [text] = new MapBuilder { ["b"] = 1 } }!);
        Assert.True(Node.DeepEquals((Node)text, Root(written)["a"]), written);
    }

    private static MapNode Root(string yaml)
    {
        var file = YamlReader.Read("f.yaml", yaml);
        Assert.DoesNotContain(file.Problems, problem => problem.Severity == Severity.Error);
        return Assert.Single(file.Documents).Root;
    }

    [Fact]
    public void A_tab_in_a_later_document_is_found_there()
    {
        var file = YamlReader.Read("a.yaml", "a: 1\n---\nb: 2\n---\nspec:\n\tc: 3\n");
        Assert.Equal(["a.yaml:6:1"], file.Problems.Select(problem => problem.Place.ToString()));
        Assert.Equal(2, file.Documents.Length);
    }

    [Fact]
    public void A_tab_far_below_the_start_of_its_map_is_found_once()
    {
        var file = YamlReader.Read("a.yaml", "a: 1\n---\nb: 2\nc: 3\nd: {e: f}\ng: h\nspec:\n\tc: 3\n---\nlast: 1\n");
        var problem = Assert.Single(file.Problems);
        Assert.Equal((SourceCodes.Tab, "a.yaml:8:1"), (problem.Code, problem.Place.ToString()));
        Assert.Equal(["a", "last"], file.Documents.Select(document => document.Root.Keys.First()));
    }

    [Fact]
    public void What_follows_a_document_nested_too_deep_is_read()
    {
        var file = YamlReader.Read("a.yaml", $"a: {new string('[', 5_000)}\n---\nb: 2\n");
        Assert.Equal(SourceCodes.TooComplex, Assert.Single(file.Problems).Code);
        Assert.Equal("b", Assert.Single(file.Documents).Root.Keys.Single());
    }
}
