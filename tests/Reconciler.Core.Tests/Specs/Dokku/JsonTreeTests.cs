using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Dokku;

namespace Reconciler.Core.Tests.Specs.Dokku;

public sealed class JsonTreeTests
{
    [Fact]
    public void Values_know_their_places_also_after_tabs_and_long_characters()
    {
        var problems = new List<Diagnostic>();
        var root = Assert.IsType<MapNode>(JsonTree.Read("app.json", "{\n\t\"a\": [1, true, null, 1.50],\n\t\"é😀\": \"x\\ud83d\\ude00\\/\"\n}", problems));
        Assert.Empty(problems);
        Assert.Equal(new Origin("app.json", 2, 2), root.Find("a")!.Value.KeyOrigin);
        Assert.Equal(new Origin("app.json", 2, 11), root.List("a")!.Items[1].Origin);
        Assert.Equal([ScalarKind.Integer, ScalarKind.Boolean, ScalarKind.Null, ScalarKind.Float], root.List("a")!.Items.Cast<ScalarNode>().Select(item => item.Kind));
        Assert.Equal("1.50", root.List("a")!.Items[3].ToString());
        Assert.Equal(new Origin("app.json", 3, 9), root["é😀"]!.Origin);
        Assert.Equal("x😀/", root.Text("é😀")!.Value);
    }

    [Theory]
    [InlineData("", 1084, 1, 1)]
    [InlineData("{\"a\": }", 1084, 1, 7)]
    [InlineData("{\n\"a\": 1,\n}", 1084, 3, 1)]
    [InlineData("{\n\"é\": 1 // x\n}", 1084, 2, 8)]
    [InlineData("{\"a\": 1", 1084, 1, 8)]
    [InlineData("{} x", 1084, 1, 4)]
    [InlineData("{a: 1}", 1084, 1, 2)]
    [InlineData("{\"a\": \"\\ud83d\"}", 1084, 1, 7)]
    [InlineData("{\"a\": 1,\n \"a\": 2}", 1004, 2, 2)]
    public void What_is_no_JSON_is_refused_at_its_place(string text, int code, int line, int column)
    {
        var problems = new List<Diagnostic>();
        JsonTree.Read("app.json", text, problems);
        var problem = Assert.Single(problems);
        Assert.Equal((code, line, column), (problem.Code.Number, problem.Place.Line, problem.Place.Column));
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var problems = new List<Diagnostic>();
        Assert.Null(JsonTree.Read("app.json", new string('[', 10_000), problems));
        Assert.Contains("64 levels", Assert.Single(problems).Message, StringComparison.Ordinal);
    }
}
