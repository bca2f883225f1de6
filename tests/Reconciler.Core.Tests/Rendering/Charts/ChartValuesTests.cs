using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering.Charts;

public sealed class ChartValuesTests
{
    /// <summary>The fields stand at line 7.</summary>
    private static ScalingScene Scene(string fields) => new($$"""
        apiVersion: reconciler.dev/v1
        kind: Chart
        metadata: {name: shop}
        spec:
          repo: https://charts.example.com
          version: 1.2.3
          {{fields.ReplaceLineEndings("\n  ")}}
        """);

    private static string Values(string fields)
    {
        var content = Scene(fields).IsFine().One("HelmChart", "shop").Body.Map("spec").Text("valuesContent");
        return content is null ? "none" : CanonicalJson.WriteOrdered(YamlReader.Read("", content.Value).Documents[0].Root, indented: false);
    }

    [Theory]
    [InlineData("a.b: x", """{"a":{"b":"x"}}""")]
    [InlineData("a.b: \"true\"", """{"a":{"b":true}}""")]
    [InlineData("a: FALSE", """{"a":false}""")]
    [InlineData("a: \"8\"", """{"a":8}""")]
    [InlineData("a: \"-8\"", """{"a":-8}""")]
    [InlineData("a: \"0\"", """{"a":0}""")]
    [InlineData("a: \"007\"", """{"a":"007"}""")]
    [InlineData("a: 1.10", """{"a":"1.10"}""")]
    [InlineData("a: \"null\"", """{"a":null}""")]
    [InlineData("a: \"{x,2,y\\\\,z}\"", """{"a":["x",2,"y,z"]}""")]
    [InlineData("a: \"{}\"", """{"a":[]}""")]
    [InlineData("a: \"x\\\\,y\"", """{"a":"x,y"}""")]
    [InlineData("'a\\.b/c.d': 1", """{"a.b/c":{"d":1}}""")]
    [InlineData("'a[1].b': 1", """{"a":[null,{"b":1}]}""")]
    [InlineData("'a[0][0]': 1", """{"a":[[1]]}""")]
    public void Set_infers_types_as_Helm_does(string set, string expected) => Assert.Equal(expected, Values($"set: {{{set}}}"));

    [Fact]
    public void SetString_is_always_text() =>
        Assert.Equal("""{"a":{"tag":"1.10","flag":"true","path":"x\\y"}}""", Values("setString: {a.tag: 1.10, a.flag: true, a.path: 'x\\y'}"));

    [Fact]
    public void Set_comes_after_values_and_setString_last() =>
        Assert.Equal("""{"a":{"b":"3","c":1},"l":[{"x":1},{"x":2}]}""", Values("values: {a: {b: 1, c: 1}, l: [{x: 1}, {x: 1}]}\nset: {a.b: 2, 'l[1].x': 2}\nsetString: {a.b: 3}"));

    [Fact]
    public void Null_takes_away() => Assert.Equal("""{"b":1,"c":null}""", Values("values: {a: 1, b: 1}\nset: {a: null, c: null}"));

    [Fact]
    public void Without_values_there_are_none() => Assert.Equal("none", Values("values: {}"));

    [Theory]
    [InlineData("'a..b'")]
    [InlineData("'.a'")]
    [InlineData("'a.'")]
    [InlineData("'a[x]'")]
    [InlineData("'a[0'")]
    [InlineData("'a[0]b'")]
    [InlineData("'a[99999999]'")]
    public void A_path_that_can_not_be_followed_is_refused(string path)
    {
        var scene = Scene($"set: {{{path}: 1}}");
        scene.Problem(ResourceCodes.ChartPath, 7);
        Assert.Single(scene.Manifests);
        Assert.Equal(ResourceCodes.ChartPath, Assert.Single(Scene($"setString: {{{path}: 1}}").Problems).Code);
    }
}
