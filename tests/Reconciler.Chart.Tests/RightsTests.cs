using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>The rights of the controller: all that Reconciler renders, and nothing by which it could get itself more.</summary>
public sealed class RightsTests
{
    private static readonly ImmutableArray<string> Writing = ["create", "patch", "delete"];
    private static readonly ImmutableArray<string> Reading = ["get", "list", "watch"];

    /// <summary>Kinds of the golden scenarios that stand for what somebody has in plain manifests of their own.</summary>
    private static readonly string[] PlainOnly = ["Widget.example.com", "Ingress.extensions", "ClusterRole.rbac.authorization.k8s.io"];

    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Fact]
    public async Task Every_kind_that_Reconciler_renders_may_be_read_and_written_everywhere()
    {
        var rules = Rules(Assert.Single((await Scenario.OfAsync("default")).OfKind("ClusterRole"))).ToList();
        var kinds = RenderedKinds().ToList();
        Assert.True(kinds.Count > 20, $"only {kinds.Count} kinds");
        var lacking = from kind in kinds
                      where !PlainOnly.Contains(kind.ToString())
                      from verb in Reading.Concat(Writing)
                      where !rules.Any(rule => rule.Allows(kind.Group, kind.Resource, verb))
                      select $"{verb} {kind}";
        Assert.Empty(lacking);
    }

    [Fact]
    public async Task With_listed_namespaces_every_namespaced_kind_may_be_written_there_and_nowhere_else()
    {
        var scenario = await Scenario.OfAsync("namespaces");
        var everywhere = Rules(Assert.Single(scenario.OfKind("ClusterRole"))).ToList();
        // a review is asked, not stored
        Assert.All(everywhere.Where(rule => !rule.Resources.All(name => name.EndsWith("reviews", StringComparison.Ordinal))), rule => Assert.Empty(rule.Verbs.Except(Reading)));
        Assert.DoesNotContain(everywhere, rule => rule.Resources.Contains("secrets"));
        var roles = scenario.OfKind("Role").Where(role => !ObjectKey.Of(role).Name.EndsWith("-peers", StringComparison.Ordinal)).ToList();
        Assert.Equal(["team-a", "team-b", "team-records"], roles.Select(role => ObjectKey.Of(role).Namespace).Order(StringComparer.Ordinal));
        // HelmCharts are installed by an administrator, so whoever writes one in a namespace is one everywhere
        var kinds = RenderedKinds().Where(kind => kind.IsNamespaced && kind.Group != "helm.cattle.io" && !PlainOnly.Contains(kind.ToString())).ToList();
        foreach (var role in roles.Where(role => ObjectKey.Of(role).Namespace != "team-records"))
            Assert.Empty(from kind in kinds from verb in Reading.Concat(Writing) where !Rules(role).Any(rule => rule.Allows(kind.Group, kind.Resource, verb)) select $"{verb} {kind}");
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task No_rule_means_everything_or_lets_rights_grow(string name)
    {
        var scenario = await Scenario.OfAsync(name);
        foreach (var rule in scenario.OfKind("Role").Concat(scenario.OfKind("ClusterRole")).SelectMany(Rules))
        {
            Assert.DoesNotContain("*", rule.Groups.Concat(rule.Resources).Concat(rule.Verbs));
            Assert.Empty(rule.Verbs.Intersect(["escalate", "bind", "impersonate", "deletecollection"]));
            Assert.DoesNotContain(rule.Resources, resource => resource is "pods/exec" or "pods/attach" or "pods/ephemeralcontainers" or "serviceaccounts/token" or "nodes/proxy");
        }
    }

    [Fact]
    public async Task By_default_nobody_gets_rights_and_no_kinds_are_made()
    {
        foreach (var role in Scenario.Names.Where(name => name != "tokens").Select(name => Scenario.OfAsync(name)))
            Assert.DoesNotContain((await role).OfKind("ClusterRole").Concat((await role).OfKind("Role")).SelectMany(Rules), rule => rule.Verbs.Intersect(Writing).Any() && rule.Groups.Any(group => group is "rbac.authorization.k8s.io" or "apiextensions.k8s.io" or "admissionregistration.k8s.io"));
    }

    [Theory]
    [InlineData("default", "reconciler-system")]
    [InlineData("namespaces", "team-records")]
    [InlineData("clusters", "reconciler-tools")]
    public async Task Records_and_leases_are_written_in_system_namespaces_only(string name, string systemNamespace)
    {
        var scenario = await Scenario.OfAsync(name);
        var records = Rules(scenario.OfKind("Role").Single(role => ObjectKey.Of(role) is { Name: var own, Namespace: var place } && place == systemNamespace && own.EndsWith("-records", StringComparison.Ordinal))).ToList();
        foreach (var verb in (string[])["get", "list", "create", "update", "patch", "delete"])
            Assert.All((string[])["configmaps", "secrets"], resource => Assert.Contains(records, rule => rule.Allows("", resource, verb)));
        Assert.All((string[])["get", "create", "update"], verb => Assert.Contains(records, rule => rule.Allows("coordination.k8s.io", "leases", verb)));
        Assert.Contains(records, rule => rule.Allows("events.k8s.io", "events", "create"));
        Assert.DoesNotContain(scenario.OfKind("ClusterRole").SelectMany(Rules), rule => rule.Groups.Contains("coordination.k8s.io") || rule.Verbs.Contains("update"));
    }

    [Fact]
    public async Task A_kubeconfig_may_be_read_and_no_Secret_beside_it()
    {
        var role = (await Scenario.OfAsync("clusters")).Find("Role", "reconciler-kubeconfigs");
        var rule = Assert.Single(role.Maps("rules"));
        Assert.Equal(["prod-kubeconfig", "test-kubeconfig"], rule.Texts("resourceNames").Select(text => text.Value));
        Assert.Equal(["get"], rule.Texts("verbs").Select(text => text.Value));
        Assert.Null((await Scenario.OfAsync("default")).Find("Role", "reconciler-kubeconfigs"));
    }

    [Fact]
    public async Task A_standby_may_find_the_leader_and_reach_it()
    {
        foreach (var name in Scenario.Names.Where(name => name != "bare"))
        {
            var scenario = await Scenario.OfAsync(name);
            var role = Assert.Single(scenario.OfKind("Role"), role => ObjectKey.Of(role).Name.EndsWith("-peers", StringComparison.Ordinal));
            Assert.Equal(ObjectKey.Of(Assert.Single(scenario.OfKind("Deployment"))).Namespace, ObjectKey.Of(role).Namespace);
            Assert.True(Assert.Single(Rules(role)).Allows("", "pods", "get"));
            foreach (var policy in scenario.OfKind("NetworkPolicy"))
            {
                var own = Text(policy.Map("spec").Map("podSelector"));
                Assert.All(policy.Map("spec").Maps("ingress").Where(rule => rule.List("from") is not null), rule => Assert.Contains(rule.Maps("from"), from => Text(from.Map("podSelector")) == own));
            }
        }

        static string Text(MapNode? map) => CanonicalJson.WriteOrdered(map ?? MapNode.Empty, indented: false);
    }

    [Fact]
    public async Task Whoever_asks_the_API_can_be_checked()
    {
        foreach (var name in (string[])["default", "namespaces"])
        {
            var rules = Rules(Assert.Single((await Scenario.OfAsync(name)).OfKind("ClusterRole"))).ToList();
            Assert.Contains(rules, rule => rule.Allows("authentication.k8s.io", "tokenreviews", "create"));
            Assert.Contains(rules, rule => rule.Allows("authorization.k8s.io", "subjectaccessreviews", "create"));
        }
    }

    /// <summary>Every kind among the golden manifests of the renderer, with the name by which rights call it.</summary>
    private static IEnumerable<RenderedKind> RenderedKinds() =>
        (from file in Directory.EnumerateFiles(Path.Combine(Files.Root, "tests", "Golden"), "manifests.yaml", SearchOption.AllDirectories)
         where new FileInfo(file).Length > 0
         from body in Files.Documents(file, File.ReadAllText(file))
         let key = ObjectKey.Of(body)
         let known = KubeTypes.Of(body)
         // the API convention, which every kind that we render follows
         select new RenderedKind(key.Group, key.Kind, known?.Resource ?? $"{key.Kind.ToLowerInvariant()}s", known?.IsNamespaced ?? key.Namespace.Length > 0)).Distinct();

    private static IEnumerable<Rule> Rules(MapNode role) =>
        role.Maps("rules").Select(rule => new Rule([.. Texts(rule, "apiGroups")], [.. Texts(rule, "resources")], [.. Texts(rule, "verbs")], rule.Has("resourceNames")));

    private static IEnumerable<string> Texts(MapNode rule, string key) => rule.Texts(key).Select(text => text.Value);

    private sealed record RenderedKind(string Group, string Kind, string Resource, bool IsNamespaced)
    {
        public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
    }

    private sealed record Rule(ImmutableArray<string> Groups, ImmutableArray<string> Resources, ImmutableArray<string> Verbs, bool IsForNames)
    {
        public bool Allows(string group, string resource, string verb) => !IsForNames && Groups.Contains(group) && Resources.Contains(resource) && Verbs.Contains(verb);
    }
}
