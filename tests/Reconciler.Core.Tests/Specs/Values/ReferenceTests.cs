using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class ReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("nginx", null, "nginx", null, true)]
    [InlineData("nginx:latest", null, "nginx", "latest", true)]
    [InlineData("nginx:1.25", null, "nginx", "1.25", false)]
    [InlineData("library/nginx:1", null, "library/nginx", "1", false)]
    [InlineData("localhost/shop:1", "localhost", "shop", "1", false)]
    [InlineData("registry.example.com:5000/team/shop:v42", "registry.example.com:5000", "team/shop", "v42", false)]
    [InlineData("registry.example.com:5000/shop", "registry.example.com:5000", "shop", null, true)]
    [InlineData("[::1]:5000/shop:1", "[::1]:5000", "shop", "1", false)]
    [InlineData("a__b/c--d.e_f:X_1.2-3", null, "a__b/c--d.e_f", "X_1.2-3", false)]
    public void The_parts_of_an_image_are_told_apart(string text, string? registry, string repository, string? tag, bool isLatest)
    {
        Assert.True(ImageReference.TryParse(text, out var image, out _));
        Assert.Equal((registry, repository, tag, isLatest), (image.Registry, image.Repository, image.Tag, image.IsLatest));
    }

    [Fact]
    public void A_digest_pins_even_the_latest_tag()
    {
        Assert.True(ImageReference.TryParse($"shop:latest@{Digest}", out var image, out _));
        Assert.Equal((Digest, false), (image.Digest, image.IsLatest));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a b", "space")]
    [InlineData("https://ghcr.io/a/b", "URL")]
    [InlineData("ghcr.io/Team/Shop:1", "capitals")]
    [InlineData("shop:", "tag \"\"")]
    [InlineData("shop:a/b", "not a host with an optional port")]
    [InlineData("shop:-x", "tag \"-x\"")]
    [InlineData("shop@sha256:abc", "digest")]
    [InlineData("a//b", "not a part")]
    [InlineData("-a", "not a part")]
    [InlineData("ghcr.io/", "no repository")]
    [InlineData("a_.b/c:1", "not a host")]
    public void What_is_not_an_image_is_refused(string text, string reason)
    {
        Assert.False(ImageReference.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_are_ordered_by_precedence()
    {
        string[] ascending = ["0.12.2", "v1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "v1.10.0", "2.0.0"];
        var versions = ascending.Select(Version).ToList();
        Assert.Equal(versions, versions.AsEnumerable().Reverse().Order());
        Assert.True(versions[0] < versions[1]);
    }

    [Fact]
    public void Build_metadata_does_not_count() => Assert.Equal(0, Version("v1.33.4+k3s1").CompareTo(Version("1.33.4+k3s2")));

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-")]
    [InlineData("V1.2.3")]
    [InlineData("latest")]
    [InlineData("")]
    public void What_is_not_a_semantic_version_is_refused(string text)
    {
        Assert.False(SemanticVersion.TryParse(text, out _, out var problem));
        Assert.Contains($"\"{text}\"", problem.Message, StringComparison.Ordinal);
    }

    private static SemanticVersion Version(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out var version, out _), text);
        return version;
    }
}
