using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>The chart in a cluster: the server takes it, and its rights suffice for the controller's work and for no other.</summary>
public sealed class InstallTests
{
    private const string Shop = """
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: shop}
        spec:
          namespace: team-a
          image: registry.example.org/shop:v1
          env: {GREETING: hello, TOKEN: hunter2-hunter2}
          processes:
            web: {port: 8080}
            worker: {command: bin/work}
          cron: [{name: nightly, schedule: "0 3 * * *", command: bin/clean}]
          domains: [shop.example.com]
          ingress: {class: nginx}
        """;

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_server_takes_every_object_of_a_scenario(string name)
    {
        await using var installed = await Installed.OfAsync(name, [.. Namespaces(await Scenario.OfAsync(name))]);
        foreach (var body in installed.Scenario.Objects) Assert.NotNull(await installed.GetAsync(body));
    }

    [Fact]
    public async Task Its_pods_come_up()
    {
        await using var installed = await Installed.OfAsync("default");
        var deployment = Assert.Single(installed.Scenario.OfKind("Deployment"));
        await Installed.UntilAsync(async () => (await installed.GetAsync(deployment)).Map("status").Int("availableReplicas")?.Value == 2, "two pods are available");
    }

    [Fact]
    public async Task With_rights_for_the_cluster_a_source_is_applied_kept_and_pruned()
    {
        await using var installed = await Installed.OfAsync("default");
        installed.Write("shop.yaml", Shop);
        installed.Write("plain.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain, namespace: team-a}\ndata: {a: b}\n");
        await Does(installed, 0, "apply", "--yes");
        await Does(installed, 0, "plan");
        Assert.NotNull(await installed.GetAsync("v1", "Namespace", null, "team-a"));
        Assert.NotNull(await installed.GetAsync("apps/v1", "Deployment", "team-a", "shop-web"));
        installed.Remove("plain.yaml");
        await Does(installed, 0, "apply", "--yes");
        Assert.Null(await installed.GetAsync("v1", "ConfigMap", "team-a", "plain"));
    }

    [Fact]
    public async Task With_rights_for_the_cluster_nobody_gets_more_rights()
    {
        await using var installed = await Installed.OfAsync("default");
        installed.Write("role.yaml", "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: more, namespace: default}\nrules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n");
        var (code, said) = await installed.ReconcileAsync("apply", "--yes");
        Assert.NotEqual(0, code);
        Assert.Contains("forbidden", said, StringComparison.OrdinalIgnoreCase);
        Assert.Null(await installed.GetAsync("rbac.authorization.k8s.io/v1", "Role", "default", "more"));
    }

    [Fact]
    public async Task With_rights_for_namespaces_the_work_can_be_done_there_and_nowhere_else()
    {
        await using var installed = await Installed.OfAsync("namespaces", "team-a", "team-b", "team-records", "team-c");
        foreach (var name in (string[])["team-a", "team-b"])
        {
            Assert.Null(await ListAsync(installed, KubeResource.Secrets, name));
            Assert.Null(await MakeAsync(installed, Parent.ConfigMaps, $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a, namespace: {name}}}}}"));
        }
        Assert.Null(await MakeAsync(installed, KubeResource.Leases, "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a, namespace: team-records}, spec: {holderIdentity: a}}"));
        Assert.Null(await installed.AsAccountAsync(async client => (await client.Reviews.WhoHas("token", [], default)).Error));
        Assert.Null(await installed.AsAccountAsync(async client => (await client.Objects.Get(new ObjectAddress(KubeResource.Namespaces, null, "kube-system"), default)).Error));

        foreach (var name in (string?[])["team-c", Helm.Namespace, null]) Assert.IsType<KubeError.Forbidden>(await ListAsync(installed, KubeResource.Secrets, name));
        Assert.IsType<KubeError.Forbidden>(await MakeAsync(installed, Parent.ConfigMaps, "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: team-c}}"));
        Assert.IsType<KubeError.Forbidden>(await MakeAsync(installed, KubeResource.Leases, "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a, namespace: team-a}}"));
        Assert.IsType<KubeError.Forbidden>(await MakeAsync(installed, KubeResource.Namespaces, "{apiVersion: v1, kind: Namespace, metadata: {name: more}}"));
    }

    [Fact]
    public async Task With_rights_for_namespaces_a_source_is_applied_kept_and_pruned()
    {
        await using var installed = await Installed.OfAsync("namespaces", "team-a", "team-b", "team-records");
        installed.Write("environment.yaml", "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: team}\nspec: {systemNamespace: team-records, namespaces: expect}\n");
        installed.Write("shop.yaml", Shop);
        installed.Write("plain.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain, namespace: team-b}\ndata: {a: b}\n");
        await Does(installed, 0, "apply", "--yes");
        await Does(installed, 0, "plan");
        Assert.NotNull(await installed.GetAsync("apps/v1", "Deployment", "team-a", "shop-web"));
        installed.Remove("plain.yaml");
        await Does(installed, 0, "apply", "--yes");
        Assert.Null(await installed.GetAsync("v1", "ConfigMap", "team-b", "plain"));
    }

    [Fact]
    public async Task A_kubeconfig_is_read_by_its_name_only()
    {
        await using var installed = await Installed.OfAsync("kubeconfigs", "team-a");
        foreach (var name in (string[])["prod-kubeconfig", "other"]) await installed.ApplyAsync($"{{apiVersion: v1, kind: Secret, metadata: {{name: {name}, namespace: {Helm.Namespace}}}}}");
        Assert.Null(await GetAsync(installed, "prod-kubeconfig"));
        Assert.IsType<KubeError.Forbidden>(await GetAsync(installed, "other"));
    }

    private static Task<KubeError?> GetAsync(Installed installed, string secret) =>
        installed.AsAccountAsync(async client => (await client.Objects.Get(new ObjectAddress(KubeResource.Secrets, Helm.Namespace, secret), default)).Error);

    private static Task<KubeError?> ListAsync(Installed installed, KubeResource resource, string? inNamespace) =>
        installed.AsAccountAsync(async client => (await client.Objects.List(new ListRequest(resource) { Namespace = inNamespace }, default)).Error);

    private static Task<KubeError?> MakeAsync(Installed installed, KubeResource resource, string yaml) =>
        installed.AsAccountAsync(async client => (await client.Objects.Create(resource, Assert.Single(Files.Documents("", yaml)), new WriteOptions("test"), default)).Error);

    private static async Task Does(Installed installed, int expected, string command, params string[] more)
    {
        var (code, said) = await installed.ReconcileAsync(command, more);
        Assert.True(code == expected, $"{command} ended with {code}\n{said}");
        Assert.DoesNotContain("forbidden", said, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The namespaces that a scenario takes for granted.</summary>
    private static IEnumerable<string> Namespaces(Scenario scenario) =>
        scenario.Objects.Select(body => body.Map("metadata").Text("namespace")?.Value).OfType<string>()
            .Except(scenario.OfKind("Namespace").Select(body => ObjectKey.Of(body).Name)).Except([Helm.Namespace]).Distinct();
}
