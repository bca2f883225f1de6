using Reconciler.Specs.Layout;

namespace Reconciler.Core.Tests.Specs.Layout;

public sealed class IgnoreRulesTests
{
    [Theory]
    // a name anywhere
    [InlineData("skip.yaml", "skip.yaml", true)]
    [InlineData("skip.yaml", "a/b/skip.yaml", true)]
    [InlineData("skip.yaml", "skip.yaml.yaml", false)]
    [InlineData("docs", "docs/a/b.yaml", true)]
    [InlineData("Docs", "docs/a.yaml", false)]
    // anchored by a slash at the start or inside
    [InlineData("/skip.yaml", "skip.yaml", true)]
    [InlineData("/skip.yaml", "a/skip.yaml", false)]
    [InlineData("a/skip.yaml", "a/skip.yaml", true)]
    [InlineData("a/skip.yaml", "b/a/skip.yaml", false)]
    // folders only
    [InlineData("docs/", "docs/a.yaml", true)]
    [InlineData("docs/", "x/docs/a.yaml", true)]
    [InlineData("docs/", "docs", false)]
    [InlineData("/docs/", "x/docs/a.yaml", false)]
    // stars
    [InlineData("*.local.yaml", "a/b.local.yaml", true)]
    [InlineData("*.local.yaml", "a/b.yaml", false)]
    [InlineData("a/*.yaml", "a/x.yaml", true)]
    [InlineData("a/*.yaml", "a/b/x.yaml", false)]
    [InlineData("?.yaml", "a.yaml", true)]
    [InlineData("?.yaml", "ab.yaml", false)]
    [InlineData("*", "a.yaml", true)]
    [InlineData("a*b*c", "axxbyyc", true)]
    [InlineData("a*b*c", "axxbyy", false)]
    // double stars
    [InlineData("**/skip.yaml", "skip.yaml", true)]
    [InlineData("**/skip.yaml", "a/b/skip.yaml", true)]
    [InlineData("a/**", "a/b/c.yaml", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("a/**/z.yaml", "a/z.yaml", true)]
    [InlineData("a/**/z.yaml", "a/b/c/z.yaml", true)]
    [InlineData("a/**/z.yaml", "b/z.yaml", false)]
    // classes and escapes
    [InlineData("[ab].yaml", "a.yaml", true)]
    [InlineData("[ab].yaml", "c.yaml", false)]
    [InlineData("[!ab].yaml", "c.yaml", true)]
    [InlineData("[a-c].yaml", "b.yaml", true)]
    [InlineData("[a-c].yaml", "d.yaml", false)]
    [InlineData("a[.yaml", "a[.yaml", true)]
    [InlineData("\\*.yaml", "*.yaml", true)]
    [InlineData("\\*.yaml", "a.yaml", false)]
    [InlineData("\\#a.yaml", "#a.yaml", true)]
    [InlineData("\\!a.yaml", "!a.yaml", true)]
    // comments, blanks, line ends
    [InlineData("# a.yaml", "a.yaml", false)]
    [InlineData("a.yaml   ", "a.yaml", true)]
    [InlineData("a.yaml\\ ", "a.yaml ", true)]
    [InlineData("a.yaml\r\nb.yaml\r\n", "b.yaml", true)]
    [InlineData("\n\n", "a.yaml", false)]
    // the last one decides
    [InlineData("*.yaml\n!keep.yaml", "keep.yaml", false)]
    [InlineData("*.yaml\n!keep.yaml", "other.yaml", true)]
    [InlineData("!keep.yaml\n*.yaml", "keep.yaml", true)]
    [InlineData("docs\n!docs/keep.yaml", "docs/keep.yaml", true)]
    [InlineData("docs/*\n!docs/keep.yaml", "docs/keep.yaml", false)]
    // names of their own
    [InlineData("", ".hidden.yaml", true)]
    [InlineData("", ".github/a.yaml", true)]
    [InlineData("", "a/_partial.yaml", true)]
    [InlineData("", "_parts/a.yaml", true)]
    [InlineData("", "a_b.yaml", false)]
    public void A_line_means_what_it_means_to_git(string rules, string path, bool ignored) =>
        Assert.Equal(ignored, IgnoreRules.Of([("", rules)]).Ignores(path));

    [Theory]
    [InlineData("team/a.yaml", true)]
    [InlineData("team/sub/a.yaml", true)]
    [InlineData("a.yaml", false)]
    [InlineData("team/b.yaml", true)]
    [InlineData("team/top.yaml", false)]
    [InlineData("teams/a.yaml", false)]
    public void A_file_in_a_folder_holds_for_that_folder_and_comes_after_those_above(string path, bool ignored) =>
        Assert.Equal(ignored, IgnoreRules.Of([("team", "a.yaml\n/b.yaml\n!top.yaml"), ("", "top.yaml")]).Ignores(path));

    [Fact]
    public void A_pattern_of_many_stars_is_cheap()
    {
        var pattern = string.Join('/', Enumerable.Repeat("**/*a*a*a*a*a*a*", 40));
        var path = string.Join('/', Enumerable.Repeat(new string('a', 60), 60)) + "/b.yaml";
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.False(IgnoreRules.Of([("", pattern + "/x")]).Ignores(path));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2));
    }
}
