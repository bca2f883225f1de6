using Reconciler.Core.Tests.Rendering.Shared;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Charts;

namespace Reconciler.Core.Tests.Rendering.Charts;

public sealed class HelmChartTests
{
    private static ScalingScene Scene(string spec, string name = "shop", string more = "") => new($$"""
        apiVersion: reconciler.dev/v1
        kind: Chart
        metadata: {name: {{name}}}
        spec:
          {{spec.ReplaceLineEndings("\n  ")}}
        {{more}}
        """);

    private static string Spec(Manifest manifest) => CanonicalJson.WriteOrdered(manifest.Body.Map("spec")!.Without("valuesContent"), indented: false);

    private static MapNode Values(Manifest manifest) => YamlReader.Read("", manifest.Body.Map("spec").Text("valuesContent")!.Value).Documents[0].Root;

    [Fact]
    public void A_Chart_is_a_HelmChart_in_kube_system()
    {
        var chart = Scene("repo: https://charts.example.com\nchart: web\nversion: 1.2.3\nnamespace: front\ntimeout: 1h\nvalues: {a: {b: 1}}").IsFine().One("HelmChart", "shop");
        Assert.Equal("HelmChart.helm.cattle.io/kube-system/shop", chart.Key.ToString());
        Assert.Equal("""{"repo":"https://charts.example.com","chart":"web","version":"1.2.3","targetNamespace":"front","createNamespace":true,"timeout":"1h0m0s","failurePolicy":"abort"}""", Spec(chart));
        Assert.Equal("a:\n  b: 1\n", chart.Body.Map("spec").Text("valuesContent")!.Value);
        Assert.Equal(7, ScalingScene.Line(chart, "spec", "version"));
        Assert.Equal(10, ScalingScene.Line(chart, "spec", "valuesContent"));
    }

    [Fact]
    public void The_name_is_the_charts_and_the_namespace_Environments() =>
        Assert.Equal("""{"repo":"https://charts.example.com","chart":"shop","version":"1.2.3","targetNamespace":"default","timeout":"5m0s","failurePolicy":"abort"}""", Spec(Scene("repo: https://charts.example.com\nversion: 1.2.3").IsFine().One("HelmChart", "shop")));

    [Theory]
    [InlineData("create", "true")]
    [InlineData("expect", "nothing")]
    public void A_namespace_is_made_unless_it_is_expected(string namespaces, string expected)
    {
        var scene = Scene("{}", "keda", $"---\napiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: x}}\nspec: {{namespaces: {namespaces}}}").IsFine();
        Assert.Equal(expected, ScalingScene.Json(scene.One("HelmChart", "keda"), "spec", "createNamespace"));
    }

    [Theory]
    [InlineData("{}", "repo and version")]
    [InlineData("repo: https://charts.example.com", "version")]
    [InlineData("version: 1.2.3", "repo")]
    public void An_unknown_chart_needs_repo_and_version(string spec, string missing)
    {
        var scene = Scene(spec);
        Assert.Contains($"so it needs {missing}", scene.Problem(ResourceCodes.UnknownChart, 3).Message, StringComparison.Ordinal);
        Assert.Empty(scene.Manifests);
    }

    [Fact]
    public void An_oci_address_is_the_chart()
    {
        Assert.Equal("""{"chart":"oci://registry.example.com/charts/web","version":"1.2.3","targetNamespace":"default","dockerRegistrySecret":{"name":"login"},"timeout":"5m0s","failurePolicy":"abort"}""",
            Spec(Scene("repo: oci://registry.example.com/charts/web\nversion: 1.2.3\nauth: {secret: login}").IsFine().One("HelmChart", "shop")));
        Scene("repo: oci://registry.example.com/charts/web\nversion: 1.2.3\nchart: web").IsFine();
        Assert.Contains("oci://registry.example.com/charts/web", Scene("repo: oci://registry.example.com/charts\nversion: 1.2.3\nchart: web").Problem(ResourceCodes.ChartSource, 7).Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_login_and_values_may_stand_in_Secrets()
    {
        var chart = Scene("repo: https://x.example\nversion: 1.2.3\nauth: {secret: login}\nvaluesFrom: [{secret: a}, {secret: b, key: k, optional: true}]").IsFine().One("HelmChart", "shop");
        Assert.Equal("""{"name":"login"}""", ScalingScene.Json(chart, "spec", "authSecret"));
        Assert.Equal("""[{"name":"a","keys":["values.yaml"]},{"name":"b","keys":["k"],"ignoreUpdates":true}]""", ScalingScene.Json(chart, "spec", "valuesSecrets"));
    }

    [Theory]
    [InlineData("cert-manager", "v1.13.3", "cert-manager", "https://charts.jetstack.io")]
    [InlineData("longhorn", "1.5.3", "longhorn-system", "https://charts.longhorn.io")]
    [InlineData("traefik", "26.0.0", "traefik", "https://helm.traefik.io/traefik")]
    [InlineData("ingress-nginx", "4.15.1", "ingress-nginx", "https://kubernetes.github.io/ingress-nginx")]
    [InlineData("keda", "2.19.0", "keda", "https://kedacore.github.io/charts")]
    [InlineData("keda-add-ons-http", "0.12.2", "keda", "https://kedacore.github.io/charts")]
    [InlineData("vector", "0.52.0", "vector", "https://helm.vector.dev")]
    public void A_known_chart_needs_nothing(string name, string version, string @namespace, string repo)
    {
        var chart = Scene("{}", name).IsFine().One("HelmChart", name);
        Assert.Equal($$"""{"repo":"{{repo}}","chart":"{{name}}","version":"{{version}}","targetNamespace":"{{@namespace}}","createNamespace":true,"timeout":"5m0s","failurePolicy":"abort"}""", Spec(chart));
        Assert.True(Node.DeepEquals(KnownCharts.Find(name)!.Values, Values(chart)));
        Assert.Contains(name == "vector" ? "Exists" : "CriticalAddonsOnly", chart.Body.Map("spec").Text("valuesContent")!.Value, StringComparison.Ordinal);
        Assert.False(chart.Body.Path("spec", "version")!.Origin.IsKnown);
    }

    [Fact]
    public void A_known_chart_can_be_changed_field_by_field()
    {
        var chart = Scene("version: v1.14.0\nnamespace: certs\nvalues: {installCRDs: null, webhook: {replicas: 2, tolerations: []}, prometheus: null}", "cert-manager").IsFine().One("HelmChart", "cert-manager");
        Assert.Contains("""
            "version":"v1.14.0","targetNamespace":"certs"
            """.Trim(), Spec(chart), StringComparison.Ordinal);
        var values = Values(chart);
        Assert.False(values.Has("installCRDs"));
        Assert.Equal("""{"replicas":2,"tolerations":[]}""", CanonicalJson.Write(values["webhook"]!));
        Assert.True(values.Has("prometheus"));
    }

    [Fact]
    public void The_HTTP_add_on_has_an_upgrade_of_its_own()
    {
        var upgrade = Assert.Single(KnownCharts.Find("keda-add-ons-http")!.Upgrades);
        Assert.Equal(("0.12.2", "Deployment"), (upgrade.Version!.Value, Assert.Single(upgrade.Before).Delete!.Kind!.Value));
        Assert.Empty(KnownCharts.Find("keda")!.Upgrades);
    }
}
