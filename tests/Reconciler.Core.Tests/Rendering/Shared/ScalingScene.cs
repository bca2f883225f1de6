using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Charts;
using Reconciler.Rendering.Scaling;
using Reconciler.Rendering.Shared;
using Reconciler.Rendering.Volumes;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Rendering.Shared;

/// <summary>What a text of specs becomes, and what is said about it. Lines of the text are lines of `scene.yaml`.</summary>
internal sealed class ScalingScene
{
    private const string Path = "scene.yaml";
    private readonly List<Diagnostic> _problems = [];
    private readonly List<Manifest> _manifests = [];

    public ScalingScene(string yaml, Func<ProcessSpec, string>? target = null)
    {
        Specs = SpecParser.Parse(new SourceTree { Files = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [new KeyValuePair<string, YamlFile>(Path, YamlReader.Read(Path, yaml))]) });
        // The rules of specs have their own tests, and speak of some of the same things.
        Assert.Empty(Specs.Problems.Where(problem => problem.Code.Number is < 1100 or >= 1200));
        foreach (var app in Specs.Apps) _manifests.AddRange(Autoscaling.Render(new RenderContext(app, Specs, _problems), target));
        _manifests.AddRange(AutoscalingAuths.Render(Specs, _problems));
        _manifests.AddRange(Storages.Render(Specs));
        _manifests.AddRange(HelmCharts.Render(Specs, _problems));
        _manifests.AddRange(Registries.Render(Specs));
        Namespaces = [.. Reconciler.Rendering.Shared.Namespaces.Render(Specs, _manifests)];
    }

    public SpecSet Specs { get; }
    public IReadOnlyList<Manifest> Manifests => _manifests;
    public ImmutableArray<Manifest> Namespaces { get; }
    public IReadOnlyList<Diagnostic> Problems => _problems;

    public Manifest? Find(string kind, string name) => _manifests.Find(manifest => manifest.Key.Kind == kind && manifest.Key.Name == name);

    public Manifest One(string kind, string name) => Find(kind, name) ?? throw new Xunit.Sdk.XunitException($"no {kind}/{name} among {string.Join(", ", _manifests.Select(manifest => manifest.Key))}");

    /// <summary>The only problem there is, of the code and at the line.</summary>
    public Diagnostic Problem(DiagnosticCode code, int line)
    {
        var problem = Assert.Single(_problems);
        Assert.Equal(code, problem.Code);
        Assert.Equal((Path, line), (problem.Place.File, problem.Place.Line));
        return problem;
    }

    /// <summary>Nothing is said, and the custom resources are ones that their definitions allow.</summary>
    public ScalingScene IsFine()
    {
        Assert.Empty(_problems);
        foreach (var manifest in _manifests) Assert.Empty(CustomResourceCheck.Of(manifest.Body));
        return this;
    }

    /// <summary>A value deep in an object, as JSON.</summary>
    public static string Json(Manifest manifest, params string[] path) => manifest.Body.Path(path) is { } node ? CanonicalJson.WriteOrdered(node, indented: false) : "nothing";

    /// <summary>The line that a value deep in an object was written at, 0 where nobody wrote it.</summary>
    public static int Line(Manifest manifest, params string[] path) => manifest.Body.Path(path)!.Origin.Line;
}
