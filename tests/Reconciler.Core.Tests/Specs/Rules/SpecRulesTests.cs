using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Specs.Rules;

public sealed class SpecRulesTests
{
    [Fact]
    public void Every_problem_is_reported_in_the_order_of_places_with_its_field()
    {
        var found = RuleScene.Check(RuleScene.App("""
            processes:
              web: {command: a && b, healthChecks: {readiness: {}}}
              worker: {resources: {cpu: 1x}}
            mounts: [{storage: uploads, path: /}]
            cron: [{name: nightly, schedule: '0 3', command: rake}]
            """));
        Assert.Equal(
            """
            scene.yaml:7:20 RCN1067 spec.processes.web.command
            scene.yaml:7:54 RCN1138 spec.processes.web.healthChecks.readiness
            scene.yaml:8:31 RCN1062 spec.processes.worker.resources.cpu
            scene.yaml:9:22 RCN1101 spec.mounts[0].storage
            scene.yaml:9:37 RCN1161 spec.mounts[0].path
            scene.yaml:10:36 RCN1065 spec.cron[0].schedule
            """,
            string.Join("\n", found.Select(problem => $"{problem.Place} {problem.Code.Id} {problem.Field}")), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void What_the_schema_check_has_refused_is_not_explained_twice()
    {
        var only = Assert.Single(RuleScene.Check(RuleScene.App("domains: ['https://shop.example.com']")));
        Assert.InRange(only.Code.Number, 1021, 1059);
    }

    [Fact]
    public void The_order_of_documents_does_not_matter()
    {
        string[] documents = [RuleScene.App("dependsOn: [b]", "a"), RuleScene.App("dependsOn: [a]", "b"), RuleScene.App("domains: [x.example.com]", "c"), RuleScene.App("domains: [x.example.com]", "d")];
        var first = RuleScene.Check(RuleScene.Of(documents)).Select(problem => problem.Code.Id).Order(StringComparer.Ordinal);
        var second = RuleScene.Check(RuleScene.Of([.. documents.Reverse()])).Select(problem => problem.Code.Id).Order(StringComparer.Ordinal);
        Assert.Equal(["RCN1105", "RCN1109"], first);
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("app.yaml")]
    [InlineData("environment.yaml")]
    [InlineData("node.yaml")]
    [InlineData("chart.yaml")]
    [InlineData("storage.yaml")]
    [InlineData("certificate.yaml")]
    [InlineData("autoscalingauth.yaml")]
    public void A_spec_with_anything_in_place_of_a_value_is_checked_without_an_exception(string name)
    {
        var roots = YamlReader.Read(name, File.ReadAllText(Path.Combine(Accepted(), name))).Documents.Select(document => document.Root).ToImmutableArray();
        for (var i = 0; i < roots.Length; i++)
        {
            foreach (var mutant in Mutants(roots[i]))
            {
                var failure = Record.Exception(() => Parse(roots.SetItem(i, (MapNode)mutant)));
                Assert.True(failure is null, $"{CanonicalJson.Write(mutant)}\n{failure}");
            }
        }
    }

    private static SpecSet Parse(ImmutableArray<MapNode> roots) => SpecParser.Parse(new SourceTree
    {
        Files = ImmutableSortedDictionary.Create<string, YamlFile>(StringComparer.Ordinal)
            .Add("mutant.yaml", new YamlFile("mutant.yaml", [.. roots.Select(root => new YamlDocument(root, 1, 1))], [])),
    });

    private static readonly ImmutableArray<Node> Strange =
    [
        ScalarNode.Of("${x:/", default), ScalarNode.Of(-1), new ListNode([ScalarNode.Of("", default), MapNode.Empty]), new MapNode([new MapEntry("*", ScalarNode.Null)]),
    ];

    /// <summary>The tree with each value below its head replaced in turn by something that may not stand there.</summary>
    private static IEnumerable<Node> Mutants(Node node, string path = "") => node switch
    {
        MapNode map => map.Entries.Where(entry => path.Length > 0 || entry.Key is "spec" or "metadata")
            .SelectMany(entry => Some(entry.Key.Length).Concat(Mutants(entry.Value, $"{path}.{entry.Key}")).Select(value => (Node)map.With(entry.Key, value.At(entry.Value.Origin), entry.KeyOrigin))),
        ListNode list => list.Items.SelectMany((item, index) => Some(index).Concat(Mutants(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"))).Select(value => (Node)new ListNode(list.Items.SetItem(index, value), list.Origin))),
        _ => [],
    };

    /// <summary>Half of them, in turn, which finds as much in half the time.</summary>
    private static IEnumerable<Node> Some(int turn) => Strange.Where((_, index) => (index + turn) % 2 == 0);

    private static string Accepted([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Schemas", "accepted");
}
