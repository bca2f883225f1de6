using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Rendering.Charts;

public sealed class LogSinkTests
{
    private static ScalingScene Scene(string sink, string values = "{}") => new($$"""
        apiVersion: reconciler.dev/v1
        kind: Environment
        metadata: {name: production}
        spec:
          logs: {sink: '{{sink}}'}
        ---
        apiVersion: reconciler.dev/v1
        kind: Chart
        metadata: {name: vector}
        spec: {values: {{values}}}
        """);

    private static MapNode Sinks(ScalingScene scene) =>
        (MapNode)YamlReader.Read("", scene.One("HelmChart", "vector").Body.Map("spec").Text("valuesContent")!.Value).Documents[0].Root.Path("customConfig", "sinks")!;

    [Fact]
    public void A_sink_takes_the_place_of_the_console()
    {
        var sinks = Sinks(Scene("console://?encoding[codec]=json").IsFine());
        Assert.Equal(["prom_exporter", "environment_sink"], sinks.Keys);
        Assert.Equal("""{"type":"console","inputs":["kubernetes_container_logs"],"encoding":{"codec":"json"}}""", CanonicalJson.WriteOrdered(sinks["environment_sink"]!, indented: false));
    }

    [Fact]
    public void Without_a_sink_the_console_stays() =>
        Assert.Equal(["console", "prom_exporter"], Sinks(new ScalingScene("apiVersion: reconciler.dev/v1\nkind: Chart\nmetadata: {name: vector}").IsFine()).Keys);

    [Fact]
    public void Other_charts_know_nothing_of_it() =>
        Assert.DoesNotContain("environment_sink", Scene("console://").IsFine().Manifests.Count == 1
            ? new ScalingScene("apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: x}\nspec: {logs: {sink: 'console://'}}\n---\napiVersion: reconciler.dev/v1\nkind: Chart\nmetadata: {name: keda}").One("HelmChart", "keda").Body.Map("spec").Text("valuesContent")!.Value
            : "environment_sink", StringComparison.Ordinal);

    [Fact]
    public void Values_of_the_Chart_come_after() =>
        Assert.Equal("\"text\"", CanonicalJson.Write(Sinks(Scene("console://?encoding[codec]=json", "{customConfig: {sinks: {environment_sink: {encoding: {codec: text}}}}}").IsFine()).Path("environment_sink", "encoding", "codec")!));

    [Theory]
    [InlineData("aws-s3://?bucket=logs", """{"bucket":"logs"}""")]
    [InlineData("http://?uri=https%3A%2F%2Fx.example%2Fa%3Fb&batch[max_events]=10&tls[verify]=false&rate=0.5", """{"uri":"https://x.example/a?b","batch":{"max_events":10},"tls":{"verify":false},"rate":0.5}""")]
    [InlineData("elasticsearch://?endpoints[]=http%3A//a&endpoints[]=http%3A//b", """{"endpoints":["http://a","http://b"]}""")]
    [InlineData("loki://?labels[app]=a+b&zip=007&empty=", """{"labels":{"app":"a b"},"zip":"007","empty":""}""")]
    [InlineData("file://?path=/logs/{{ pod }}.log", """{"path":"/logs/{{ `{{` }} pod }}.log"}""")]
    public void Options_are_decoded(string sink, string expected)
    {
        var options = ((MapNode)Sinks(Scene(sink).IsFine())["environment_sink"]!).Without("type").Without("inputs");
        Assert.Equal(expected, CanonicalJson.WriteOrdered(options, indented: false));
    }

    [Theory]
    [InlineData("console")]
    [InlineData("://?a=b")]
    [InlineData("Console Sink://?a=b")]
    [InlineData("http://x.example?a=b")]
    [InlineData("http://?a")]
    [InlineData("http://?a=%zz")]
    [InlineData("http://?a[b=1")]
    [InlineData("http://?a]=1")]
    [InlineData("http://?a=1&a[b]=2")]
    [InlineData("http://?a=1&a=2")]
    [InlineData("http://?inputs=x")]
    [InlineData("http://?sinks[a]=x")]
    public void A_sink_that_can_not_be_read_is_refused(string sink)
    {
        var scene = Scene(sink);
        scene.Problem(ResourceCodes.LogSink, 5);
        Assert.Equal(["console", "prom_exporter"], Sinks(scene).Keys);
    }
}
