using Reconciler.Diagnostics;
using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class WorkloadRulesTests
{
    [Fact]
    public void Every_process_has_an_image()
    {
        Refused("RCN1130", Spec("App", "processes: {web: {}}", "»shop"));
        Assert.Equal("the App shop has no image, and worker has one of its own neither", Refused("RCN1130", Spec("App", "processes: {web: {image: 'a:1'}, worker: {}}", "»shop")).Message);
        Passes(Spec("App", "processes: {web: {image: 'a:1'}, worker: {image: 'b:1'}}", "shop"));
    }

    [Theory]
    [InlineData("example.com/Shop:v1")]
    [InlineData("example.com/shop:v1:v2")]
    [InlineData("https://example.com/shop:v1")]
    public void An_image_can_be_read(string image) => Refused("RCN1071", App($"image: »{image}\nprocesses: {{web: {{}}, worker: {{}}}}"));

    [Theory]
    [InlineData("image: »example.com/shop")]
    [InlineData("image: »example.com/shop:latest")]
    [InlineData("imagePullPolicy: Always\nimage: »example.com/shop:latest")]
    public void An_image_that_changes_by_itself_is_a_warning(string fields)
    {
        Assert.Equal(Severity.Warning, Refused("RCN1131", App(fields + "\nprocesses: {web: {}, worker: {}}")).Severity);
        Passes(App(fields.Replace("imagePullPolicy: Always\n", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal) + "\nimagePullPolicy: IfNotPresent"));
    }

    [Fact]
    public void A_digest_is_fine() => Passes(App($"image: example.com/shop@sha256:{new string('a', 64)}"));

    [Theory]
    [InlineData("processes: {web: {command: »a && b}}", "RCN1067")]
    [InlineData("processes: {web: {command: »'a \"b'}}", "RCN1068")]
    [InlineData("processes: {web: {entrypoint: »/usr/bin/env bash}}", "RCN1134")]
    [InlineData("cron: [{name: a, schedule: '@daily', command: »a > b}]", "RCN1067")]
    [InlineData("cron: [{name: a, schedule: '@daily', command: »[]}]", "RCN1134")]
    [InlineData("deploy: {tasks: {before: [{name: a, command: »a | b}]}}", "RCN1067")]
    [InlineData("deploy: {tasks: {after: [{name: a, command: »A=b c}]}}", "RCN1067")]
    public void A_command_needs_no_shell(string fields, string code) => Refused(code, App(fields));

    [Fact]
    public void An_entrypoint_is_shown_as_a_list() => Assert.Equal("write entrypoint: [\"/usr/bin/env\", \"bash\"]", Refused("RCN1134", App("processes: {web: {entrypoint: »/usr/bin/env bash}}")).Fix);

    [Theory]
    [InlineData("processes: {web: {command: bundle exec 'a b' $PORT, entrypoint: [/usr/bin/env]}, worker: {command: null}}")]
    [InlineData("processes: {web: {command: [/bin/sh, -c, 'a && b']}}")]
    public void These_commands_pass(string fields) => Passes(App(fields));

    [Theory]
    [InlineData("schedule: »'0 3 * * * *'", "RCN1065")]
    [InlineData("schedule: »'61 3 * * *'", "RCN1065")]
    [InlineData("schedule: '0 3 * * *', timeZone: »CEST", "RCN1066")]
    public void A_schedule_can_be_read(string fields, string code) => Refused(code, App($"cron: [{{name: nightly, command: rake, {fields}}}]"));

    [Fact]
    public void A_cron_entry_has_a_name_of_its_own()
    {
        const string Entry = "{name: nightly, command: rake, schedule: '0 3 * * *', timeZone: Europe/Amsterdam}";
        Refused("RCN1141", App($"cron: [{Entry}, {Entry.Replace("name: ", "name: »", StringComparison.Ordinal)}]"));
        Passes(App($"cron: [{Entry}, {Entry.Replace("nightly", "hourly", StringComparison.Ordinal)}]"));
    }

    [Theory]
    [InlineData("ports: [{containerPort: 1}, »{containerPort: 2}]", "RCN1135")]
    [InlineData("ports: [{name: a, containerPort: 1}, {name: »a, scheme: tcp, containerPort: 2}]", "RCN1135")]
    [InlineData("ports: [{name: a, port: 80, containerPort: 1}, {name: b, port: »80, containerPort: 2}]", "RCN1135")]
    [InlineData("port: »5000\n  ports: [{containerPort: 8080}]", "RCN1137")]
    public void Ports_can_be_told_apart(string fields, string code) => Refused(code, App($"processes:\n web:\n  {fields}"));

    [Theory]
    [InlineData("ports: [{scheme: http, port: 80, containerPort: 8080}, {scheme: https, port: 443, containerPort: 8080}]")]
    [InlineData("ports: [{name: dns, scheme: udp, containerPort: 53}, {name: dns-tcp, scheme: tcp, containerPort: 53}]")]
    [InlineData("port: 8080\n  ports: [{containerPort: 8080}]")]
    public void These_can(string fields) => Passes(App($"processes:\n web:\n  {fields}"));

    [Theory]
    [InlineData("env: {PORT: »8080}", "RCN1137")]
    [InlineData("processes: {web: {port: 8080, env: {PORT: »'8081'}}}", "RCN1137")]
    [InlineData("processes: {web: {env: {PORT: »{secret: a}}}}", "RCN1157")]
    public void PORT_is_the_port(string fields, string code) => Refused(code, App(fields));

    [Theory]
    [InlineData("processes: {web: {port: 8080, env: {PORT: '8080'}}}")]
    [InlineData("processes: {worker: {env: {PORT: 1234}}}")]
    public void Or_no_port_at_all(string fields) => Passes(App(fields));

    [Theory]
    [InlineData("readiness: {httpGet: {path: /}, »exec: {command: [a]}}", "RCN1138")]
    [InlineData("readiness: »{periodSeconds: 5}", "RCN1138")]
    [InlineData("startup: {tcpSocket: {port: »htp}}", "RCN1139")]
    [InlineData("liveness: {httpGet: {port: »'70000'}}", "RCN1136")]
    [InlineData("liveness: {successThreshold: »2, tcpSocket: {}}", "RCN1140")]
    [InlineData("readiness: {»terminationGracePeriodSeconds: 2, tcpSocket: {}}", "RCN1140")]
    public void A_probe_asks_in_one_way_at_a_port_that_is_there(string probe, string code) => Refused(code, App($"processes: {{web: {{healthChecks: {{{probe}}}}}}}"));

    [Fact]
    public void A_probe_of_a_process_without_ports_names_one()
    {
        Refused("RCN1139", App("processes: {worker: {healthChecks: {readiness: {»httpGet: {path: /}}}}}"));
        Passes(App("processes: {worker: {healthChecks: {readiness: {httpGet: {path: /, port: 8080}}}}}"));
        Passes(App("processes: {worker: {healthChecks: {readiness: {exec: {command: [a]}}}}}"));
    }

    [Fact]
    public void A_probe_that_three_processes_inherit_is_reported_once() =>
        Refused("RCN1139", App("processes: {'*': {healthChecks: {readiness: {»httpGet: {path: /}}}}, a: {}, b: {}, c: {}}"));

    [Fact]
    public void A_named_port_of_a_probe_is_there() =>
        Passes(App("processes: {web: {ports: [{name: http, containerPort: 80}, {name: health, containerPort: 81}], healthChecks: {readiness: {httpGet: {path: '/${APP}', port: health}}}}}"));

    [Theory]
    [InlineData("envFrom: [{etcd: »/environment}]")]
    [InlineData("processes: {web: {envFrom: [{etcd: »/environment}]}}")]
    public void Variables_from_etcd_need_a_router(string fields)
    {
        Refused("RCN1114", App(fields));
        Passes(Of(Environment("router: {etcd: {endpoints: ['https://etcd:2379']}}"), App(fields.Replace("»", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_key_belongs_to_a_Secret_or_ConfigMap()
    {
        Refused("RCN1158", App("env: {NAME: {field: metadata.name, »key: a}}"));
        Passes(App("env: {NAME: {field: metadata.name}, URL: {secret: a, key: b, optional: true}}"));
    }

    [Theory]
    [InlineData("autoscaling: {max: 3, triggers: [{type: http}, {type: »http}]}", "RCN1150", true)]
    [InlineData("autoscaling: {max: 3, triggers: [{type: »http}]}", "RCN1150", false)]
    [InlineData("autoscaling: {min: 4, max: »3, triggers: [{type: cron}]}", "RCN1151", false)]
    [InlineData("replicas: 4, autoscaling: {max: »3, triggers: [{type: cron}]}", "RCN1151", false)]
    [InlineData("autoscaling: »{max: 3}", "RCN1152", false)]
    public void Autoscaling_has_a_range_and_triggers_that_work(string fields, string code, bool withDomains) =>
        Refused(code, App($"processes: {{web: {{{fields}}}}}{(withDomains ? "\ndomains: [a.example.com]" : "")}"));

    [Fact]
    public void One_http_trigger_with_domains_passes() =>
        Passes(App("processes: {web: {replicas: 2, autoscaling: {min: 0, max: 3, triggers: [{type: http}, {type: cron}]}}}\ndomains: [a.example.com]"));
}
