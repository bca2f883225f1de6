using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Core.Tests;

/// <summary>What comes of a source: the texts that golden files hold.</summary>
internal sealed record Outcome(string Manifests, string Diagnostics, string Report)
{
    public static Outcome Of(SourceTree tree)
    {
        var specs = SpecParser.Parse(tree);
        var rendered = Renderer.Render(specs);
        var problems = DiagnosticList.Of(tree, specs.Problems.Concat(rendered.Problems));
        return new Outcome(string.Join("---\n", rendered.Manifests.Select(Text)), string.Concat(problems.Select(problem => $"{problem}\n")), ReportOf(specs));
    }

    /// <summary>An object, after the values that are filled in only when it is applied.</summary>
    private static string Text(Manifest manifest) =>
        string.Concat(manifest.Pending.Select(pending => $"# pending: {pending.Path} from {CanonicalJson.WriteOrdered(pending.Source.Fields, indented: false)}\n")) + YamlWriter.Write(manifest.Body);

    private static string ReportOf(SpecSet specs)
    {
        var fields = new[] { ($"Environment/{specs.Environment.Name}", specs.Environment.Fields) }
            .Concat(specs.Apps.Select(spec => ($"App/{spec.Name}", spec.Fields)))
            .Concat(specs.Storages.Select(spec => ($"Storage/{spec.Name}", spec.Fields)))
            .Concat(specs.Charts.Select(spec => ($"Chart/{spec.Name}", spec.Fields)))
            .Concat(specs.AutoscalingAuths.Select(spec => ($"AutoscalingAuth/{spec.Name}", spec.Fields)))
            .Concat(specs.Certificates.Select(spec => ($"Certificate/{spec.Name}", spec.Fields)))
            .Concat(specs.Nodes.Select(spec => ($"Node/{spec.Name}", spec.Fields)));
        return string.Join("\n", fields.Select(spec =>
            $"{spec.Item1}\n{string.Concat(EffectiveSettings.Of(spec.Fields, showSecrets: false).Select(setting => $"  {setting.Path}: {setting.Text}  # {(setting.Origin.IsKnown ? $"{setting.Origin.File}:{setting.Origin.Line}" : "default")}\n"))}"));
    }
}

/// <summary>A folder of specs, read by the tests themselves: Core can't read files.</summary>
internal sealed record Scenario(string Name, ImmutableSortedDictionary<string, byte[]> Files)
{
    public static string Root { get; } = FindRoot();

    public static string GoldenFolder => Path.Combine(Root, "tests", "Golden");

    public static IEnumerable<string> Golden => Directory.EnumerateDirectories(GoldenFolder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static Scenario OfGolden(string name) => Read(name, Path.Combine(GoldenFolder, name, "specs"));

    public static IEnumerable<Scenario> Examples =>
        Directory.EnumerateDirectories(Path.Combine(Root, "examples")).Order(StringComparer.Ordinal).Select(folder => Read(Path.GetFileName(folder), folder));

    public static Scenario Read(string name, string folder) =>
        new(name, Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToImmutableSortedDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal));

    public static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal);

    public SourceTree ToTree() => ToTree(Files.Where(file => IsYaml(file.Key)).Select(file => YamlReader.Read(file.Key, file.Value)));

    /// <summary>A tree of files that are read already, with what their specs name.</summary>
    public SourceTree ToTree(IEnumerable<YamlFile> yaml)
    {
        var tree = new SourceTree { Files = yaml.ToImmutableSortedDictionary(file => file.Path, file => file, StringComparer.Ordinal) };
        var named = NamedFiles.Of(tree).Files.Where(file => !file.IsFolder).Select(file => file.Path).Distinct(StringComparer.Ordinal);
        return tree with { Named = named.ToImmutableSortedDictionary(path => path, Content, StringComparer.Ordinal) };
    }

    private FileContent Content(string path) => Files.TryGetValue(path, out var bytes) ? new FileContent.Bytes(bytes) : new FileContent.Missing();

    private static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
