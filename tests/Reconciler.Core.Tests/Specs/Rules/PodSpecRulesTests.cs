using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class PodSpecRulesTests
{
    [Theory]
    [InlineData("»restartPolicy: Never", "Always for processes")]
    [InlineData("»activeDeadlineSeconds: 5", "timeout of the cron entry")]
    [InlineData("»terminationGracePeriodSeconds: 5", "terminationGracePeriod")]
    [InlineData("»serviceAccountName: a", "ServiceAccount")]
    [InlineData("»serviceAccount: a", "ServiceAccount")]
    [InlineData("»hostname: a", "Deployment")]
    [InlineData("»subdomain: a", "Headless")]
    [InlineData("»nodeName: a", "nodeSelector")]
    [InlineData("containers: [{name: '*', »image: a}]", "write image of the App")]
    [InlineData("containers: [{name: web, »command: [a]}]", "write entrypoint")]
    [InlineData("containers: [{name: web, »args: [a]}]", "write command")]
    public void What_decides_identity_or_lifecycle_is_refused(string field, string fix)
    {
        Assert.Contains(fix, Refused("RCN1155", App($"podSpec: {{{field}}}")).Fix, StringComparison.Ordinal);
        Refused("RCN1155", App($"processes: {{web: {{podSpec: {{{field}}}}}}}"));
        Refused("RCN1155", App($"processes: {{'*': {{podSpec: {{{field}}}}}, web: {{}}, worker: {{}}}}"));
    }

    [Theory]
    [InlineData("dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1]}")]
    [InlineData("containers: [{name: '*', workingDir: /app}, {name: web, tty: true}, {name: logger, image: 'a:1', command: [tail]}]")]
    [InlineData("initContainers: [{name: wait, image: 'a:1', command: [b]}]")]
    public void Everything_else_passes(string fields) => Passes(App($"podSpec: {{{fields}}}"));

    [Theory]
    [InlineData("»dnsPolcy: None", "RCN1210", "did you mean \"dnsPolicy\"?")]
    [InlineData("containers: [{name: web, »workingDirr: /a}]", "RCN1210", "did you mean \"workingDir\"?")]
    [InlineData("hostNetwork: »sure", "RCN1211", null)]
    public void A_field_that_Kubernetes_does_not_have_is_refused(string fields, string code, string? fix)
    {
        var problem = Refused(code, App($"podSpec: {{{fields}}}"));
        if (fix is not null) Assert.Equal(fix, problem.Fix);
        Assert.StartsWith("spec.podSpec.", problem.Field, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sidecar_has_an_image() =>
        Assert.Equal("did you mean \"worker\"? Known are *, web, worker", Refused("RCN1156", App("processes: {web: {}, worker: {}}\npodSpec: {containers: [{name: »wroker, tty: true}]}")).Fix);

    [Theory]
    [InlineData("security: {capAdd: [»CAP_NET_ADMIN]}", "write NET_ADMIN")]
    [InlineData("security: {capDrop: [»all]}", "write ALL")]
    [InlineData("processes: {web: {security: {capAdd: [»net-admin]}}}", "write NET_ADMIN")]
    public void A_capability_is_written_as_Kubernetes_does(string fields, string fix)
    {
        Assert.Equal(fix, Refused("RCN1154", App(fields)).Fix);
        Passes(App("security: {capAdd: [NET_ADMIN, SYS_TIME], capDrop: [ALL]}"));
    }

    [Theory]
    [InlineData("sysctls: {»vm.max_map_count: 262144}")]
    [InlineData("processes: {web: {sysctls: {»kernel.pid_max: 1}}}")]
    public void A_sysctl_of_the_machine_is_refused(string fields) =>
        Assert.Equal("write it in cluster.sysctls of the Environment, or in sysctls of a NodeProfile", Refused("RCN1153", App(fields)).Fix);

    [Fact]
    public void Sysctls_of_a_pod_pass() => Passes(App("sysctls: {net.core.somaxconn: 1024, kernel.shmmax: 1, kernel.shm_rmid_forced: 1, kernel.msgmax: 1, kernel.sem: 1 2 3 4, fs.mqueue.msg_max: 1}"));
}
