using Reconciler.Specs.Values;

namespace Reconciler.Core.Tests.Specs.Values;

public sealed class NamesTests
{
    private static readonly Dictionary<string, Func<string, string?>> Checks = new()
    {
        ["label"] = name => Names.Label(name),
        ["app"] = name => Names.Label(name, "the App's name", 40),
        ["subdomain"] = name => Names.Subdomain(name),
        ["service"] = name => Names.ServiceName(name),
        ["port"] = name => Names.PortName(name),
        ["variable"] = name => Names.Variable(name),
        ["key"] = name => Names.LabelKey(name),
        ["annotation"] = name => Names.AnnotationKey(name),
        ["value"] = name => Names.LabelValue(name),
        ["host"] = name => Names.HostName(name),
        ["path"] = name => Names.AbsolutePath(name),
    };

    [Theory]
    [InlineData("label", "a", "web-1", "1")]
    [InlineData("app", "shop", "a234567890123456789012345678901234567890", "0")]
    [InlineData("subdomain", "a.b-c.d", "worker-1.example.com", "a")]
    [InlineData("service", "shop-web", "a1", "a")]
    [InlineData("port", "http", "a234567890123b5", "1a")]
    [InlineData("variable", "PATH", "_a", "spring.x-Y")]
    [InlineData("key", "team", "example.com/Team_x.y", "a")]
    [InlineData("annotation", "Example.com/x", "x", "y/z")]
    [InlineData("value", "", "A_b.c-d", "1")]
    [InlineData("host", "shop.example.com", "*.shop.example.com", "localhost")]
    [InlineData("path", "/", "/data/x", "/a..b")]
    public void Good_names_pass(string check, params string[] names) => Assert.All(names, name => Assert.Null(Checks[check](name)));

    [Theory]
    [InlineData("label", "", "is empty")]
    [InlineData("label", "Web", "lower-case")]
    [InlineData("label", "a_b", "lower-case")]
    [InlineData("label", "-a", "starting")]
    [InlineData("label", "a\n", "lower-case")]
    [InlineData("label", "a234567890123456789012345678901234567890123456789012345678901234", "64 characters; at most 63")]
    [InlineData("app", "a2345678901234567890123456789012345678901", "41 characters; at most 40")]
    [InlineData("subdomain", "a..b", "each part")]
    [InlineData("subdomain", "a.", "each part")]
    [InlineData("service", "1a", "starting with a letter")]
    [InlineData("port", "a2345678901234567", "at most 15")]
    [InlineData("port", "80", "at least one letter")]
    [InlineData("port", "a--b", "single -")]
    [InlineData("variable", "1A", "start with a digit")]
    [InlineData("variable", "A=B", "letters")]
    [InlineData("variable", "", "no name")]
    [InlineData("variable", "..", "letters")]
    [InlineData("key", "a/b/c", "letters")]
    [InlineData("key", "/a", "prefix")]
    [InlineData("key", "a/", "empty")]
    [InlineData("key", "Example.com/x", "prefix")]
    [InlineData("annotation", "a b/x", "prefix")]
    [InlineData("value", "a b", "letters")]
    [InlineData("value", "-a", "starting")]
    [InlineData("host", "https://a.example.com", "URL")]
    [InlineData("host", "a.example.com/x", "path")]
    [InlineData("host", "a.example.com:80", "port")]
    [InlineData("host", "A.example.com", "write a.example.com")]
    [InlineData("host", "10.0.0.1", "IP address")]
    [InlineData("host", "a.*.com", "star elsewhere")]
    [InlineData("host", "*a.com", "star elsewhere")]
    [InlineData("host", "*.com", "top-level")]
    [InlineData("host", "*.a_b.com", "\"*.a_b.com\"")]
    [InlineData("host", "a2345678901234567890123456789012345678901234567890123456789012345.com", "more than 63")]
    [InlineData("path", "data", "absolute")]
    [InlineData("path", "/a/../b", "..")]
    [InlineData("path", "/a:b", "colon")]
    public void Bad_names_are_refused_with_the_reason(string check, string name, string reason) => Assert.Contains(reason, Checks[check](name), StringComparison.Ordinal);

    [Theory]
    [InlineData("Sidekiq_Low", "sidekiq-low")]
    [InlineData("web", "web")]
    public void A_slug_is_lower_case_with_dashes(string text, string slug) => Assert.Equal(slug, Names.Slug(text));
}
