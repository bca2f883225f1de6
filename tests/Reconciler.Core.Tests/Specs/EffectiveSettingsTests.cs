using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Specs;

public sealed class EffectiveSettingsTests
{
    private const string Fields = """
        deploy: {timeout: 5m}
        env: {TOKEN: hunter2, LATER: {secret: s, key: k}}
        domains: [a.example.org, b.example.org]
        cron: [{name: nightly, env: {PASSWORD: hunter2}}, {schedule: daily}]
        annotations: {ingress: {a.b/c: "1.10"}}
        """;

    [Fact]
    public void Every_value_has_its_path_and_line() => Assert.Equal(
        ["deploy.timeout=5m:1", "env.TOKEN=(7 bytes, masked):2", "env.LATER.secret=s:2", "env.LATER.key=k:2", "domains=[\"a.example.org\",\"b.example.org\"]:3",
            "cron[nightly].name=nightly:4", "cron[nightly].env.PASSWORD=(7 bytes, masked):4", "cron[1].schedule=daily:4", "annotations.ingress[\"a.b/c\"]=1.10:5"],
        EffectiveSettings.Of(Read(), showSecrets: false).Select(setting => $"{setting.Path}={setting.Text}:{setting.Origin.Line}"));

    [Theory]
    [InlineData("deploy.timeout", "5m")]
    [InlineData("spec.deploy.timeout", "5m")]
    [InlineData("deploy", "{\"timeout\":\"5m\"}")]
    [InlineData("env.TOKEN", "(7 bytes, masked)")]
    [InlineData("cron[nightly].name", "nightly")]
    [InlineData("cron[1].schedule", "daily")]
    [InlineData("annotations.ingress[\"a.b/c\"]", "1.10")]
    [InlineData("domains[1]", "b.example.org")]
    [InlineData("deploy.time", null)]
    [InlineData("deploy.timeout.x", null)]
    [InlineData("", null)]
    public void One_value_is_found_by_its_path(string path, string? text) => Assert.Equal(text, EffectiveSettings.Find(Read(), path, showSecrets: false)?.Text);

    [Fact]
    public void A_secret_is_shown_where_it_is_asked_for() => Assert.Equal("hunter2", EffectiveSettings.Find(Read(), "cron[nightly].env.PASSWORD", showSecrets: true)!.Text);

    private static MapNode Read() => Assert.Single(YamlReader.Read("f.yaml", Fields).Documents).Root;
}
