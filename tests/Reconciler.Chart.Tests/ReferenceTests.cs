using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>What one object says of another is so: names, keys, ports, labels and files.</summary>
public sealed class ReferenceTests
{
    /// <summary>What the values of a scenario name and somebody else makes, with the keys it has.</summary>
    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["git-access"] = ["user", "password", "ca.pem"],
        ["api-tokens"] = ["list"],
        ["edge-kubeconfig"] = ["kubeconfig"],
    };

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Volumes_lead_to_what_they_name_and_every_one_is_mounted(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        var volumes = scenario.Pod.Map("spec").Maps("volumes").ToList();
        Assert.Equal(Texts(volumes, "name"), Texts(scenario.Container.Maps("volumeMounts"), "name"));
        foreach (var volume in volumes)
        {
            if (volume.Map("configMap") is { } map) Assert.NotNull(scenario.Find("ConfigMap", map.Text("name")!.Value));
            if (volume.Map("secret") is { } secret) Assert.All(secret.Maps("items"), item => Assert.Contains(item.Text("key")!.Value, KeysOf(scenario, secret.Text("secretName")!.Value)));
        }
        foreach (var reference in scenario.Container.Maps("env").Select(variable => variable.Map("valueFrom").Map("secretKeyRef")).OfType<MapNode>())
            Assert.Contains(reference.Text("key")!.Value, KeysOf(scenario, reference.Text("name")!.Value));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Files_that_arguments_and_variables_name_are_mounted(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        var files = MountedFiles(scenario).ToHashSet(StringComparer.Ordinal);
        var named = scenario.Container.Texts("args").Concat(scenario.Container.Maps("env").Select(variable => variable.Text("value")).OfType<Sourced<string>>()).Select(text => text.Value).Where(text => text.StartsWith("/etc/", StringComparison.Ordinal)).ToList();
        Assert.Contains("/etc/reconciler/config.yaml", named);
        Assert.All(named, file => Assert.Contains(file, files));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Home_cache_and_temporary_files_lie_where_the_pod_may_write(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        var empty = scenario.Pod.Map("spec").Maps("volumes").Where(volume => volume["emptyDir"] is not null).Select(volume => volume.Text("name")!.Value).ToList();
        var writable = scenario.Container.Maps("volumeMounts").Where(mount => empty.Contains(mount.Text("name")!.Value)).Select(mount => mount.Text("mountPath")!.Value).ToList();
        foreach (var variable in (string[])["HOME", "XDG_CACHE_HOME", "TMPDIR"])
            Assert.Contains(writable, folder => $"{Variable(scenario, variable)}/".StartsWith($"{folder}/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Selectors_mean_the_pods_and_ports_have_the_names_that_are_used(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        var labels = scenario.Pod.Map("metadata").Map("labels")!;
        var deployment = Assert.Single(scenario.OfKind("Deployment")).Map("spec");
        var service = Assert.Single(scenario.OfKind("Service"));
        AssertMeans(deployment.Path("selector", "matchLabels"), labels);
        AssertMeans(service.Path("spec", "selector"), labels);
        foreach (var budget in scenario.OfKind("PodDisruptionBudget")) AssertMeans(budget.Path("spec", "selector", "matchLabels"), labels);
        foreach (var policy in scenario.OfKind("NetworkPolicy")) AssertMeans(policy.Path("spec", "podSelector", "matchLabels"), labels);
        foreach (var term in (scenario.Pod.Path("spec", "affinity", "podAntiAffinity") as MapNode).Maps("preferredDuringSchedulingIgnoredDuringExecution")) AssertMeans(term.Path("podAffinityTerm", "labelSelector", "matchLabels"), labels);
        foreach (var spread in scenario.Pod.Map("spec").Maps("topologySpreadConstraints")) AssertMeans(spread.Path("labelSelector", "matchLabels"), labels);

        var port = Assert.Single(scenario.Container.Maps("ports"));
        Assert.Equal(8080, port.Int("containerPort")?.Value);
        Assert.All((string[])["startupProbe", "livenessProbe", "readinessProbe"], probe => Assert.Equal(port.Text("name")?.Value, scenario.Container.Map(probe).Map("httpGet").Text("port")?.Value));
        var published = Assert.Single(service.Map("spec").Maps("ports"));
        Assert.Equal(port.Text("name")?.Value, published.Text("targetPort")?.Value);
        foreach (var policy in scenario.OfKind("NetworkPolicy")) Assert.Equal(8080, policy.Map("spec").Maps("ingress").Single().Maps("ports").Single().Int("port")?.Value);
        foreach (var backend in scenario.OfKind("Ingress").SelectMany(ingress => ingress.Map("spec").Maps("rules")).SelectMany(rule => rule.Map("http").Maps("paths")).Select(path => path.Map("backend").Map("service")))
            Assert.Equal((ObjectKey.Of(service).Name, published.Text("name")?.Value), (backend.Text("name")?.Value, backend.Map("port").Text("name")?.Value));
        foreach (var monitor in scenario.OfKind("ServiceMonitor"))
        {
            AssertMeans(monitor.Path("spec", "selector", "matchLabels"), service.Map("metadata").Map("labels")!);
            Assert.Equal(published.Text("name")?.Value, Assert.Single(monitor.Map("spec").Maps("endpoints")).Text("port")?.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Bindings_lead_from_the_pods_account_to_roles_of_the_chart(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        var account = scenario.Pod.Map("spec").Text("serviceAccountName")?.Value;
        if (scenario.Values.Map("serviceAccount").Text("create")?.Value != "false") Assert.NotNull(scenario.Find("ServiceAccount", account!));
        var bindings = scenario.OfKind("RoleBinding").Concat(scenario.OfKind("ClusterRoleBinding")).ToList();
        foreach (var binding in bindings)
        {
            var role = binding.Map("roleRef");
            Assert.NotNull(scenario.Find(role.Text("kind")!.Value, role.Text("name")!.Value, binding.Map("metadata").Text("namespace")?.Value));
            var subject = Assert.Single(binding.Maps("subjects"));
            Assert.Equal(("ServiceAccount", account, Helm.Namespace), (subject.Text("kind")?.Value, subject.Text("name")?.Value, subject.Text("namespace")?.Value));
        }
        Assert.Equal(bindings.Count, scenario.OfKind("Role").Concat(scenario.OfKind("ClusterRole")).Count());
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_configuration_has_the_Environments_of_the_values(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        var data = Assert.Single(scenario.OfKind("ConfigMap")).Map("data");
        var config = Assert.Single(Files.Documents("config.yaml", data.Text("config.yaml")!.Value));
        Assert.Equal(["environments"], config.Keys);
        Assert.Equal(scenario.Values.Maps("environments").Select(Flat), config.Maps("environments").Select(Flat));
    }

    private static string Flat(MapNode environment) =>
        string.Join(' ', environment.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={(entry.Value is MapNode inner ? $"({Flat(inner)})" : entry.Value)}"));

    /// <summary>The paths of the files that volumes put into the container.</summary>
    private static IEnumerable<string> MountedFiles(Scenario scenario) =>
        from mount in scenario.Container.Maps("volumeMounts")
        let volume = scenario.Pod.Map("spec").Maps("volumes").Single(volume => volume.Text("name")?.Value == mount.Text("name")?.Value)
        from file in volume.Map("configMap") is { } map ? scenario.Find("ConfigMap", map.Text("name")!.Value).Map("data")!.Keys : volume.Map("secret").Maps("items").Select(item => item.Text("path")!.Value)
        select $"{mount.Text("mountPath")!.Value}/{file}";

    private static IEnumerable<string> KeysOf(Scenario scenario, string secret) =>
        scenario.Find("Secret", secret) is { } own ? own.Map("data")!.Keys : Others.GetValueOrDefault(secret) ?? [];

    private static string? Variable(Scenario scenario, string name) => scenario.Container.Maps("env").Single(variable => variable.Text("name")?.Value == name).Text("value")?.Value;

    private static IEnumerable<string> Texts(IEnumerable<MapNode> maps, string key) => maps.Select(map => map.Text(key)!.Value).Order(StringComparer.Ordinal);

    private static void AssertMeans(Node? selector, MapNode labels)
    {
        var wanted = Assert.IsType<MapNode>(selector);
        Assert.NotEmpty(wanted.Entries);
        Assert.All(wanted.Entries, entry => Assert.Equal(labels.Text(entry.Key)?.Value, wanted.Text(entry.Key)?.Value));
    }
}
