using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Schemas;

namespace Reconciler.Core.Tests;

/// <summary>
/// Which fields of the schemas have a visible effect somewhere in the golden scenarios. A field has one where taking it
/// away changes a manifest, or makes a recorded diagnostic go; a new diagnostic about the missing field proves nothing.
/// </summary>
internal static partial class FieldCoverage
{
    private static readonly ImmutableHashSet<string> Envelope = ["apiVersion", "kind", "<x->"];

    /// <summary>Shapes that are the same wherever they stand: it is enough that each of their fields is shown once.</summary>
    private static readonly ImmutableArray<(Regex Pattern, string Shape)> Shared =
    [
        (EveryProcess(), "App.spec.processes.<name>$1"),
        (ProbeField(), "probe$1"),
        (VariableField(), "env.<name>$1"),
        (SourceField(), "envFrom$1"),
        (TaskField(), "App.spec.deploy.tasks.before$1"),
        (UpgradeField(), "Chart.spec.upgrades.before$1"),
    ];

    [GeneratedRegex(@"^App\.spec\.processes\.\*(.*)$")]
    private static partial Regex EveryProcess();

    [GeneratedRegex(@"^.*\.healthChecks\.\w+(\..+)$")]
    private static partial Regex ProbeField();

    [GeneratedRegex(@"^.*\.env\.<name>(\..+)$")]
    private static partial Regex VariableField();

    [GeneratedRegex(@"^.*\.envFrom(\..+)$")]
    private static partial Regex SourceField();

    [GeneratedRegex(@"^App\.spec\.deploy\.tasks\.after(\..+)$")]
    private static partial Regex TaskField();

    [GeneratedRegex(@"^Chart\.spec\.upgrades\.after(\..+)$")]
    private static partial Regex UpgradeField();

    /// <summary>The path under which a field is counted.</summary>
    public static string Canonical(string path) => Shared.Aggregate(path, (known, shape) => shape.Pattern.Replace(known, shape.Shape));

    /// <summary>
    /// The fields of a kind that have to be shown: those with a value of their own, maps with free keys, and those whose
    /// inner fields are counted elsewhere.
    /// </summary>
    public static IEnumerable<string> Required(string kind) =>
        SchemaFields.Of(kind)!.Walk()
            .Where(field => !Envelope.Contains(field.Name) && field.Path.Contains('.', StringComparison.Ordinal))
            .Where(field => !field.IsFreeKey && field.Children.All(child => child.IsFreeKey || Canonical(child.Path) != child.Path))
            .Select(field => Canonical(field.Path))
            .Distinct(StringComparer.Ordinal);

    /// <summary>The fields that a scenario shows, leaving out those that are <paramref name="known"/> already.</summary>
    public static IEnumerable<string> Shown(Scenario scenario, IReadOnlySet<string> known, Func<string, bool> inReport)
    {
        var yaml = scenario.Files.Where(file => Scenario.IsYaml(file.Key)).Select(file => YamlReader.Read(file.Key, file.Value)).ToArray();
        var before = Outcome.Of(scenario.ToTree(yaml));
        var shown = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < yaml.Length; i++)
            for (var j = 0; j < yaml[i].Documents.Length; j++)
            {
                var document = yaml[i].Documents[j];
                if (document.Root.Text("apiVersion")?.Value != SpecDocument.ApiVersion || SchemaFields.Of(document.Root.Text("kind")?.Value ?? "") is not { } schema) continue;
                foreach (var (path, without) in Removals(document.Root, schema))
                {
                    if (known.Contains(path) || shown.Contains(path)) continue;
                    var changed = yaml[i] with { Documents = yaml[i].Documents.SetItem(j, document with { Root = without }) };
                    var after = Outcome.Of(scenario.ToTree([.. yaml[..i], changed, .. yaml[(i + 1)..]]));
                    if (IsVisible(before, after, inReport(path))) shown.Add(path);
                }
            }
        return shown;
    }

    private static bool IsVisible(Outcome before, Outcome after, bool inReport) =>
        before.Manifests != after.Manifests
        || before.Diagnostics.Split('\n').Except(after.Diagnostics.Split('\n')).Any()
        || (inReport && before.Report != after.Report);

    /// <summary>The document once for every field in it, without that field.</summary>
    private static IEnumerable<(string Path, MapNode Without)> Removals(MapNode map, SchemaField field)
    {
        foreach (var entry in map.Entries)
        {
            if (field.Child(entry.Key) is not { } child) continue;
            yield return (Canonical(child.Path), map.Without(entry.Key));
            foreach (var (path, inner) in RemovalsBelow(entry.Value, child)) yield return (path, map.With(entry.Key, inner, entry.KeyOrigin));
        }
    }

    private static IEnumerable<(string Path, Node Without)> RemovalsBelow(Node node, SchemaField field) => node switch
    {
        MapNode map => Removals(map, field).Select(removal => (removal.Path, (Node)removal.Without)),
        ListNode list => list.Items.SelectMany((item, i) => RemovalsBelow(item, field).Select(removal => (removal.Path, (Node)new ListNode(list.Items.SetItem(i, removal.Without), list.Origin)))),
        _ => [],
    };
}
