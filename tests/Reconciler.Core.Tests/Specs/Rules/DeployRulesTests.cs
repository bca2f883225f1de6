using Reconciler.Diagnostics;
using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class DeployRulesTests
{
    [Theory]
    [InlineData("deploy: {tasks: {before: [{name: a, command: b, once: »true}]}}", "RCN1142")]
    [InlineData("deploy: {tasks: {before: [{name: a, command: b}, {name: »a, command: c}]}}", "RCN1141")]
    [InlineData("deploy: {tasks: {after: [{name: a, command: b}, {name: »a, command: c}]}}", "RCN1141")]
    [InlineData("deploy: {timeout: 60s}\nprocesses: {web: {rollout: {minReadySeconds: »60}}}", "RCN1144")]
    [InlineData("deploy: {healthGate: {timeout: »3s}}", "RCN1144")]
    [InlineData("deploy: {healthGate: {timeout: 10s, requestTimeout: »11s}}", "RCN1144")]
    public void A_deploy_can_come_to_an_end(string fields, string code) => Refused(code, App(fields));

    [Theory]
    [InlineData("deploy: {tasks: {before: [{name: a, command: b}], after: [{name: a, command: b, once: true}]}}")]
    [InlineData("deploy: {timeout: 61s}\nprocesses: {web: {rollout: {minReadySeconds: 60}}}")]
    public void These_can(string fields) => Passes(App(fields));

    [Theory]
    [InlineData("»keepPrevious: 2")]
    [InlineData("»preview: true")]
    [InlineData("»drain: 5s")]
    public void A_field_of_blueGreen_is_a_warning_elsewhere(string field)
    {
        Assert.Equal(Severity.Warning, Refused("RCN1149", App($"deploy: {{{field}}}")).Severity);
        Refused("RCN1149", Of(Environment("deploy: {strategy: recreate}"), App($"deploy: {{{field}}}")));
        Passes(Of(Environment("deploy: {strategy: blueGreen}"), App($"deploy: {{healthGate: {{}}, {field.Replace("»", "", StringComparison.Ordinal)}}}")));
    }

    [Fact]
    public void The_Environments_defaults_for_blueGreen_are_no_warning() => Passes(Of(Environment("deploy: {drain: 30s}"), App("deploy: {keepPrevious: 0, preview: false}")));

    [Fact]
    public void With_blueGreen_each_process_with_a_port_tells_when_it_is_ready()
    {
        Refused("RCN1147", App("processes: {»web: {}}\ndeploy: {strategy: blueGreen}"));
        Refused("RCN1147", App("processes: {web: {}, »api: {port: 80}}\ndeploy: {strategy: blueGreen, healthGate: {processes: [web]}}"));
        Passes(App("processes: {web: {}, api: {port: 80}}\ndeploy: {strategy: blueGreen, healthGate: {}}"));
        Passes(App("processes: {'*': {healthChecks: {readiness: {exec: {command: [a]}}}}, web: {}, worker: {}}\ndeploy: {strategy: blueGreen}"));
        Passes(App("processes: {worker: {}}\ndeploy: {strategy: blueGreen}"));
    }

    [Theory]
    [InlineData("processes: {worker: {}}\ndeploy: {healthGate: »{path: /health}}")]
    [InlineData("processes: {web: {}, worker: {}}\ndeploy: {healthGate: {processes: [web, »worker]}}")]
    [InlineData("processes: {web: {}}\ndeploy: {healthGate: {port: »healthchek}}")]
    public void The_gate_has_a_port_to_ask(string fields) => Refused("RCN1148", App(fields));

    [Theory]
    [InlineData("processes: {web: {}, worker: {}}\ndeploy: {healthGate: {path: /health}}")]
    [InlineData("processes: {worker: {}}\ndeploy: {healthGate: {port: 9999}}")]
    [InlineData("processes: {web: {ports: [{containerPort: 80}, {name: healthcheck, containerPort: 81}]}}\ndeploy: {healthGate: {port: healthcheck}}")]
    public void These_gates_have(string fields) => Passes(App(fields));

    [Fact]
    public void A_gate_s_number_is_a_port() => Refused("RCN1136", App("deploy: {healthGate: {port: »'70000'}}"));

    [Theory]
    [InlineData("rollout: {maxSurge: 0, maxUnavailable: »0}", "RCN1145")]
    [InlineData("rollout: {maxSurge: 0%, maxUnavailable: »0%}", "RCN1145")]
    [InlineData("rollout: {maxUnavailable: »101%}", "RCN1145")]
    [InlineData("disruption: {minAvailable: 1, maxUnavailable: »1}", "RCN1146")]
    [InlineData("disruption: »{}", "RCN1146")]
    public void A_rollout_can_move_and_a_budget_says_one_thing(string fields, string code) => Refused(code, App($"processes: {{web: {{{fields}}}}}"));

    [Theory]
    [InlineData("rollout: {maxSurge: 0, maxUnavailable: 1}")]
    [InlineData("rollout: {maxSurge: 200%, maxUnavailable: 100%}")]
    [InlineData("disruption: {maxUnavailable: 50%}")]
    public void These_do(string fields) => Passes(App($"processes: {{web: {{{fields}}}}}"));

    [Fact]
    public void Numbers_of_a_rollout_don_t_matter_to_recreate() => Passes(App("processes: {web: {rollout: {maxSurge: 0, maxUnavailable: 0}}}\ndeploy: {strategy: recreate}"));
}
