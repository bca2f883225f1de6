using System.Text.RegularExpressions;
using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>What is written about the chart is so.</summary>
public sealed partial class DocumentTests
{
    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \| (?<default>[^|]+) \|(?<text>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^```yaml\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [Fact]
    public void The_readme_has_every_value_with_its_default_in_the_order_of_the_file()
    {
        var rows = Row().Matches(Files.Text("charts/reconciler/README.md")).Select(row => $"{row.Groups["name"].Value} {row.Groups["default"].Value.Trim('`')}");
        Assert.Equal(Leaves(Files.Document("charts/reconciler/values.yaml"), "").Select(leaf => $"{leaf.Path} {leaf.Default}"), rows);
    }

    [Fact]
    public void The_schema_knows_every_value_and_no_other()
    {
        var schema = (MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(Files.Text("charts/reconciler/values.schema.json")));
        // helm gives every chart that is part of another one the values that are global
        Assert.Equal(Properties(schema.Without("definitions"), "").Except(["global"]).Order(StringComparer.Ordinal), Leaves(Files.Document("charts/reconciler/values.yaml"), "").Select(leaf => leaf.Path).Where(path => !path.StartsWith("resources.", StringComparison.Ordinal)).Concat(["resources.limits", "resources.requests"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_example_of_the_documentation_can_be_installed()
    {
        var example = Assert.Single(Example().Matches(Files.Text("docs/install.md"))).Groups["text"].Value;
        using var folder = new TemporaryFolder();
        var result = await Helm.TemplateAsync([folder.With("values.yaml", example)], []);
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains(Files.Documents("install.md", result.Out), body => body.Text("kind")?.Value == "Ingress");
    }

    private static IEnumerable<(string Path, string Default)> Leaves(MapNode map, string path) =>
        map.Entries.SelectMany(entry => entry.Value is MapNode { Entries.IsEmpty: false } inner ? Leaves(inner, $"{path}{entry.Key}.") : [($"{path}{entry.Key}", Shown(entry.Value))]);

    private static string Shown(Node value) => value switch
    {
        MapNode => "{}",
        ListNode list when list.Items.All(item => item is ScalarNode) => $"[{string.Join(", ", list.Items)}]",
        ListNode => "see values.yaml",
        ScalarNode { Kind: ScalarKind.String, Value: "" } => "\"\"",
        _ => value.ToString()!,
    };

    /// <summary>Paths of a schema down to where it lets anything be written.</summary>
    private static IEnumerable<string> Properties(MapNode schema, string path) =>
        from entry in schema.Map("properties")!.Entries
        let inner = (MapNode)entry.Value
        from name in inner.Has("properties") ? Properties(inner, $"{path}{entry.Key}.") : [$"{path}{entry.Key}"]
        select name;
}
