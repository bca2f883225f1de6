using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class EnvironmentRulesTests
{
    [Theory]
    [InlineData("sync: {windows: [{schedule: »'0 8 * * 1-9', duration: 10h}]}", "RCN1065")]
    [InlineData("sync: {windows: [{schedule: »'@every 2h', duration: 10h}]}", "RCN1065")]
    [InlineData("sync: {windows: [{schedule: '0 8 * * 1-5', duration: 10h, timeZone: »CEST}]}", "RCN1066")]
    [InlineData("sync: {verify: »{require: commit}}", "RCN1170")]
    [InlineData("registries: [{server: »'https://ghcr.io', username: a, passwordFrom: {secret: a, key: b}}]", "RCN1172")]
    [InlineData("registries: [{server: »ghcr, username: a, passwordFrom: {secret: a, key: b}}]", "RCN1172")]
    [InlineData("registries: [{server: ghcr.io, username: a, passwordFrom: {secret: a, key: b}}, {server: »ghcr.io, username: a, passwordFrom: {secret: a, key: b}}]", "RCN1172")]
    [InlineData("router: {etcd: {endpoints: [»'etcd:2379']}}", "RCN1171")]
    [InlineData("router: {etcd: {endpoints: [»'ftp://etcd:2379']}}", "RCN1171")]
    [InlineData("router: {etcd: {endpoints: [»'http://root:hunter2@etcd:2379']}}", "RCN1171")]
    [InlineData("router: {etcd: {endpoints: ['http://etcd:2379'], certFile: »./a.crt}}", "RCN1173")]
    [InlineData("router: {etcd: {endpoints: ['http://etcd:2379'], prefix: »proxy}}", "RCN1171")]
    [InlineData("cluster: {k3s: {version: »v1.33.4}}", "RCN1174")]
    [InlineData("cluster: {k3s: {version: »1.33.4+k3s1}}", "RCN1174")]
    [InlineData("cluster: {installScript: »'http://get.k3s.io'}", "RCN1171")]
    [InlineData("cluster: {binary: {url: 'https://example.com/k3s', sha256: »abc}}", "RCN1175")]
    [InlineData("allow: {namespaces: [»'Team a']}", "RCN1118")]
    public void What_would_not_work_is_refused(string fields, string code)
    {
        var problem = Refused(code, Environment(fields));
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sync: {windows: [{schedule: '0 8 * * 1-5', duration: 10h, timeZone: Europe/Berlin}], verify: {keyring: ./keys.asc}}")]
    [InlineData("registries: [{server: ghcr.io, username: a, passwordFrom: {secret: a, key: b}}, {server: 'localhost:5000', username: a, passwordFrom: {secret: a, key: b}}, {server: docker.io, username: a, passwordFrom: {secret: a, key: b}}]")]
    [InlineData("router: {etcd: {endpoints: ['http://a:2379', 'https://b:2379'], prefix: /proxy, username: '', passwordFrom: {}, caFile: '', certFile: '', keyFrom: {}}}")]
    [InlineData("cluster: {k3s: {version: v1.33.4+k3s1}, installScript: 'https://get.k3s.io', sysctls: {vm.max_map_count: '262144'}}")]
    [InlineData("cluster: {installScript: ./install.sh}")]
    [InlineData("logs: {sink: 'console://?encoding[codec]=json'}")]
    public void These_pass(string fields) => Passes(Environment(fields));

    [Theory]
    [InlineData("k3s: {version: »v1.33.4}", "write v1.33.4+k3s1")]
    [InlineData("k3s: {version: »1.33.4+rke2}", "write v1.33.4+k3s1")]
    [InlineData("k3s: {version: »latest}", "write it as in v1.33.4+k3s1")]
    public void A_version_of_k3s_is_completed(string fields, string fix) => Assert.Equal(fix, Refused("RCN1174", Environment($"cluster: {{{fields}}}")).Fix);

    [Theory]
    [InlineData("team-a", true)]
    [InlineData("team-a-", true)]
    [InlineData("team-a-dev", true)]
    [InlineData("x-prod-y", true)]
    [InlineData("team-b", false)]
    [InlineData("team-ab", false)]
    [InlineData("xteam-a", false)]
    [InlineData("prod", false)]
    public void Namespaces_outside_are_refused(string name, bool isAllowed)
    {
        var scene = Environment("allow: {namespaces: [team-a, team-a-*, '*-prod-*']}");
        if (name.EndsWith('-')) Assert.True(Reconciler.Specs.Rules.AllowRules.Matches("team-a-*", name));
        else if (isAllowed) Passes(Of(scene, App($"namespace: {name}")));
        else Assert.Equal("allowed: team-a, team-a-*, *-prod-* (scene.yaml:5:23)", Refused("RCN1304", Of(scene, App($"namespace: »{name}"))).Fix);
    }

    [Fact]
    public void The_default_namespace_counts_too() => Refused("RCN1304", Of(Environment("allow: {namespaces: [team-a]}"), Storage("", "»uploads")));

    [Fact]
    public void What_belongs_to_the_cluster_is_refused_where_clusterScoped_is_false()
    {
        const string Allow = "allow: {clusterScoped: false}";
        Refused("RCN1304", Of(Environment(Allow), Spec("Node", "role: worker", "»worker-1")));
        Refused("RCN1304", Of(Environment(Allow), Spec("Chart", "namespace: keda", "»keda")));
        Refused("RCN1304", Of(Environment(Allow), Storage("hostPath: »/data")));
        Refused("RCN1304", Of(Environment(Allow), Spec("AutoscalingAuth", "trigger: datadog", "»datadog")));
        Refused("RCN1304", Environment(Allow + "\ntls: {letsEncrypt: {server: production, email: »ops@example.com}}"));
        Passes(Of(Environment(Allow + "\ntls: {letsEncrypt: {server: off, email: ops@example.com}}"), App(""), Storage(), Spec("AutoscalingAuth", "app: shop", "datadog")));
        Passes(Of(Environment("allow: {namespaces: [default]}"), Spec("Node", "role: worker", "worker-1")));
    }
}
