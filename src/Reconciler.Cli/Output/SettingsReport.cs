using System.Globalization;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Cli.Output;

/// <summary>A merged spec with the name that a report has it under.</summary>
internal sealed record ReportedSpec(SpecKind Kind, string? Namespace, string Name, MapNode Fields)
{
    public string Title => $"{Kind}/{(Namespace is null ? "" : $"{Namespace}/")}{Name}";

    public static ReportedSpec Of(AppSpec app) => new(SpecKind.App, app.Namespace.Value, app.Name, app.Fields);

    public static IReadOnlyList<ReportedSpec> All(SpecSet specs) =>
    [
        new ReportedSpec(SpecKind.Environment, null, specs.Environment.Name, specs.Environment.Fields),
        .. specs.Apps.Select(Of),
        .. specs.Storages.Select(spec => new ReportedSpec(SpecKind.Storage, spec.Namespace.Value, spec.Name, spec.Fields)),
        .. specs.Certificates.Select(spec => new ReportedSpec(SpecKind.Certificate, spec.Namespace?.Value, spec.Name, spec.Fields)),
        .. specs.AutoscalingAuths.Select(spec => new ReportedSpec(SpecKind.AutoscalingAuth, spec.Namespace?.Value, spec.Name, spec.Fields)),
        .. specs.Charts.Select(spec => new ReportedSpec(SpecKind.Chart, null, spec.Name, spec.Fields)),
        .. specs.NodeProfiles.Select(spec => new ReportedSpec(SpecKind.NodeProfile, null, spec.Name, spec.Fields)),
        .. specs.Nodes.Select(spec => new ReportedSpec(SpecKind.Node, null, spec.Name, spec.Fields)),
    ];
}

/// <summary>Effective settings with where each comes from: a line, with the kind of another spec that it stands in, or a default.</summary>
internal sealed class SettingsReport(SpecSet specs, string prefix, bool showSecrets)
{
    private const int WidestValue = 60;

    public void WriteText(TextWriter output, IEnumerable<ReportedSpec> reported)
    {
        var first = true;
        foreach (var spec in reported)
        {
            if (!first) output.WriteLine();
            first = false;
            output.WriteLine(spec.Title);
            var rows = EffectiveSettings.Of(spec.Fields, showSecrets).Select(setting => (setting.Path, Value: setting.Text.ReplaceLineEndings("\\n"), From: From(setting.Origin, spec))).ToArray();
            var pathWidth = rows.Select(row => row.Path.Length).DefaultIfEmpty().Max();
            var valueWidth = Math.Min(WidestValue, rows.Select(row => row.Value.Length).DefaultIfEmpty().Max());
            foreach (var (path, value, from) in rows) output.WriteLine($"  {path.PadRight(pathWidth)}  {value.PadRight(valueWidth)}  {from}");
        }
    }

    public string ToJson(IEnumerable<ReportedSpec> reported) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "SettingsReport",
        ["specs"] = ListNode.Of(reported.Select(spec => (Node)new MapBuilder
        {
            ["kind"] = spec.Kind.ToString(),
            ["namespace"] = spec.Namespace,
            ["name"] = spec.Name,
            ["settings"] = ListNode.Of(EffectiveSettings.Of(spec.Fields, showSecrets).Select(setting => Json(setting, spec))),
        }.ToMap())),
    }.ToMap(), indented: true);

    private MapNode Json(Setting setting, ReportedSpec spec) => new MapBuilder
    {
        ["path"] = setting.Path,
        ["value"] = setting.Value,
        ["file"] = setting.Origin.File is { } file ? prefix + file : null,
        ["line"] = setting.Origin.IsKnown ? ScalarNode.Of(setting.Origin.Line) : null,
        ["from"] = !setting.Origin.IsKnown ? "default" : StepOf(setting.Origin, spec) ?? spec.Kind.ToString(),
    }.ToMap();

    private string From(Origin origin, ReportedSpec spec)
    {
        if (!origin.IsKnown) return "default";
        var place = string.Create(CultureInfo.InvariantCulture, $"{prefix}{origin.File}:{origin.Line}");
        return StepOf(origin, spec) is { } step ? $"{place} ({step})" : place;
    }

    /// <summary>What else than the spec itself decided: the kind of another spec, or the file that it read.</summary>
    private string? StepOf(Origin origin, ReportedSpec spec)
    {
        if (!specs.Source.Files.TryGetValue(origin.File!, out var file)) return origin.File![(origin.File!.LastIndexOf('/') + 1)..];
        var document = file.Documents.FirstOrDefault(found => found.FirstLine <= origin.Line && origin.Line <= found.LastLine);
        var kind = document?.Root.Text("kind")?.Value;
        return kind == spec.Kind.ToString() ? null : kind;
    }
}
