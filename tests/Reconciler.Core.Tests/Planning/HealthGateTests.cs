using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Core.Tests.Planning;

/// <summary>Which port is asked, and which answers pass.</summary>
public sealed class HealthGateTests
{
    private static readonly HealthGate Gate = new() { Paths = ImmutableDictionary<string, string>.Empty.Add("web", "/health") };

    [Theory]
    [InlineData("[{name: http, containerPort: 80}, {name: healthcheck, containerPort: 81}]", null, 81)]
    [InlineData("[{name: http, containerPort: 80}, {name: admin, containerPort: 81}]", null, 80)]
    [InlineData("[{name: http, containerPort: 80}, {name: admin, containerPort: 81}]", "admin", 81)]
    [InlineData("[{name: http, containerPort: 80}]", "9000", 9000)]
    [InlineData("[{name: http, containerPort: 80}]", "nope", null)]
    [InlineData("[]", null, null)]
    public void The_port_is_the_written_one_else_the_one_named_healthcheck_else_the_first(string ports, string? written, int? asked) =>
        Assert.Equal(asked, (Gate with { Port = written }).About(Workload("web", ports))?.Port);

    [Fact]
    public void A_process_that_is_not_named_is_not_asked() => Assert.Null(Gate.About(Workload("worker", "[{name: http, containerPort: 80}]")));

    [Theory]
    [InlineData(200, "{\"healthy\": true}", true)]
    [InlineData(503, "{\"healthy\": true, \"load\": 1}", true)]
    [InlineData(200, "{\"healthy\": false}", false)]
    [InlineData(200, "{\"healthy\": \"true\"}", false)]
    [InlineData(200, "[true]", false)]
    [InlineData(200, "ok", false)]
    [InlineData(200, "", false)]
    public void A_probe_passes_by_what_it_says(int status, string body, bool passes) => Assert.Equal(passes, Gate.WhyNot(new PodAnswer(status, body)) is null);

    [Theory]
    [InlineData(200, true)]
    [InlineData(299, true)]
    [InlineData(199, false)]
    [InlineData(302, false)]
    [InlineData(500, false)]
    public void A_simple_check_passes_by_its_status(int status, bool passes) => Assert.Equal(passes, (Gate with { IsProbe = false }).WhyNot(new PodAnswer(status, "ok")) is null);

    [Fact]
    public void What_a_revision_remembers_of_a_deploy_is_what_it_was()
    {
        var gate = Gate with { Port = "admin", Method = "HEAD", IsProbe = false, Timeout = TimeSpan.FromSeconds(7), RequestTimeout = TimeSpan.FromSeconds(2) };
        var back = LaneDeploy.FromTree(new LaneDeploy { Gate = gate, Drain = TimeSpan.FromSeconds(3), KeepPrevious = 2 }.ToTree());
        Assert.Equal((3, 2), (back.Drain.TotalSeconds, back.KeepPrevious));
        Assert.Equal(gate.Paths, back.Gate!.Paths);
        Assert.Equal(gate with { Paths = back.Gate.Paths }, back.Gate);
    }

    [Fact]
    public void What_was_answered_is_shown_on_one_line_and_not_without_end()
    {
        var why = Gate.WhyNot(new PodAnswer(500, $"one\ntwo\u001b[31m{new string('x', 5000)}"));
        Assert.StartsWith("it answered with 500 and not with {\"healthy\": true}: one two [31mxxx", why, StringComparison.Ordinal);
        Assert.InRange(why!.Length, 200, 300);
    }

    private static MapNode Workload(string process, string ports) => YamlReader.Read("", $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {"{"}name: shop-{process}, namespace: shop{"}"}
        spec:
          template:
            metadata: {"{"}labels: {"{"}app.kubernetes.io/component: {process}{"}"}{"}"}
            spec: {"{"}containers: [{"{"}name: sidecar, ports: [{"{"}name: healthcheck, containerPort: 7{"}"}]{"}"}, {"{"}name: {process}, ports: {ports}{"}"}]{"}"}
        """).Documents[0].Root;
}
