using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Charts;

/// <summary>A chart that needs neither repository nor version: where it comes from, and the values that we give it.</summary>
public sealed record KnownChart(string Name, MapNode Fields)
{
    public Sourced<string> Repo => Fields.Text("repo")!;
    public Sourced<string> Version => Fields.Text("version")!;
    public Sourced<string> Namespace => Fields.Text("namespace")!;
    public MapNode Values => Fields.Map("values")!;

    /// <summary>Steps that its own upgrades need, run before those that a spec has for the same version.</summary>
    public IEnumerable<ChartUpgradeSpec> Upgrades => Fields.Maps("upgrades").Select(item => new ChartUpgradeSpec(item));
}

/// <summary>The charts that the features of the language rest on.</summary>
public static class KnownCharts
{
    private static readonly string[] Names = ["cert-manager", "ingress-nginx", "keda", "keda-add-ons-http", "longhorn", "traefik", "vector"];

    public static ImmutableSortedDictionary<string, KnownChart> All { get; } =
        Names.ToImmutableSortedDictionary(name => name, name => new KnownChart(name, Read(name)), StringComparer.Ordinal);

    public static KnownChart? Find(string name) => All.GetValueOrDefault(name);

    private static MapNode Read(string name)
    {
        using var reader = new StreamReader(typeof(KnownCharts).Assembly.GetManifestResourceStream($"charts/{name}.yaml")!);
        return (MapNode)Placeless(YamlReader.Read(name, reader.ReadToEnd()).Documents[0].Root);
    }

    /// <summary>Built-in values have no place, which is how a report knows them.</summary>
    private static Node Placeless(Node node) => node switch
    {
        MapNode map => new MapNode([.. map.Entries.Select(entry => new MapEntry(entry.Key, Placeless(entry.Value)))]),
        ListNode list => new ListNode([.. list.Items.Select(Placeless)]),
        _ => node.At(Origin.None),
    };
}
