namespace Reconciler.Core.Tests;

public sealed class KubeCheckTests
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: shop, namespace: shop}
        spec:
          parentRefs: [{name: public, namespace: infra, sectionName: https}]
          hostnames: ["*.shop.example.com"]
          rules:
            - matches: [{path: {type: PathPrefix, value: /}}]
              filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Frame-Options, value: DENY}]}}]
              backendRefs: [{name: shop-web, port: 80, kind: Service}]
        """;

    [Fact]
    public void An_HTTPRoute_with_known_fields_passes() => KubeCheck.AssertKnownFields(Trees.Read(Route));

    [Theory]
    [InlineData("PathPrefix", "Prefix", "f.yaml:8:31: spec.rules[0].matches[0].path.type: Prefix is none of")]
    [InlineData("backendRefs", "backends", "f.yaml:10:7: spec.rules[0].backends: no such field")]
    [InlineData("port: 80", "port: http", "spec.rules[0].backendRefs[0].port: integer is expected")]
    [InlineData("{name: shop-web, ", "{", "spec.rules[0].backendRefs[0]: name is missing")]
    [InlineData("*.shop.example.com", "Shop", "spec.hostnames[0]: \"Shop\" does not match")]
    [InlineData("metadata: {name", "metadata: {nme", "metadata.nme: metadata has no field nme")]
    public void A_mistake_in_an_HTTPRoute_is_found_with_its_place(string right, string wrong, string message) =>
        Assert.Contains(KubeCheck.Problems(Trees.Read(Route.Replace(right, wrong, StringComparison.Ordinal))), problem => problem.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void A_mistake_in_a_built_in_kind_is_found_with_its_place()
    {
        var body = Trees.Read("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replica: 1\n");
        Assert.Contains(KubeCheck.Problems(body), problem => problem == "f.yaml:5:3: spec.replica: spec has no field replica (did you mean \"replicas\"?)");
        Assert.ThrowsAny<Exception>(() => KubeCheck.AssertKnownFields(body));
    }

    [Fact]
    public void A_kind_that_Kubernetes_does_not_have_is_found() =>
        Assert.Single(KubeCheck.Problems(Trees.Read("apiVersion: apps/v1\nkind: App\nmetadata: {name: a}\n")));

    [Theory]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "spec: {scaleTargetRef: {name: a}, triggers: [{type: cpu, metadata: {value: \"70\"}}]}", 0)]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "spec: {scaleTargetRef: {name: a}, triggers: [{type: cpu, metadata: {value: 70}}]}", 1)]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "spec: {scaleTargetRef: {name: a}, triggers: [], minReplicas: 1}", 1)]
    [InlineData("cert-manager.io/v1", "Certificate", "spec: {secretName: a-tls, dnsNames: [a.example.com], issuerRef: {name: ca}}", 0)]
    [InlineData("cert-manager.io/v1", "Certificate", "spec: {dnsNames: [a.example.com], issuerRef: {name: ca}}", 1)]
    [InlineData("traefik.io/v1alpha1", "Middleware", "spec: {redirectScheme: {scheme: https, permanent: true}}", 0)]
    [InlineData("traefik.io/v1alpha1", "Middleware", "spec: {redirectSchema: {scheme: https}}", 1)]
    [InlineData("helm.cattle.io/v1", "HelmChart", "spec: {chart: keda, valuesContent: \"a: 1\"}", 0)]
    [InlineData("example.com/v1", "Thing", "spec: {}", 1)]
    public void Custom_resources_are_checked_against_their_definitions(string apiVersion, string kind, string spec, int problems)
    {
        if (SharedFolder.Find("crds") is null) return;
        var found = KubeCheck.Problems(Trees.Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\n{spec}\n"));
        Assert.True(found.Count == problems, string.Join("\n", found));
    }

    [Fact]
    public void A_shared_folder_that_is_not_there_is_null() => Assert.Null(SharedFolder.Find("there-is-no-such-folder"));
}
