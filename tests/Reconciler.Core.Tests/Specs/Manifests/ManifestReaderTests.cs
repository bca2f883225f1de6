using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;

namespace Reconciler.Core.Tests.Specs.Manifests;

public sealed class ManifestReaderTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: nginx
                  env: [{name: A, value: "1"}]
        """;

    [Fact]
    public void A_manifest_is_carried_through_with_its_places()
    {
        var reading = Read(Deployment);
        Assert.Empty(reading.Problems);
        var container = reading.Objects.Single().Path("spec", "template", "spec").Path("containers");
        Assert.Equal(new Origin("f.yaml", 12, 18), ((MapNode)((ListNode)container!).Items[0])["image"]!.Origin);
    }

    [Theory]
    [InlineData("image: nginx", "imgae: nginx", 1210, 12, 11, "did you mean \"image\"?")]
    [InlineData("value: \"1\"", "value: 5432", 1211, 13, 34, "quote it: \"5432\"")]
    [InlineData("value: \"1\"", "value: yes", 0, 0, 0, null)]
    [InlineData("value: \"1\"", "value: true", 1211, 13, 34, "quote it: \"true\"")]
    [InlineData("  selector: {matchLabels: {app: web}}\n", "", 1212, 6, 3, "write selector: {…}")]
    [InlineData("[{name: A, value: \"1\"}]", "[{name: A, value: \"1\"}, {name: A}]", 1213, 13, 40, "keep one of them")]
    [InlineData("image: nginx", "imagePullPolicy: always", 1214, 12, 28, "write Always")]
    [InlineData("name: web\nspec", "generateName: web-\nspec", 1204, 4, 3, "write metadata.name instead")]
    [InlineData("name: web\nspec", "name: Web_1\nspec", 1203, 4, 9, "write web-1")]
    [InlineData("name: web\nspec", "labels: {}\nspec", 1202, 4, 3, "write metadata.name")]
    [InlineData("name: web\nspec", "name: web\n  namespace: Team A\nspec", 1203, 5, 14, null)]
    [InlineData("name: web\nspec", "name: web\n  labels: {a: 1}\nspec", 1211, 5, 15, "quote it: \"1\"")]
    [InlineData("kind: Deployment\n", "", 1202, 1, 1, "write kind")]
    [InlineData("apiVersion: apps/v1\n", "", 1202, 1, 1, "write apiVersion: apps/v1")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\n", "", 1201, 1, 1, "add apiVersion and kind, or the line /f.yaml to .reconcileignore")]
    [InlineData("name: web\nspec", "name: web\n  uid: abc\nspec", 1217, 5, 3, null)]
    public void A_mistake_is_shown_with_its_code_and_place(string right, string wrong, int code, int line, int column, string? fix)
    {
        var problems = Read(Deployment.Replace(right, wrong, StringComparison.Ordinal)).Problems;
        if (code == 0)
        {
            Assert.Empty(problems);
            return;
        }
        var problem = Assert.Single(problems, problem => problem.Code.Number == code);
        Assert.Equal((line, column, fix), (problem.Place.Line, problem.Place.Column, problem.Fix));
    }

    [Theory]
    [InlineData("v1", "ConfigMap", "", "shop")]
    [InlineData("v1", "ConfigMap", "namespace: other", "other")]
    [InlineData("v1", "ConfigMap", "namespace: \"\"", "shop")]
    [InlineData("v1", "ConfigMap", "namespace: null", "shop")]
    [InlineData("v1", "Namespace", "", null)]
    [InlineData("rbac.authorization.k8s.io/v1", "ClusterRole", "", null)]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "", null)]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "namespace: other", "other")]
    [InlineData("resource.k8s.io/v1beta1", "ResourceClaim", "", "shop")]
    [InlineData("resource.k8s.io/v1beta1", "DeviceClass", "", null)]
    public void An_object_gets_the_namespace_that_its_kind_has(string apiVersion, string kind, string metadata, string? expected)
    {
        var body = Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata:\n  name: a\n  {metadata}\n").Objects.Single();
        Assert.Equal(expected, body.Map("metadata").Text("namespace")?.Value);
    }

    [Fact]
    public void A_namespace_on_a_cluster_scoped_object_is_refused_at_its_line()
    {
        var reading = Read("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: system:a\n  namespace: b\n");
        var problem = Assert.Single(reading.Problems);
        Assert.Equal((1205, 5), (problem.Code.Number, problem.Place.Line));
        Assert.False(reading.Objects.Single().Map("metadata")!.Has("namespace"));
    }

    [Theory]
    [InlineData("v1", "List", 2)]
    [InlineData("v1", "ConfigMapList", 2)]
    [InlineData("example.com/v1", "ShoppingList", 1)]
    public void A_list_stands_for_its_items(string apiVersion, string kind, int objects)
    {
        var reading = Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\nitems:\n  - {{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}}}\n  - {{apiVersion: v1, kind: ConfigMap, metadata: {{name: b}}}}\n");
        Assert.Empty(reading.Problems);
        Assert.Equal(objects, reading.Objects.Length);
    }

    [Fact]
    public void Items_of_a_typed_list_may_leave_out_what_the_list_says()
    {
        var reading = Read("apiVersion: v1\nkind: ConfigMapList\nitems:\n  - metadata: {name: a}\n");
        Assert.Empty(reading.Problems);
        Assert.Equal(new ObjectKey("", "ConfigMap", "shop", "a"), ObjectKey.Of(reading.Objects.Single()));
    }

    [Theory]
    [InlineData("items: [text]", 1218)]
    [InlineData("items: [{apiVersion: reconciler.dev/v1, kind: App, metadata: {name: a}}]", 1218)]
    [InlineData("items: [{apiVersion: v1, kind: List, items: [{kind: ConfigMap}]}]", 1202)]
    [InlineData("metadata: {}", 1212)]
    public void A_list_with_something_else_in_it_is_refused(string content, int code) =>
        Assert.Equal(code, Assert.Single(Read($"apiVersion: v1\nkind: List\n{content}\n").Problems).Code.Number);

    [Theory]
    [InlineData("apps/v1", "Deploymnet", "did you mean \"Deployment\"?")]
    [InlineData("apps/v1", "Ingress", "write apiVersion: networking.k8s.io/v1")]
    [InlineData("v1", "Deployment", "write apiVersion: apps/v1")]
    [InlineData("v1", "HorizontalPodAutoscaler", "write apiVersion: autoscaling/v2")]
    [InlineData("apps", "Deployment", "write apiVersion: apps/v1")]
    [InlineData("apps", "Thing", "write apiVersion: apps/v1")]
    [InlineData("apps/v2", "Deployment", "write apiVersion: apps/v1")]
    [InlineData("app/v1", "Deployment", "write apiVersion: apps/v1")]
    [InlineData("network.k8s.io/v1", "Ingress", "write apiVersion: networking.k8s.io/v1")]
    [InlineData("Example.com/v1", "Thing", null)]
    [InlineData("example.com/v1/x", "Thing", null)]
    [InlineData("reconciler.dev/v2", "App", "write reconciler.dev/v1")]
    public void A_kind_that_can_not_be_is_refused(string apiVersion, string kind, string? fix)
    {
        var problem = Assert.Single(Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\n").Problems, problem => problem.Code == ManifestCodes.UnknownKind);
        Assert.Equal(fix, problem.Fix);
    }

    [Theory]
    [InlineData("example.com/v1", "Thing")]
    [InlineData("gateway.networking.k8s.io/v1", "HTTPRoute")]
    [InlineData("snapshot.storage.k8s.io/v1", "VolumeSnapshot")]
    [InlineData("cert-manager.io/v1", "Certificate")]
    [InlineData("flowcontrol.apiserver.k8s.io/v1", "FlowSchema")]
    public void A_kind_of_someone_else_passes(string apiVersion, string kind) =>
        Assert.Empty(Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{x: null}}\n").Problems);

    [Fact]
    public void A_beta_version_that_this_release_does_not_serve_is_a_warning()
    {
        var problem = Assert.Single(Read("apiVersion: resource.k8s.io/v1beta1\nkind: ResourceClaim\nmetadata: {name: a}\n").Problems);
        Assert.Equal((Severity.Warning, "write apiVersion: resource.k8s.io/v1"), (problem.Severity, problem.Fix));
    }

    [Theory]
    [InlineData("authentication.k8s.io/v1", "TokenReview")]
    [InlineData("v1", "Binding")]
    public void A_kind_that_is_never_kept_is_refused(string apiVersion, string kind) =>
        Assert.Contains(Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\n").Problems, problem => problem.Code == ManifestCodes.NotKept);

    [Fact]
    public void A_place_for_anchors_is_passed_over() =>
        Assert.False(Read("x-defaults: &a {b: c}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: *a\n").Objects.Single().Has("x-defaults"));

    [Fact]
    public void All_problems_are_shown_in_the_order_of_their_places()
    {
        var problems = Read("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: A_\n  labels: {reconciler.dev/x: y}\ndata: {a: 1}\ndatta: {}\nstatus: {a: 1}\n").Problems;
        Assert.Equal([1203, 1215, 1211, 1210, 1217], problems.Select(problem => problem.Code.Number));
    }

    private static ManifestReading Read(string yaml) => ManifestReader.Read(Trees.Read(yaml), "shop");
}
