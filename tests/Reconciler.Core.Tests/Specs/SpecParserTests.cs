using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Specs;

public sealed class SpecParserTests
{
    [Theory]
    [InlineData("null", "null", "default")]
    [InlineData("[a]", "{a: b}", "default")]
    [InlineData("shop", "null", "shop")]
    [InlineData("shop", "front", "front")]
    public void Objects_lie_in_some_namespace_whatever_is_written(string environment, string app, string expected)
    {
        var set = Parse($"""
            apiVersion: reconciler.dev/v1
            kind: Environment
            metadata: {"{name: test}"}
            spec: {"{"}namespace: {environment}, systemNamespace: {environment}{"}"}
            ---
            apiVersion: reconciler.dev/v1
            kind: App
            metadata: {"{name: shop}"}
            spec: {"{"}image: "a:1", namespace: {app}{"}"}
            ---
            apiVersion: reconciler.dev/v1
            kind: Storage
            metadata: {"{name: data}"}
            spec: {"{"}size: 1Gi, namespace: {app}{"}"}
            """);
        Assert.Equal([expected], Renderer.Render(set).Manifests.Select(manifest => manifest.Key.Namespace).Where(name => name.Length > 0).Distinct());
    }

    [Fact]
    public void An_encrypted_document_is_unknown_and_an_error()
    {
        var set = Parse("apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: shop}\nspec: {image: ENC}\nsops: {mac: x, version: 3.9.0}\n");
        Assert.Empty(set.Apps);
        Assert.Equal((1012, 5), (Assert.Single(set.Problems).Code.Number, set.Problems[0].Place.Line));
    }

    private static SpecSet Parse(string text) => SpecParser.Parse(new SourceTree
    {
        Files = ImmutableSortedDictionary.Create<string, YamlFile>(StringComparer.Ordinal).Add("a.yaml", YamlReader.Read("a.yaml", text)),
    });
}
