using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering;

/// <summary>
/// What every renderer of an App's objects needs: the App, the set that it lives in, the way metadata is made, and a
/// place to put problems that only show while rendering.
/// </summary>
public sealed class RenderContext(AppSpec app, SpecSet specs, ICollection<Diagnostic> problems)
{
    // The same for every object of the App, and there are many.
    private readonly Lane _lane = Lane.Of(app);
    private readonly Node _name = app.Name;
    private readonly Node _partOf = specs.Environment.Name;
    private readonly Node _managedBy = Ownership.ManagedBy;

    public AppSpec App { get; } = app;
    public SpecSet Specs { get; } = specs;
    public ICollection<Diagnostic> Problems { get; } = problems;

    public EnvironmentSpec Environment => Specs.Environment;
    public string Namespace => App.Namespace.Value;

    /// <summary>The labels by which pods are found. Never anything that a user wrote: selectors can't be changed later.</summary>
    public MapNode Selector(string component, string? version = null) => new MapBuilder
    {
        ["app.kubernetes.io/name"] = _name,
        ["app.kubernetes.io/component"] = component,
        [Ownership.VersionLabel] = version,
    }.ToMap();

    /// <summary>
    /// Metadata of an object of a resource type of the language (see `ResourceTypes`): name, namespace, our labels, and
    /// the user's labels and annotations for that type, in the language's order of precedence.
    /// </summary>
    public MapNode Metadata(string type, string name, string? component = null, ProcessSpec? process = null, CronSpec? cron = null, MapNode? annotations = null) => new MapBuilder(App.Document.Place)
    {
        ["name"] = name,
        ["namespace"] = App.Namespace,
        ["labels"] = Labels(type, component, process, cron),
        ["annotations"] = Annotations(type, process, cron, annotations),
    }.ToMap();

    /// <summary>Metadata of a template inside a workload: no name, and nothing that steers us.</summary>
    public MapNode TemplateMetadata(string type, string component, ProcessSpec? process, CronSpec? cron, string? version = null)
    {
        var labels = new MapBuilder().AddAll(Labels(type, component, process, cron));
        labels[Ownership.VersionLabel] = version;
        var metadata = new MapBuilder { ["labels"] = labels };
        metadata.AddMap("annotations", Annotations(type, process, cron, null) is { } written
            ? new MapNode(written.Entries.RemoveAll(entry => entry.Key.StartsWith(Ownership.Prefix, StringComparison.Ordinal)))
            : null);
        return metadata.ToMap();
    }

    private MapNode Labels(string type, string? component, ProcessSpec? process, CronSpec? cron)
    {
        var labels = new MapBuilder();
        foreach (var step in Steps("labels", type, process, cron)) labels.AddAll(step);
        return labels.AddAll(new MapBuilder
        {
            ["app.kubernetes.io/name"] = _name,
            ["app.kubernetes.io/component"] = component,
            ["app.kubernetes.io/part-of"] = _partOf,
            ["app.kubernetes.io/managed-by"] = _managedBy,
        }.ToMap()).ToMap().WithoutNulls();
    }

    private MapNode? Annotations(string type, ProcessSpec? process, CronSpec? cron, MapNode? derived)
    {
        var annotations = new MapBuilder().AddAll(derived);
        foreach (var step in Steps("annotations", type, process, cron)) annotations.AddAll(step);
        var map = annotations.ToMap().WithoutNulls();
        return map.Entries.Length == 0 ? null : map;
    }

    /// <summary>Environment.T → metadata → App.T → "*".T → P.T → cron.T; values become text, with ${APP} and the like replaced.</summary>
    private IEnumerable<MapNode> Steps(string field, string type, ProcessSpec? process, CronSpec? cron)
    {
        var processes = App.Document.Spec.Map("processes");
        MapNode?[] steps =
        [
            Environment.Fields.Map(field).Map(type),
            App.Document.Metadata.Map(field),
            App.Document.Spec.Map(field).Map(type),
            process is null ? null : processes.Map("*").Map(field).Map(type),
            process is null ? null : processes.Map(process.Name).Map(field).Map(type),
            cron?.Fields.Map(field).Map(type),
        ];
        for (var i = 0; i < steps.Length; i++)
            if (steps[i] is { } step) yield return i == 1 ? step.AsText() : Interpolate(step.AsText(), process);
    }

    /// <summary>Replaces ${APP}, ${PROCESS}, ${DEPLOYMENT} and ${NAMESPACE} in every text of a tree.</summary>
    public MapNode Interpolate(MapNode map, ProcessSpec? process) => (MapNode)Interpolated(map, process);

    public Node Interpolated(Node node, ProcessSpec? process) => node switch
    {
        MapNode or ListNode when !HasPlaceholder(node) => node,
        MapNode map => new MapNode([.. map.Entries.Select(entry => entry with { Value = Interpolated(entry.Value, process) })], map.Origin),
        ListNode list => new ListNode([.. list.Items.Select(item => Interpolated(item, process))], list.Origin),
        ScalarNode { Kind: ScalarKind.String } scalar when scalar.Value.Contains('$', StringComparison.Ordinal) =>
            ScalarNode.Of(InterpolateText(scalar.Value, process), scalar.Origin),
        _ => node,
    };

    private static bool HasPlaceholder(Node node) => node switch
    {
        MapNode map => map.Entries.Any(entry => HasPlaceholder(entry.Value)),
        ListNode list => list.Items.Any(HasPlaceholder),
        ScalarNode scalar => scalar.Value.Contains('$', StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>What is unknown stays as it is; a rule has reported it.</summary>
    public string InterpolateText(string text, ProcessSpec? process) =>
        Interpolation.Replace(text, new Placeholders(App.Name, process?.Name, process?.ObjectName, Namespace), out _);

    /// <summary>The object as a manifest of this App.</summary>
    public Manifest ToManifest(MapNode body, Origin? place = null) =>
        new(body, _lane, place ?? (body.Origin.IsKnown ? body.Origin : App.Document.Place));
}
