using System.Buffers;
using System.Text;
using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class NodeJsonTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("[1,-1,0,12345678901234567890123,1.0,1.50,1e3,-2.5E-7,true,false,null]")]
    [InlineData("{\"b\":1,\"a\":{\"c\":[{\"d\":\"é\"},{}]},\"\":\"empty key\"}")]
    [InlineData("[[[[]]],{\"a\":[[{\"b\":[]}],1]},2]")]
    [InlineData("\"line\\nbreak, \\\"quoted\\\" and \\\\\"")]
    public void What_is_read_is_written_as_it_was(string json) => Assert.Equal(json, RoundTrip(json));

    [Theory]
    [InlineData("1.50", ScalarKind.Float, "1.5")]
    [InlineData("1.0", ScalarKind.Float, "1")]
    [InlineData("-0", ScalarKind.Integer, "0")]
    [InlineData("42", ScalarKind.Integer, "42")]
    [InlineData("\"42\"", ScalarKind.String, "42")]
    [InlineData("\"\\u00e9\\ud83d\\ude00\"", ScalarKind.String, "é😀")]
    [InlineData("true", ScalarKind.Boolean, "true")]
    [InlineData("null", ScalarKind.Null, "null")]
    public void A_scalar_has_its_kind_and_its_canonical_value(string json, ScalarKind kind, string value)
    {
        var scalar = Assert.IsType<ScalarNode>(Read(json));
        Assert.Equal((kind, value), (scalar.Kind, scalar.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1} 2")]
    [InlineData("// no\n1")]
    [InlineData("01")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("{\"\\udead\":1}")]
    public void What_is_no_JSON_is_refused_with_one_kind_of_exception(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused() => Assert.ThrowsAny<JsonException>(() => NodeJson.Read([(byte)'"', 0xC3, 0x28, (byte)'"']));

    [Fact]
    public void Nesting_is_read_to_its_limit_and_refused_beyond()
    {
        string Nested(int levels) => new string('[', levels) + new string(']', levels);
        Assert.Equal(Nested(512), RoundTrip(Nested(512)));
        Assert.ThrowsAny<JsonException>(() => Read(Nested(513)));
    }

    [Fact]
    public void Of_a_key_written_twice_the_last_value_counts_and_its_path_is_told()
    {
        var duplicates = new List<string>();
        var json = """{"a":1,"spec":{"list":[{"x":1},{"x":1,"y":2,"x":3}]},"a":2}""";
        Assert.Equal("""{"a":2,"spec":{"list":[{"x":1},{"x":3,"y":2}]}}""", Encoding.UTF8.GetString(NodeJson.ToUtf8(NodeJson.Read(Encoding.UTF8.GetBytes(json), duplicates))));
        Assert.Equal(["spec.list[1].x", "a"], duplicates);
    }

    [Fact]
    public void A_duplicate_in_a_map_of_many_keys_is_found_too()
    {
        var duplicates = new List<string>();
        var json = $$"""{"k0":0,{{string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"k{i}\":{i + 100}"))}}}""";
        var map = Assert.IsType<MapNode>(NodeJson.Read(Encoding.UTF8.GetBytes(json), duplicates));
        Assert.Equal(40, map.Entries.Length);
        Assert.Equal("100", ((ScalarNode)map["k0"]!).Value);
        Assert.Equal(["k0"], duplicates);
    }

    [Fact]
    public void Equal_keys_and_short_values_are_one_text_in_memory()
    {
        var list = Assert.IsType<ListNode>(Read("""[{"name":"nginx"},{"name":"nginx"}]"""));
        var (first, second) = ((MapNode)list.Items[0], (MapNode)list.Items[1]);
        Assert.Same(first.Entries[0].Key, second.Entries[0].Key);
        Assert.Same(first["name"], second["name"]);
    }

    [Theory]
    [InlineData("0o17", "15")]
    [InlineData("0644", "420")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("+3", "3")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("1.10", "1.10")]
    public void A_number_that_only_YAML_can_write_becomes_one_of_JSON(string yaml, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(NodeJson.ToUtf8(YamlScalars.Resolve(yaml, default))));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_list_is_read_in_pieces_of_any_size(int size)
    {
        var text = Encoding.UTF8.GetBytes("""
            {"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"12"},"items":[
              {"metadata":{"name":"first"},"data":{"k":"größe 😀"}}, {"metadata":{"name":"second"},"data":{"items":"[{"}}],"more":[{"items":[1]}]}
            """);
        var (items, parser) = ReadInPieces(text, size);
        Assert.Equal(["first", "second"], items.Select(item => item.Map("metadata").Text("name")!.Value));
        Assert.Equal("größe 😀", items[0].Map("data").Text("k")!.Value);
        Assert.True(parser.IsComplete);
        Assert.Equal("""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"12"},"more":[{"items":[1]}]}""", Encoding.UTF8.GetString(NodeJson.ToUtf8(parser.Head)));
    }

    [Fact]
    public void Fields_after_the_items_and_no_items_at_all_are_read()
    {
        var (items, parser) = ReadInPieces("""{"items":[{"a":1}],"metadata":{"continue":"next"}}"""u8.ToArray(), 5);
        Assert.Single(items);
        Assert.Equal("next", parser.Head.Map("metadata").Text("continue")!.Value);
        Assert.Empty(ReadInPieces("""{"items":null,"kind":"List"}"""u8.ToArray(), 5).Items);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"items\":[1]}")]
    [InlineData("{\"items\":[{\"a\":1}")]
    public void What_is_no_list_or_is_cut_off_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => ReadInPieces(Encoding.UTF8.GetBytes(json), 4));

    private static (List<MapNode> Items, NodeListParser Parser) ReadInPieces(byte[] text, int size)
    {
        var parser = new NodeListParser();
        var items = new List<MapNode>();
        var start = 0;
        for (var end = Math.Min(size, text.Length); ; end = Math.Min(end + size, text.Length))
        {
            var piece = new ReadOnlySequence<byte>(text, start, end - start);
            var done = parser.Read(piece, end == text.Length, items);
            start += (int)piece.Slice(0, done).Length;
            if (end == text.Length) return (items, parser);
        }
    }

    private static Node Read(string json) => NodeJson.Read(Encoding.UTF8.GetBytes(json));

    private static string RoundTrip(string json) => Encoding.UTF8.GetString(NodeJson.ToUtf8(Read(json)));
}
