using Reconciler.Diagnostics;
using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class NodeAndChartRulesTests
{
    private static string Server(string name, string fields = "") => Spec("Node", $"role: server\n{fields}", name);

    [Fact]
    public void Several_servers_need_a_first_one()
    {
        Assert.Equal("write cluster: {firstServer: a} in the Environment", Refused("RCN1177", Of(Server("a"), Server("b").Replace("role: ", "role: »", StringComparison.Ordinal), Server("c"))).Fix);
        Passes(Of(Environment("cluster: {firstServer: a}"), Server("a"), Server("b"), Server("c")));
        Passes(Server("a"));
    }

    [Fact]
    public void An_even_number_of_servers_is_a_warning() =>
        Assert.Equal(Severity.Warning, Refused("RCN1176", Of(Environment("cluster: {firstServer: »a}"), Server("a"), Server("b"))).Severity);

    [Theory]
    [InlineData("taintScheduling: »true", "RCN1179")]
    [InlineData("taints: [{key: »a b, value: c, effect: NoSchedule}]", "RCN1178")]
    [InlineData("taints: [{key: a, value: »c d, effect: NoSchedule}]", "RCN1178")]
    [InlineData("taints: [{key: a, value: c, effect: NoSchedule}, {key: »a, value: d, effect: NoSchedule}]", "RCN1178")]
    [InlineData("labels: {zone: »a b}", "RCN1115")]
    [InlineData("kubeletArgs: {»--max-pods: 150}", "RCN1184")]
    [InlineData("ssh: {host: »'ssh://root@worker-1.example.com:2222'}", "RCN1181")]
    [InlineData("ssh: {host: »'worker-1.example.com:2222'}", "RCN1181")]
    [InlineData("ssh: {host: »'ssh://root:hunter2@worker-1.example.com'}", "RCN1181")]
    [InlineData("ssh: {host: »worker_1}", "RCN1181")]
    [InlineData("ssh: {host: a, hostKey: »'SHA256:abc'}", "RCN1180")]
    [InlineData("ssh: {host: a, hostKey: »'worker-1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA=='}", "RCN1180")]
    public void A_Node_that_can_t_be_is_refused(string fields, string code) =>
        Assert.DoesNotContain("hunter2", Refused(code, Spec("Node", fields, "worker-1")).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("role: server\ntaintScheduling: true\ntaints: [{key: a, value: b, effect: NoSchedule}, {key: a, value: b, effect: NoExecute}]")]
    [InlineData("ssh: {host: 10.0.0.7, hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== root@a'}")]
    [InlineData("ssh: {host: 'fe80::1'}\nkubeletArgs: {max-pods: 150}\nlabels: {zone: eu-1a}")]
    [InlineData("ssh: {host: localhost}")]
    public void These_Nodes_pass(string fields) => Passes(Spec("Node", fields, "worker-1"));

    [Fact]
    public void The_parts_of_a_URL_are_told_apart() =>
        Assert.Equal("write host: worker-1.example.com, user: root, port: 2222", Refused("RCN1181", Spec("Node", "ssh: {host: »'ssh://root@worker-1.example.com:2222'}", "a")).Fix);

    [Fact]
    public void A_machine_has_one_Node()
    {
        Refused("RCN1182", Of(Spec("Node", "role: worker", "a"), Spec("Node", "nodeName: »a", "b")));
        Refused("RCN1182", Of(Spec("Node", "ssh: {host: x}", "a"), Spec("Node", "ssh: {host: »x}", "b")));
        Passes(Of(Spec("Node", "ssh: {host: x}", "a"), Spec("Node", "ssh: {host: x, port: 23}", "b")));
    }

    [Fact]
    public void A_profile_that_nobody_uses_is_a_note() => Assert.Equal(Severity.Note, Refused("RCN1183", Spec("NodeProfile", "role: worker", "»edge")).Severity);

    [Fact]
    public void Taints_of_a_profile_are_reported_once() =>
        Refused("RCN1178", Of(Spec("NodeProfile", "taints: [{key: »a b, effect: NoSchedule}]", "edge"), Spec("Node", "profile: edge", "a"), Spec("Node", "profile: edge", "b")));

    [Theory]
    [InlineData("keda", "version: »latest", "RCN1072")]
    [InlineData("keda", "version: »'2.19'", "RCN1072")]
    [InlineData("mine", "repo: »'oci://ghcr.io'\nversion: 1.0.0", "RCN1185")]
    [InlineData("mine", "repo: »charts.example.com\nchart: mine\nversion: 1.0.0", "RCN1171")]
    [InlineData("keda", "upgrades: [{version: 1.0.0}, {version: »0.9.0}]", "RCN1186")]
    [InlineData("keda", "upgrades: [{version: 1.0.0}, {version: »v1.0.0}]", "RCN1186")]
    [InlineData("keda", "upgrades: [{version: »one}]", "RCN1072")]
    [InlineData("keda", "upgrades: [{version: 1.0.0, before: [{delete: »{kind: Deployment, namespace: keda}}]}]", "RCN1187")]
    public void A_Chart_that_can_t_be_installed_is_refused(string name, string fields, string code) => Refused(code, Spec("Chart", fields, name));

    [Theory]
    [InlineData("keda", "namespace: keda")]
    [InlineData("cert-manager", "version: v1.13.3")]
    [InlineData("mine", "repo: https://charts.example.com\nchart: mine\nversion: 1.0.0-rc.1")]
    [InlineData("mine", "repo: oci://ghcr.io/example/mine\nversion: 1.0.0")]
    [InlineData("keda", "upgrades: [{version: 0.12.2, before: [{delete: {kind: Deployment, namespace: keda, labels: {a: b}}}]}, {version: 1.0.0}]")]
    public void These_Charts_pass(string name, string fields) => Passes(Spec("Chart", fields, name));
}
