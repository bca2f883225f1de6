using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>What helm makes of the chart: as it was, and as Kubernetes knows it.</summary>
public sealed class RenderTests
{
    /// <summary>Kinds that a cluster knows only by a CRD.</summary>
    private static readonly string[] Custom = ["monitoring.coreos.com/v1 ServiceMonitor"];

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_gives_what_it_gave(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        if (Environment.GetEnvironmentVariable("RECORD") == "1") await File.WriteAllTextAsync(scenario.GoldenFile, scenario.Text);
        Assert.True(File.Exists(scenario.GoldenFile), $"{scenario.GoldenFile} is missing; RECORD=1 writes it");
        var stored = await File.ReadAllTextAsync(scenario.GoldenFile);
        Assert.True(stored == scenario.Text, $"{name} is not what came out; RECORD=1 writes it anew\n{Difference(stored, scenario.Text)}");
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Kubernetes_knows_every_field(string name)
    {
        foreach (var body in (await Scenario.OfAsync(name)).Objects)
        {
            if (KubeTypes.Of(body) is { } known) Assert.Empty(KubeFieldCheck.Check(body, known));
            else Assert.Contains($"{body.Text("apiVersion")?.Value} {body.Text("kind")?.Value}", Custom);
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_object_has_a_name_of_its_own_and_says_where_it_comes_from(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        Assert.NotEmpty(scenario.Objects);
        Assert.Equal(scenario.Objects.Count, scenario.Objects.Select(body => ObjectKey.Of(body)).Distinct().Count());
        Assert.All(scenario.Objects, body =>
        {
            var labels = body.Map("metadata").Map("labels");
            Assert.Equal(("reconciler", Helm.Release, "Helm"), (labels.Text("app.kubernetes.io/name")?.Value, labels.Text("app.kubernetes.io/instance")?.Value, labels.Text("app.kubernetes.io/managed-by")?.Value));
            Assert.Equal(KubeTypes.Of(body)?.IsNamespaced ?? true, body.Map("metadata").Text("namespace") is not null);
        });
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_pod_is_as_restricted_as_Kubernetes_can_ask_for(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        var (pod, container) = (scenario.Pod.Map("spec").Map("securityContext"), scenario.Container.Map("securityContext"));
        Assert.Equal("true", pod.Text("runAsNonRoot")?.Value);
        Assert.True(pod.Int("runAsUser")?.Value > 0);
        Assert.Equal("RuntimeDefault", pod.Map("seccompProfile").Text("type")?.Value);
        Assert.Equal("true", container.Text("readOnlyRootFilesystem")?.Value);
        Assert.Equal("false", container.Text("allowPrivilegeEscalation")?.Value);
        Assert.Equal(["ALL"], container.Map("capabilities").Texts("drop").Select(text => text.Value));
        Assert.Null(container.Map("capabilities")!["add"]);
        Assert.Equal("false", scenario.OfKind("ServiceAccount").Select(account => account.Text("automountServiceAccountToken")?.Value).SingleOrDefault("false"));
    }

    [Fact]
    public async Task By_default_two_pods_keep_apart_and_are_not_evicted_together()
    {
        var scenario = await Scenario.OfAsync("default");
        Assert.Equal(2, Assert.Single(scenario.OfKind("Deployment")).Map("spec").Int("replicas")?.Value);
        Assert.NotNull(scenario.Pod.Path("spec", "affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution"));
        Assert.Single(scenario.OfKind("PodDisruptionBudget"));
        Assert.Single(scenario.OfKind("NetworkPolicy"));
        Assert.Empty(scenario.OfKind("Ingress").Concat(scenario.OfKind("ServiceMonitor")).Concat(scenario.OfKind("Secret")));
    }

    [Fact]
    public async Task What_is_switched_off_is_not_there()
    {
        var kinds = (await Scenario.OfAsync("bare")).Objects.Select(body => body.Text("kind")!.Value).Order(StringComparer.Ordinal);
        Assert.Equal(["ConfigMap", "Deployment", "Service"], kinds);
    }

    [Fact]
    public async Task Another_configuration_makes_other_pods()
    {
        var one = await ChecksumAsync("environments[0].source=https://git.example.com/a.git");
        Assert.Equal(one, await ChecksumAsync("environments[0].source=https://git.example.com/a.git", "service.port=81"));
        Assert.NotEqual(one, await ChecksumAsync("environments[0].source=https://git.example.com/b.git"));
    }

    [Fact]
    public async Task A_release_of_another_name_and_namespace_shares_no_object()
    {
        var other = await Helm.TemplateAsync([Scenario.ValuesFile("clusters")], ["systemNamespaces.create=false"], release: "second", inNamespace: "elsewhere");
        Assert.True(other.Code == 0, other.Error);
        Assert.Empty((await Scenario.OfAsync("clusters")).Objects.Select(body => ObjectKey.Of(body)).Intersect(Files.Documents("second.yaml", other.Out).Select(body => ObjectKey.Of(body))));
    }

    [Fact]
    public async Task The_chart_passes_helms_own_check()
    {
        var result = await Helm.RunAsync("lint", "--strict", Files.Chart, "--values", Scenario.ValuesFile("default"));
        Assert.True(result.Code == 0, result.Out + result.Error);
    }

    private static async Task<string?> ChecksumAsync(params string[] values)
    {
        var result = await Helm.TemplateAsync([], values);
        Assert.True(result.Code == 0, result.Error);
        var deployment = Files.Documents("", result.Out).Single(body => body.Text("kind")?.Value == "Deployment");
        return (deployment.Path("spec", "template", "metadata", "annotations", "checksum/config") as ScalarNode)?.Value;
    }

    private static string Difference(string stored, string actual) =>
        string.Join("\n", new InlineDiffBuilder(new Differ()).BuildDiffModel(stored, actual).Lines
            .Where(line => line.Type is ChangeType.Inserted or ChangeType.Deleted)
            .Take(60)
            .Select(line => (line.Type == ChangeType.Inserted ? "+ " : "- ") + line.Text));
}
