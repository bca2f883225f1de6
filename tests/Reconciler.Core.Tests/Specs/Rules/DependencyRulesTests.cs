using static Reconciler.Core.Tests.Specs.Rules.RuleScene;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class DependencyRulesTests
{
    [Theory]
    [InlineData("database")]
    [InlineData("App/database")]
    [InlineData("App/default/database")]
    [InlineData("Storage/uploads")]
    [InlineData("Chart/keda")]
    [InlineData("Node/worker-1")]
    [InlineData("StatefulSet.apps/data/postgres")]
    [InlineData("Cluster.postgresql.cnpg.io/data/postgres")]
    [InlineData("Secret/data/postgres")]
    [InlineData("CustomResourceDefinition.apiextensions.k8s.io/things.example.com")]
    public void A_dependency_is_a_spec_of_the_source_or_an_object_of_the_cluster(string name) => Passes(Scene(name));

    [Theory]
    [InlineData("databse", "RCN1101", "did you mean \"database\"?")]
    [InlineData("App/other/database", "RCN1101", "write App/default/database")]
    [InlineData("Storage/upload", "RCN1101", "did you mean \"uploads\"?")]
    [InlineData("Chart/kedda", "RCN1101", "did you mean \"keda\"?")]
    [InlineData("Node/worker-2", "RCN1101", "did you mean \"worker-1\"?")]
    [InlineData("Chart/keda/keda", "RCN1104", "write Chart/keda")]
    [InlineData("app/database", "RCN1104", "did you mean \"App\"?")]
    [InlineData("Certificate/shop", "RCN1104", "the kinds of spec are App, Chart, Node, Storage")]
    [InlineData("StatefulSet/data/postgres", "RCN1104", "write StatefulSet.apps/data/postgres")]
    [InlineData("StatefulSet.apps/postgres", "RCN1104", "write StatefulSet.apps/NAMESPACE/postgres")]
    [InlineData("Namespace/x/y", "RCN1104", "write Namespace/y")]
    [InlineData("Sekret/data/postgres", "RCN1104", "did you mean \"Secret\"?")]
    [InlineData("a/b/c/d", "RCN1104", "write an App's name")]
    [InlineData("App/", "RCN1104", "write an App's name")]
    public void Anything_else_is_refused_with_what_to_write(string name, string code, string fix) =>
        Assert.StartsWith(fix, Refused(code, Scene("»" + name)).Fix, StringComparison.Ordinal);

    private static string Scene(string dependency) => Of(
        App($"dependsOn: [{dependency}]"), App("", "database"), Storage(),
        Spec("Chart", "namespace: keda", "keda"), Spec("Node", "role: worker", "worker-1"));

    [Fact]
    public void A_circle_is_shown_with_its_edges()
    {
        var problem = Refused("RCN1105", Of(App("dependsOn: [»b]", "a"), App("dependsOn: [c]", "b"), App("dependsOn: [a]", "c")));
        Assert.Equal("dependencies go in a circle: App/default/a waits for App/default/b (scene.yaml:6:15), App/default/b waits for App/default/c (scene.yaml:13:15), "
            + "App/default/c waits for App/default/a (scene.yaml:20:15)", problem.Message);
        Passes(Of(App("dependsOn: [b, c]", "a"), App("dependsOn: [c]", "b"), App("", "c")));
    }

    [Fact]
    public void Two_circles_are_two_problems() =>
        Assert.Equal(["RCN1105", "RCN1105"], Check(Of(App("dependsOn: [b]", "a"), App("dependsOn: [a]", "b"), App("dependsOn: [d]", "c"), App("dependsOn: [c]", "d"))).Select(problem => problem.Code.Id));

    [Fact]
    public void Nothing_waits_for_itself() => Refused("RCN1105", App("dependsOn: [»shop]"));

    [Fact]
    public void The_annotation_is_read_as_dependsOn()
    {
        var text = App("").Replace("{name: shop}", "{name: shop, annotations: {reconciler.dev/depends-on: »\"Storage/uploads, database\"}}", StringComparison.Ordinal);
        Refused("RCN1101", Of(text, Storage()));
        Passes(Of(text.Replace("»", "", StringComparison.Ordinal), Storage(), App("", "database")));
    }
}
