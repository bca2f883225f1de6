using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class NameAndLabelRulesTests
{
    private const string Long = "a234567890123456789012345678901234567890";
    private const string Readiness = "healthChecks: {readiness: {exec: {command: [a]}}}";

    [Theory]
    [InlineData("b2345678901234567890123", true)]
    [InlineData("b23456789012345678901234", true)]
    [InlineData("b23456789012345678901234567890123456789012345678901234567890", true)]
    [InlineData("b23456", false)]
    public void A_process_and_its_App_have_short_names_together(string process, bool isLong)
    {
        var name = isLong ? Long : "shop";
        var tooLong = name.Length + 1 + process.Length > 63;
        if (tooLong) Assert.Contains("63 are possible", Refused("RCN1111", App($"processes: {{»{process}: {{}}}}", name)).Message, StringComparison.Ordinal);
        else Passes(App($"processes: {{{process}: {{}}}}", name));
    }

    [Fact]
    public void The_hash_of_blueGreen_counts()
    {
        const string Process = "b23456789012";
        Passes(App($"processes: {{{Process}: {{}}}}", Long));
        Assert.Equal("shorten the name of the App or of the process by 1", Refused("RCN1111", App($"processes: {{»{Process}: {{{Readiness}}}}}\ndeploy: {{strategy: blueGreen}}", Long)).Fix);
        Passes(App($"processes: {{{Process[..^1]}: {{{Readiness}}}}}\ndeploy: {{strategy: blueGreen}}", Long));
    }

    [Fact]
    public void The_interceptor_of_an_http_trigger_counts()
    {
        const string Rest = "autoscaling: {max: 3, triggers: [{type: http}]}}}\ndomains: [a.example.com]\ningress: {process: b2345678901}";
        Refused("RCN1111", App($"processes: {{»b2345678901: {{expose: true, {Rest}", Long));
        Passes(App($"processes: {{b2345678901: {{expose: true, {Rest}", Long[..^1]));
    }

    [Fact]
    public void A_CronJob_has_52_characters()
    {
        Passes(App("cron: [{name: a2345678901, schedule: '@daily', command: rake}]", Long));
        Assert.Equal("shorten the name of the App or of the entry by 1", Refused("RCN1111", App("cron: [{name: »a23456789012, schedule: '@daily', command: rake}]", Long)).Fix);
    }

    [Fact]
    public void A_Service_starts_with_a_letter()
    {
        Refused("RCN1111", App("", "»1shop"));
        Passes(App("processes: {web: {service: {name: shop}}}", "1shop"));
        Passes(App("processes: {worker: {}}", "1shop"));
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("a--b")]
    public void A_port_has_a_name_of_the_internet(string name)
    {
        Refused("RCN1136", App($"processes: {{web: {{ports: [{{name: »'{name}', containerPort: 80}}]}}}}"));
        Passes(App("processes: {web: {ports: [{name: http-2, containerPort: 80}]}}"));
    }

    [Theory]
    [InlineData("labels: {pod: {»-tier: front}}", "RCN1115")]
    [InlineData("labels: {pod: {tier: »front!}}", "RCN1115")]
    [InlineData("labels: {deployment: {tier: »'two words'}}", "RCN1115")]
    [InlineData("annotations: {ingress: {»example.com/x y: a}}", "RCN1115")]
    [InlineData("processes: {web: {labels: {pod: {»a/b/c: d}}}}", "RCN1115")]
    [InlineData("processes: {web: {nodeSelector: {zone: »'a b'}}}", "RCN1115")]
    [InlineData("labels: {pod: {»app.kubernetes.io/name: x}}", "RCN1116")]
    [InlineData("processes: {web: {labels: {deployment: {»app.kubernetes.io/component: x}}}}", "RCN1116")]
    [InlineData("annotations: {pod: {»app.kubernetes.io/managed-by: x}}", "RCN1116")]
    [InlineData("labels: {pod: {»reconciler.dev/version: x}}", "RCN1215")]
    [InlineData("labels: {pod: {»applyset.kubernetes.io/part-of: x}}", "RCN1215")]
    [InlineData("annotations: {pod: {»reconciler.dev/wait: 'false'}}", "RCN1215")]
    [InlineData("annotations: {deployment: {»reconciler.dev/wiat: 'false'}}", "RCN1215")]
    [InlineData("annotations: {deployment: {reconciler.dev/wait: »maybe}}", "RCN1117")]
    [InlineData("annotations: {deployment: {reconciler.dev/prune: »always}}", "RCN1216")]
    [InlineData("annotations: {deployment: {reconciler.dev/ignore: »spec.replicas}}", "RCN1216")]
    public void Labels_and_annotations_are_legal_and_not_ours(string fields, string code) => Refused(code, App(fields));

    [Theory]
    [InlineData("labels: {pod: {tier: front, example.com/tier: '', count: 1}, deployment: {of: '${APP}-${PROCESS}'}}")]
    [InlineData("annotations: {ingress: {example.com/x: any text at all}, deployment: {reconciler.dev/wait: 'false', reconciler.dev/ignore: /spec/replicas}}")]
    [InlineData("labels: {pod: {app.kubernetes.io/version: v1}}")]
    public void These_are(string fields) => Passes(App(fields));

    [Theory]
    [InlineData("labels: {»app.kubernetes.io/part-of: x}", "RCN1116")]
    [InlineData("labels: {team: »a b}", "RCN1115")]
    [InlineData("annotations: {»reconciler.dev/ignored: /spec/replicas}", "RCN1215")]
    [InlineData("annotations: {reconciler.dev/adopt: »TRUE}", "RCN1117")]
    [InlineData("annotations: {reconciler.dev/depends-on: »'a,,b'}", "RCN1216")]
    public void Metadata_is_checked_too(string metadata, string code) =>
        Refused(code, Of(Storage().Replace("{name: uploads}", $"{{name: uploads, {metadata}}}", StringComparison.Ordinal), App("", "a"), App("", "b")));

    [Fact]
    public void Steering_annotations_pass() =>
        Passes(Storage().Replace("{name: uploads}", "{name: uploads, annotations: {reconciler.dev/prune: never, reconciler.dev/adopt: 'true', reconciler.dev/force: true, reconciler.dev/ignore: \"/spec/a\\n/spec/b\"}}", StringComparison.Ordinal));

    [Theory]
    [InlineData("labels: {pod: {of: »'${APPP}'}}")]
    [InlineData("labels: {ingress: {of: »'${PROCESS}'}}")]
    [InlineData("annotations: {deployment: {of: »'${NAME}'}}")]
    [InlineData("processes: {web: {healthChecks: {readiness: {httpGet: {path: »'/${app}'}}}}}")]
    [InlineData("processes: {web: {autoscaling: {max: 3, triggers: [{type: datadog, metadata: {query: »'a{b:${SERVICE}}'}}]}}}")]
    [InlineData("deploy: {healthGate: {path: »'/${X}'}}")]
    public void A_placeholder_is_known(string fields)
    {
        Refused("RCN1070", App(fields));
        var mended = fields.Replace("»", "", StringComparison.Ordinal);
        foreach (var wrong in (string[])["APPP", "PROCESS", "NAME", "app", "SERVICE", "X"]) mended = mended.Replace($"${{{wrong}}}", "${APP}", StringComparison.Ordinal);
        Passes(App(mended));
    }

    [Fact]
    public void Elsewhere_a_dollar_is_a_dollar() => Passes(App("env: {A: '${NOTHING}'}"));
}
