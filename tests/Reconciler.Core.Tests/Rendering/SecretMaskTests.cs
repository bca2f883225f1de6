using FsCheck;
using FsCheck.Fluent;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Core.Tests.Rendering;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("{apiVersion: v1, kind: Secret, data: {a: aGVsbG8=}}", "data", "(5 bytes, masked)")]
    [InlineData("{apiVersion: v1, kind: Secret, data: {a: 'no base64!'}}", "data", "(10 bytes, masked)")]
    [InlineData("{apiVersion: v1, kind: Secret, data: {a: [x]}}", "data", "(5 bytes, masked)")]
    [InlineData("{apiVersion: v1, kind: Secret, stringData: {a: é}}", "stringData", "(2 bytes, masked)")]
    [InlineData("{apiVersion: v1, kind: Secret, stringData: {a: ''}}", "stringData", "(0 bytes, masked)")]
    [InlineData("{apiVersion: v1, kind: Secret, stringData: {a: 1}}", "stringData", "(1 byte, masked)")]
    public void A_value_of_a_Secret_is_shown_by_its_length(string yaml, string field, string shown) =>
        Assert.Equal(shown, SecretMask.Apply(Read(yaml)).Map(field).Text("a")!.Value);

    [Theory]
    [InlineData("{apiVersion: v1, kind: ConfigMap, data: {a: open}}")]
    [InlineData("{apiVersion: example.org/v1, kind: Secret, data: {a: open}}")]
    public void What_is_no_Secret_stays_as_it_is(string yaml) => Assert.True(Node.DeepEquals(Read(yaml), SecretMask.Apply(Read(yaml))));

    [Theory]
    [InlineData("{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Secret, stringData: {a: hidden-one}}]}")]
    [InlineData("{apiVersion: v1, kind: SecretList, items: [{stringData: {a: hidden-one}}]}")]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: hidden-one}}}")]
    [InlineData("{apiVersion: v1, kind: Secret, data: hidden-one}")]
    public void A_Secret_is_masked_wherever_it_hides(string yaml) =>
        Assert.DoesNotContain("hidden-one", YamlWriter.Write(SecretMask.Apply(Read(yaml))), StringComparison.Ordinal);

    [Fact]
    public void No_secret_text_is_left_in_what_is_shown() => Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), text =>
    {
        var secret = $"s3cret-{text.Get}-s3cret";
        var body = new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "Secret", ["stringData"] = new MapBuilder { ["a"] = secret }, ["data"] = new MapBuilder { ["b"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)) } };
        var shown = CanonicalJson.Write(SecretMask.Apply(body.ToMap()));
        return !shown.Contains("s3cret", StringComparison.Ordinal) && !shown.Contains("czNjcmV0", StringComparison.Ordinal);
    }).QuickCheckThrowOnFailure();

    private static MapNode Read(string yaml) => Assert.Single(YamlReader.Read("f.yaml", yaml).Documents).Root;
}
