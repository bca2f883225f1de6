using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class ValueRulesTests
{
    [Theory]
    [InlineData("processes: {web: {terminationGracePeriod: »5x}}")]
    [InlineData("processes: {web: {autoscaling: {triggers: [{type: cron}], pollingInterval: »5x}}}")]
    [InlineData("processes: {'*': {autoscaling: {triggers: [{type: cron}], cooldown: »5x}}, a: {}, b: {}}")]
    [InlineData("deploy: {timeout: »5x}")]
    [InlineData("deploy: {strategy: blueGreen, healthGate: {}, drain: »5x}")]
    [InlineData("deploy: {healthGate: {timeout: »5x}}")]
    [InlineData("deploy: {healthGate: {requestTimeout: »5x}}")]
    [InlineData("deploy: {tasks: {before: [{name: a, command: b, timeout: »5x}]}}")]
    [InlineData("deploy: {tasks: {after: [{name: a, command: b, timeout: »5x}]}}")]
    [InlineData("cron: [{name: a, schedule: '@daily', command: b, timeout: »5x}]")]
    [InlineData("cron: [{name: a, schedule: '@daily', command: b, startingDeadline: »5x}]")]
    [InlineData("cron: [{name: a, schedule: '@daily', command: b, keep: {for: »5x}}]")]
    [InlineData("domains: [a.example.com]\ningress: {hsts: {maxAge: »5x}}")]
    public void A_duration_of_an_App_can_be_read(string fields)
    {
        Assert.Equal("\"x\" in \"5x\" is not a unit of time", Refused("RCN1061", App(fields)).Message);
        Passes(App(fields.Replace("»5x", "15s", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Environment", "sync: {interval: »1.5h}")]
    [InlineData("Environment", "sync: {windows: [{schedule: '0 8 * * *', duration: »1.5h}]}")]
    [InlineData("Environment", "deploy: {timeout: »1.5h}")]
    [InlineData("Chart", "timeout: »1.5h")]
    [InlineData("Chart", "upgrades: [{version: 1.0.0, after: [{wait: {kind: Deployment, name: a, namespace: b, for: »1.5h}}]}]")]
    public void So_can_others(string kind, string fields)
    {
        Refused("RCN1061", Spec(kind, fields, "keda"));
        Passes(Spec(kind, fields.Replace("»1.5h", "1h30m", StringComparison.Ordinal), "keda"));
    }

    [Theory]
    [InlineData("App", "deploy: {timeout: »0}")]
    [InlineData("App", "cron: [{name: a, schedule: '@daily', command: b, timeout: »0s}]")]
    [InlineData("Environment", "sync: {interval: »0s}")]
    public void Nothing_happens_in_no_time(string kind, string fields) => Refused("RCN1143", kind == "App" ? App(fields) : Spec(kind, fields, "keda"));

    [Theory]
    [InlineData("processes: {web: {terminationGracePeriod: 0}}")]
    [InlineData("processes: {web: {autoscaling: {max: 2, triggers: [{type: cron}], cooldown: 0s}}}")]
    public void Some_durations_may_be_zero(string fields) => Passes(App(fields));

    [Theory]
    [InlineData("resources: {cpu: »100x}", "RCN1062")]
    [InlineData("resources: {cpu: »-1}", "RCN1133")]
    [InlineData("resources: {requests: {cpu: »one}}", "RCN1062")]
    [InlineData("resources: {limits: {memory: »512m}}", "RCN1063")]
    [InlineData("resources: {limits: {memory: »2097152}}", "RCN1063")]
    [InlineData("resources: {memory: »512MB}", "RCN1063")]
    [InlineData("resources: {limits: {nvidia.com/gpu: »0.5}}", "RCN1133")]
    [InlineData("resources: {requests: {»nvidia.com/gpu: 1}}", "RCN1133")]
    [InlineData("shmSize: »256", "RCN1064")]
    public void Amounts_can_be_read_and_are_possible(string fields, string code)
    {
        if (fields.Contains("{»", StringComparison.Ordinal)) fields = "resources: {requests: {nvidia.com/gpu: »1}}";
        Refused(code, App($"processes: {{web: {{{fields}}}}}"));
    }

    [Theory]
    [InlineData("resources: {cpu: 0.5, memory: 512}")]
    [InlineData("resources: {requests: {cpu: \"0\", memory: 0Mi}, limits: {cpu: 2, memory: 512b, nvidia.com/gpu: 1}}")]
    [InlineData("shmSize: 256Mi")]
    public void These_are(string fields) => Passes(App($"processes: {{web: {{{fields}}}}}"));

    [Theory]
    [InlineData("cron: [{name: a, schedule: '@daily', command: b, resources: {cpu: »1x}}]")]
    [InlineData("deploy: {tasks: {after: [{name: a, command: b, resources: {cpu: »1x}}]}}")]
    public void Amounts_of_jobs_are_checked(string fields) => Refused("RCN1062", App(fields));

    [Fact]
    public void Amounts_of_the_Environment_are_reported_once() => Refused("RCN1062", Of(Environment("resources: {cpu: »1x}"), App("", "a"), App("", "b")));

    [Theory]
    [InlineData("requests: {memory: »512Mi}, limits: {memory: 256Mi}")]
    [InlineData("cpu: »2, limits: {cpu: 1500m}")]
    public void A_written_request_is_below_its_limit(string resources) => Refused("RCN1132", App($"processes: {{'*': {{resources: {{{resources}}}}}, a: {{}}, b: {{}}}}"));

    [Theory]
    [InlineData("limits: {memory: 64Mi, cpu: 50m}")]
    [InlineData("requests: {memory: 64}, limits: {memory: 64Mi}")]
    [InlineData("requests: {memory: 1Gi}, limits: {memory: 0Mi}")]
    public void A_default_request_is_lowered(string resources) => Passes(App($"processes: {{web: {{resources: {{{resources}}}}}}}"));

    [Theory]
    [InlineData("»2", "write 2Gi or 2Mi")]
    [InlineData("»2GB", "write Gi for 1024^3 or G for a billion")]
    [InlineData("»0Gi", "write a size above zero, as in 2Gi")]
    public void A_Storage_has_a_size_with_a_suffix(string size, string fix) => Assert.Equal(fix, Refused("RCN1064", Spec("Storage", $"size: '{size}'".Replace("'»", "»'", StringComparison.Ordinal), "uploads")).Fix);
}
