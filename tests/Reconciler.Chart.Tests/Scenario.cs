using System.Collections.Concurrent;
using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>A values file of Scenarios, and what the chart makes of it. Each is rendered once.</summary>
internal sealed class Scenario
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Scenario>>> Rendered = new();

    private Scenario(string name, string text) => (Name, Text, Objects) = (name, text, Files.Documents($"{name}/manifests.yaml", text));

    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateDirectories(Files.Scenarios).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public string Name { get; }
    public string Text { get; }
    public IReadOnlyList<MapNode> Objects { get; }

    public string GoldenFile => Path.Combine(Files.Scenarios, Name, "manifests.yaml");

    public MapNode Values => Files.Document(ValuesFile(Name));

    public static string ValuesFile(string name) => Path.Combine(Files.Scenarios, name, "values.yaml");

    public static Task<Scenario> OfAsync(string name) => Rendered.GetOrAdd(name, _ => new Lazy<Task<Scenario>>(() => RenderAsync(name))).Value;

    public IEnumerable<MapNode> OfKind(string kind) => Objects.Where(body => body.Text("kind")?.Value == kind);

    public MapNode? Find(string kind, string name, string? inNamespace = Helm.Namespace) =>
        OfKind(kind).SingleOrDefault(body => ObjectKey.Of(body) is var key && key.Name == name && key.Namespace == (inNamespace ?? ""));

    public MapNode Pod => Assert.Single(OfKind("Deployment")).Map("spec").Map("template")!;

    public MapNode Container => Assert.Single(Pod.Map("spec").Maps("containers"));

    private static async Task<Scenario> RenderAsync(string name)
    {
        var result = await Helm.TemplateAsync([ValuesFile(name)], []);
        Assert.True(result.Code == 0, result.Error);
        return new Scenario(name, result.Out);
    }
}
