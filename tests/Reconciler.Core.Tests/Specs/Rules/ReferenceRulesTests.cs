using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class ReferenceRulesTests
{
    private const string Recreate = "deploy: {strategy: recreate}\n";

    [Fact]
    public void A_mount_names_a_Storage_of_its_namespace()
    {
        Passes(Of(App(Recreate + "mounts: [{storage: uploads, path: /data, processes: [web]}]"), Storage()));
        var problem = Refused("RCN1101", Of(App("mounts: [{storage: »uplaods, path: /data}]"), Storage(), Storage(name: "media")));
        Assert.Equal("there is no Storage \"uplaods\" in namespace default", problem.Message);
        Assert.Equal("did you mean \"uploads\"? Known are media, uploads", problem.Fix);
        Assert.Equal("spec.mounts[0].storage", problem.Field);
    }

    [Fact]
    public void A_Storage_of_that_name_in_another_namespace_is_shown()
    {
        var problem = Refused("RCN1101", Of(App("mounts: [{storage: »uploads, path: /data}]"), Storage("namespace: other")));
        Assert.Contains("lies in namespace other (scene.yaml:10:18), and the App in default", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_is_one_of_the_repo_that_the_App_can_use()
    {
        const string Domains = "domains: [shop.example.com]\n";
        Passes(Of(App(Domains + "tls: {certificate: shop}"), Spec("Certificate", "secret: tls", "shop")));
        Passes(Of(App(Domains + "tls: {certificate: shop}"), Spec("Certificate", "namespace: default\nsecret: tls", "shop")));
        Assert.Equal("did you mean \"shop\"?", Refused("RCN1101", Of(App(Domains + "tls: {certificate: »shopp}"), Spec("Certificate", "secret: tls", "shop"))).Fix);
        Assert.Contains("lies in namespace other", Refused("RCN1101", Of(App(Domains + "tls: {certificate: »shop}"), Spec("Certificate", "namespace: other\nsecret: tls", "shop"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_is_there()
    {
        Passes(Of(Spec("Node", "profile: edge", "worker-1"), Spec("NodeProfile", "role: worker", "edge")));
        Assert.Null(Refused("RCN1101", Spec("Node", "profile: »edge", "worker-1")).Fix);
    }

    [Fact]
    public void An_authentication_is_for_an_App_of_its_namespace()
    {
        const string Auth = "app: {0}\nnamespace: default\nparameters: {{apiKey: {{secret: dd, key: api}}}}";
        Passes(Of(App(""), Spec("AutoscalingAuth", string.Format(null, Auth, "shop"), "datadog")));
        Refused("RCN1101", Of(App(""), Spec("AutoscalingAuth", string.Format(null, Auth, "»shpo"), "datadog")));
        Assert.Equal("write namespace: team", Refused("RCN1101", Of(App("namespace: team"), Spec("AutoscalingAuth", string.Format(null, Auth, "»shop"), "datadog"))).Fix);
    }

    [Theory]
    [InlineData("domains: [a.example.com]\ningress: {process: »wbe}")]
    [InlineData("deploy: {healthGate: {processes: [»wbe]}}")]
    [InlineData("cron: [{name: nightly, schedule: '@daily', command: rake, process: »wbe}]")]
    [InlineData("deploy: {tasks: {before: [{name: migrate, command: rake, process: »wbe}]}}")]
    [InlineData("deploy: {tasks: {after: [{name: warm, command: rake, process: »wbe}]}}")]
    public void A_process_that_is_named_is_there(string fields)
    {
        var problem = Refused("RCN1102", App($"processes: {{web: {{}}, worker: {{}}}}\n{fields}"));
        Assert.Equal(("the App shop has no process \"wbe\"", "did you mean \"web\"? Known are web, worker"), (problem.Message, problem.Fix));
        Passes(App($"processes: {{web: {{}}, worker: {{}}}}\n{fields.Replace("»wbe", "web", StringComparison.Ordinal)}"));
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("cron:*")]
    [InlineData("cron:nightly")]
    [InlineData("run")]
    [InlineData("tasks")]
    public void A_mount_is_for_processes_and_jobs_that_are_there(string consumer) => Passes(Consumer(consumer));

    [Theory]
    [InlineData("wroker", "did you mean \"worker\"?")]
    [InlineData("cron:nighly", "did you mean \"cron:nightly\"?")]
    [InlineData("cron", "known: cron:*")]
    [InlineData("'*'", "known: cron:*")]
    public void A_mount_for_something_else_is_refused(string consumer, string fix) =>
        Assert.StartsWith(fix, Refused("RCN1103", Consumer("»" + consumer)).Fix, StringComparison.Ordinal);

    private static string Consumer(string consumer) => Of(
        App(Recreate + $"processes: {{worker: {{}}}}\ncron: [{{name: nightly, schedule: '@daily', command: rake}}]\nmounts: [{{storage: uploads, path: /data, processes: [{consumer}]}}]"),
        Storage());

    [Fact]
    public void The_first_server_is_a_server()
    {
        Passes(Of(Environment("cluster: {firstServer: one}"), Spec("Node", "role: server", "one")));
        Refused("RCN1101", Of(Environment("cluster: {firstServer: »two}"), Spec("Node", "role: server", "one")));
        Refused("RCN1177", Of(Environment("cluster: {firstServer: »one}"), Spec("Node", "role: worker", "one")));
    }
}
