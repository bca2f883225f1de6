using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class HostRulesTests
{
    private const string Router = "router: {etcd: {endpoints: ['http://etcd:2379']}}";

    [Fact]
    public void A_domain_of_two_Apps_is_claimed_twice()
    {
        var problem = Refused("RCN1109", Of(App("domains: [shop.example.com]"), App("domains: [a.example.com, »shop.example.com]", "other")));
        Assert.Equal("shop.example.com is already claimed by the App shop at scene.yaml:6:13", problem.Message);
        Passes(Of(App("domains: [shop.example.com]"), App("domains: [a.example.com]", "other")));
    }

    [Fact]
    public void A_wildcard_may_overlap() => Passes(Of(App("domains: ['*.example.com']"), App("domains: [shop.example.com]", "other")));

    [Fact]
    public void A_domain_is_written_once() => Refused("RCN1109", App("domains: [shop.example.com, »shop.example.com]"));

    [Fact]
    public void The_www_twin_is_claimed_too()
    {
        var problem = Refused("RCN1109", Of(App("domains: [example.com]\ningress: {redirectWww: true}"), App("domains: [»www.example.com]", "other")));
        Assert.Contains("www.example.com is already claimed by the App shop (redirected to example.com)", problem.Message, StringComparison.Ordinal);
        Passes(Of(App("domains: [example.com]"), App("domains: [www.example.com]", "other")));
    }

    [Fact]
    public void Frontends_are_claims()
    {
        Refused("RCN1109", Of(Environment(Router), App("frontend: {host: shop.example.com}"), App("frontend: »shop.example.com", "other")));
        Refused("RCN1109", Of(Environment(Router), App("domains: [shop.example.com]"), App("frontend: »shop.example.com", "other")));
        Passes(Of(Environment(Router), App("domains: [shop.example.com]\nfrontend: shop.example.com")));
    }

    [Theory]
    [InlineData("»https://shop.example.com", "write the host only")]
    [InlineData("»shop.example.com:8443", "write the host only")]
    [InlineData("»shop.example.com/x", "write the host only")]
    [InlineData("»Shop.example.com", "write shop.example.com")]
    [InlineData("»'*.example.com'", "the router serves whole hosts only")]
    public void A_frontend_is_a_host(string host, string fix) => Assert.Equal(fix, Refused("RCN1110", Of(Environment(Router), App($"frontend: {host}"))).Fix);

    [Theory]
    [InlineData("»10.0.0.1")]
    [InlineData("»'*.com'")]
    public void A_domain_is_no_address_and_no_top_level_domain(string host) => Refused("RCN1110", App($"domains: [{host}]"));

    [Theory]
    [InlineData("frontend: »a.example.com")]
    [InlineData("frontend: {host: »a.example.com}")]
    public void A_frontend_needs_a_router(string fields)
    {
        Refused("RCN1114", App(fields));
        Passes(Of(Environment(Router), App(fields.Replace("»", "", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("domains: [»a.example.com]\nprocesses: {worker: {}}", "write expose: true for one of worker")]
    [InlineData("domains: [»a.example.com]\nprocesses: {one: {expose: true}, two: {expose: true}}", "write ingress: {process: one}")]
    [InlineData("domains: [a.example.com]\nprocesses: {web: {expose: »false}}", "write processes.web.expose: true")]
    [InlineData("domains: [a.example.com]\ningress: {process: »api}\nprocesses: {web: {}, api: {}}", "write processes.api.expose: true")]
    [InlineData("domains: [a.example.com]\nprocesses: {web: {ports: »[{scheme: tcp, containerPort: 5432}]}}", "add a port with such a scheme")]
    public void Domains_are_served_by_somebody(string fields, string fix) => Assert.Equal(fix, Refused("RCN1113", App(fields)).Fix);

    [Theory]
    [InlineData("domains: [a.example.com]\nprocesses: {worker: {expose: true}}")]
    [InlineData("domains: [a.example.com]\ningress: {process: api}\nprocesses: {web: {}, api: {expose: true}}")]
    [InlineData("domains: [a.example.com]\nprocesses: {web: {ports: [{scheme: tcp, containerPort: 5432}, {scheme: grpc, containerPort: 50051}]}}")]
    [InlineData("processes: {worker: {}}")]
    public void These_are(string fields) => Passes(App(fields));
}
