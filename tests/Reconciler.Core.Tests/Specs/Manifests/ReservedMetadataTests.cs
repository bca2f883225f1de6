using Reconciler.Specs.Manifests;

namespace Reconciler.Core.Tests.Specs.Manifests;

public sealed class ReservedMetadataTests
{
    [Theory]
    [InlineData("labels: {applyset.kubernetes.io/part-of: x}", "remove it")]
    [InlineData("labels: {applyset.kubernetes.io/id: x}", "remove it")]
    [InlineData("annotations: {applyset.kubernetes.io/tooling: x}", "remove it")]
    [InlineData("annotations: {reconciler.dev/applied: x}", "remove it")]
    [InlineData("annotations: {reconciler.dev/owner: x}", "remove it")]
    [InlineData("annotations: {reconciler.dev/source: x}", "remove it")]
    [InlineData("annotations: {reconciler.dev/purne: never}", "did you mean \"reconciler.dev/prune\"?")]
    [InlineData("labels: {reconciler.dev/prune: never}", "remove it")]
    public void What_is_ours_is_refused(string metadata, string fix)
    {
        var problem = Assert.Single(ManifestReader.Read(ConfigMap(metadata), "shop").Problems);
        Assert.Equal((1215, 5, fix), (problem.Code.Number, problem.Place.Line, problem.Fix));
    }

    [Fact]
    public void What_is_ours_is_refused_on_custom_resources_too() =>
        Assert.Equal(1215, Assert.Single(ManifestReader.Read(Trees.Read("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, annotations: {reconciler.dev/x: y}}\n"), "shop").Problems).Code.Number);

    [Theory]
    [InlineData("annotations: {reconciler.dev/prune: never}")]
    [InlineData("annotations: {reconciler.dev/adopt: \"true\", reconciler.dev/force: \"true\", reconciler.dev/replace: \"true\", reconciler.dev/wait: \"false\"}")]
    [InlineData("annotations: {reconciler.dev/depends-on: \"App/database, StatefulSet.apps/data/postgres\"}")]
    [InlineData("annotations: {reconciler.dev/ignore: \"/data/a\\n/metadata/labels/x~1y\"}")]
    [InlineData("labels: {app.kubernetes.io/managed-by: me}")]
    public void What_a_person_may_write_passes(string metadata) => Assert.Empty(ManifestReader.Read(ConfigMap(metadata), "shop").Problems);

    [Theory]
    [InlineData("labels: {applyset.kubernetes.io/part-of: x}", "template")]
    [InlineData("annotations: {reconciler.dev/wait: \"false\"}", "template")]
    [InlineData("labels: {reconciler.dev/x: y}", "volumeClaimTemplates")]
    public void Templates_carry_nothing_of_ours(string metadata, string where)
    {
        var template = $"{{metadata: {{{metadata}}}, spec: {{containers: []}}}}";
        var spec = where == "template" ? $"template: {template}" : $"volumeClaimTemplates: [{{metadata: {{{metadata}}}}}], template: {{}}";
        var body = Trees.Read($"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: a}}\nspec: {{selector: {{}}, serviceName: a, {spec}}}\n");
        var problem = Assert.Single(ManifestReader.Read(body, "shop").Problems, problem => problem.Code.Number == 1215);
        Assert.StartsWith($"spec.{where}", problem.Field, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reconciler.dev/prune: nevr", "did you mean \"never\"?")]
    [InlineData("reconciler.dev/prune: \"true\"", null)]
    [InlineData("reconciler.dev/adopt: \"yes\"", null)]
    [InlineData("reconciler.dev/wait: \"\"", null)]
    [InlineData("reconciler.dev/depends-on: \"a,,b\"", "write names as in App/database, Storage/uploads")]
    [InlineData("reconciler.dev/ignore: \"\"", "write JSON pointers, one a line, as in /spec/replicas")]
    [InlineData("reconciler.dev/ignore: data.a", "write /data/a")]
    [InlineData("reconciler.dev/ignore: /dta/a", "did you mean \"data\"?")]
    [InlineData("reconciler.dev/ignore: /data/a/b", "write /data/a")]
    public void A_steering_annotation_without_meaning_is_refused(string annotation, string? fix)
    {
        var problem = Assert.Single(ManifestReader.Read(ConfigMap($"annotations: {{{annotation}}}"), "shop").Problems);
        Assert.Equal((1216, fix), (problem.Code.Number, problem.Fix));
    }

    [Theory]
    [InlineData("/spec/template/spec/containers/0/args/1", "/spec/template/spec/containers/0/args")]
    [InlineData("/spec/selector/matchLabels", "/spec/selector")]
    [InlineData("/spec/template/spec/nodeSelector/a", "/spec/template/spec/nodeSelector")]
    [InlineData("/spec/template/spec/containers/web", "/spec/template/spec/containers/0")]
    [InlineData("/spec/replicas", null)]
    [InlineData("/spec/template/spec/containers/0/image", null)]
    [InlineData("/spec/template/metadata/annotations/a.b~1c", null)]
    public void A_pointer_into_what_Kubernetes_owns_as_a_whole_is_refused(string pointer, string? write)
    {
        var body = Trees.Read($"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a, annotations: {{reconciler.dev/ignore: {pointer}}}}}\n");
        var problems = ManifestReader.Read(body, "shop").Problems.Where(problem => problem.Code.Number == 1216).ToList();
        if (write is null) Assert.Empty(problems);
        else Assert.StartsWith($"write {write}", Assert.Single(problems).Fix, StringComparison.Ordinal);
    }

    private static Reconciler.Objects.MapNode ConfigMap(string metadata) => Trees.Read($"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  {metadata}\n");
}
