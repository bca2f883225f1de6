using System.Collections.Immutable;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Routing;
using Reconciler.Specs;
using Reconciler.Specs.Merging;

namespace Reconciler.Core.Tests.Rendering;

/// <summary>A source of Apps, an Environment and what stands beside them, written as the specs' text, with what routing makes of it.</summary>
internal sealed class RoutingScene
{
    private readonly List<AppSpec> _apps = [];
    private readonly List<CertificateSpec> _certificates = [];
    private readonly List<ChartSpec> _charts = [];
    private readonly List<ManifestDocument> _manifests = [];
    private readonly Dictionary<string, FileContent> _files = new(StringComparer.Ordinal);

    public RoutingScene(string environment = "")
    {
        var root = environment.Length == 0 ? null : Root("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: production}}\nspec:\n{Indented(environment)}");
        var document = root is null ? null : new SpecDocument(SpecKind.Environment, root);
        Environment = new EnvironmentSpec(document, SpecMerge.Merge(Defaults.Environment, document?.Spec));
    }

    public EnvironmentSpec Environment { get; }

    public List<Diagnostic> Problems { get; } = [];

    public SpecSet Specs => new()
    {
        Source = new SourceTree { Named = _files.ToImmutableSortedDictionary(StringComparer.Ordinal) },
        Environment = Environment,
        Apps = [.. _apps],
        Certificates = [.. _certificates],
        Charts = [.. _charts],
        Manifests = [.. _manifests],
    };

    /// <summary>Adds the App shop, or one of another name; the text is its spec.</summary>
    public RoutingScene App(string spec, string name = "shop", string metadata = "")
    {
        var root = Root($"{name}.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}{metadata}}}\nspec:\n{Indented(spec)}");
        _apps.Add(AppComposition.Compose(new SpecDocument(SpecKind.App, root), Environment, MapNode.Empty, MapNode.Empty));
        return this;
    }

    public RoutingScene Certificate(string spec, string name = "shop-cert")
    {
        var document = new SpecDocument(SpecKind.Certificate, Root("certs/cert.yaml", $"apiVersion: reconciler.dev/v1\nkind: Certificate\nmetadata: {{name: {name}}}\nspec:\n{Indented(spec)}"));
        _certificates.Add(new CertificateSpec(document, document.Spec));
        return this;
    }

    public RoutingScene Chart(string spec)
    {
        var document = new SpecDocument(SpecKind.Chart, Root("chart.yaml", $"apiVersion: reconciler.dev/v1\nkind: Chart\nmetadata: {{name: ingress-nginx}}\nspec:\n{Indented(spec)}"));
        _charts.Add(new ChartSpec(document, document.Spec));
        return this;
    }

    public RoutingScene Manifest(string text)
    {
        _manifests.Add(new ManifestDocument(Root("manifest.yaml", text), "manifest.yaml"));
        return this;
    }

    public RoutingScene File(string path, string content) => File(path, new FileContent.Bytes(Encoding.UTF8.GetBytes(content)));

    public RoutingScene File(string path, FileContent content)
    {
        _files[path] = content;
        return this;
    }

    /// <summary>Everything that routing renders for the set.</summary>
    public ImmutableArray<Manifest> Render()
    {
        Problems.Clear();
        var specs = Specs;
        return
        [
            .. specs.Apps.SelectMany(app => AppRouting.Render(new Reconciler.Rendering.RenderContext(app, specs, Problems))),
            .. ClusterIssuers.Render(specs),
            .. ImportedCertificates.Render(specs, Problems),
        ];
    }

    /// <summary>The one object of a kind and name.</summary>
    public MapNode Object(string kind, string name) => Render().Single(manifest => manifest.Key.Kind == kind && manifest.Key.Name == name).Body;

    /// <summary>"Kind/name" of all that is rendered, sorted.</summary>
    public string[] Names() => [.. Render().Select(manifest => $"{manifest.Key.Kind}/{manifest.Key.Name}").Order(StringComparer.Ordinal)];

    /// <summary>"RCN1401 at line 7" for every problem.</summary>
    public string[] Codes()
    {
        Render();
        return [.. Problems.Select(problem => problem.Code.Id)];
    }

    /// <summary>Checks that a part of an object, reached by keys, is this YAML.</summary>
    public static void Is(string yaml, Node? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(yaml.ReplaceLineEndings("\n").Trim(), YamlWriter.Write(actual).Trim());
    }

    public static MapNode Root(string path, string text)
    {
        var file = YamlReader.Read(path, text);
        Assert.Empty(file.Problems);
        return Assert.Single(file.Documents).Root;
    }

    private static string Indented(string text) => string.Concat(text.ReplaceLineEndings("\n").Trim('\n').Split('\n').Select(line => $"  {line}\n"));
}
