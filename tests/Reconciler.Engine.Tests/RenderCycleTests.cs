using Reconciler.Diagnostics;
using Reconciler.Git;
using Reconciler.Objects;

namespace Reconciler.Engine.Tests;

public sealed class RenderCycleTests : IDisposable
{
    private const string App = "apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: shop}\nspec:\n  image: registry.example.org/shop:v1\n";
    private const string KustomizedApp = App + "  kustomize: ./k\n";
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Specs_become_objects()
    {
        _folder.With("app.yaml", App).With("extra.yaml", ConfigMap);
        var rendered = await RunAsync();
        Assert.Empty(Errors(rendered));
        Assert.Contains(rendered.Manifests.Manifests, manifest => manifest.Key == new ObjectKey("apps", "Deployment", "default", "shop-web"));
        Assert.Contains(rendered.Manifests.Manifests, manifest => manifest.Key == new ObjectKey("", "ConfigMap", "default", "extra"));
    }

    [Fact]
    public async Task The_problems_of_all_files_come_sorted_by_place()
    {
        _folder.With("c.yaml", "a: [\n").With("a.yaml", App.Replace("image:", "imag:", StringComparison.Ordinal)).With("b.yaml", new byte[] { 0xFF });
        var files = (await RunAsync()).Diagnostics.Where(problem => problem.Severity == Severity.Error).Select(problem => problem.Place.File).ToArray();
        Assert.Equal(["a.yaml", "b.yaml", "c.yaml"], files.Distinct());
        Assert.Equal(files.Order(StringComparer.Ordinal), files);
    }

    [Fact]
    public async Task A_warning_is_silenced_by_a_comment_on_its_line_and_only_there()
    {
        _folder.With("a.yaml", ConfigMap + "data: {mode: \"x\"}\nx-a: 0644\n").With("b.yaml", ConfigMap.Replace("extra", "other", StringComparison.Ordinal) + "x-a: 0644 # reconcile: allow RCN1014\n");
        Assert.Equal(["a.yaml"], (await RunAsync()).Diagnostics.Where(problem => problem.Code == SourceCodes.LeadingZero).Select(problem => problem.Place.File));
    }

    [Fact]
    public async Task An_error_can_not_be_allowed()
    {
        _folder.With("a.yaml", "a: 1\na: 2 # reconcile: allow RCN1004\n");
        Assert.Contains((await RunAsync()).Diagnostics, problem => problem.Code == SourceCodes.DuplicateKey);
    }

    [Fact]
    public async Task A_source_without_YAML_is_a_warning()
    {
        _folder.With("readme.md");
        Assert.Equal([MachineCodes.NothingToRead], (await RunAsync()).Diagnostics.Select(problem => problem.Code));
    }

    [Fact]
    public async Task What_is_ignored_is_not_read()
    {
        _folder.With(".reconcileignore", "*.txt.yaml\n").With("notes.txt.yaml", "[").With("sub/.reconcileignore", "/values.yaml").With("sub/values.yaml", "[").With("app.yaml", App);
        Assert.Empty(Errors(await RunAsync()));
    }

    [Theory]
    [InlineData("", "outside", "RCN1010")]
    [InlineData("sub/", "outside", "RCN1010")]
    [InlineData("", "large", "RCN1009")]
    [InlineData("", "not UTF-8", "RCN1001")]
    public async Task What_is_to_be_ignored_is_unknown_where_it_can_not_be_read(string folder, string what, string code)
    {
        var file = $"{folder}.reconcileignore";
        _folder.With("app.yaml", App);
        if (what == "outside") _folder.WithLink(file, "/etc/hostname");
        else _folder.With(file, what == "large" ? new byte[5 * 1024 * 1024] : [0xff, 0xfe, (byte)'a', 0]);
        var problem = Assert.Single(Errors(await RunAsync()));
        Assert.Equal((code, file), (problem.Code.Id, problem.Place.File));
        Assert.Contains("unknown", problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lies_in_an_ignored_folder_needs_no_rules()
    {
        _folder.With("app.yaml", App).With("_old/.reconcileignore", [0xff]);
        Assert.Empty(Errors(await RunAsync()));
    }

    [Fact]
    public async Task A_kustomization_is_built_and_read_as_manifests_and_specs()
    {
        _folder.With("k/kustomization.yaml", "resources: [app.yaml, extra.yaml]\n").With("k/app.yaml", App).With("k/extra.yaml", ConfigMap);
        var rendered = await RunAsync();
        Assert.Empty(Errors(rendered));
        Assert.Equal("k/kustomization.yaml", Assert.Single(rendered.Specs.Apps).Document.File);
        Assert.Contains(rendered.Manifests.Manifests, manifest => manifest.Key.Name == "extra" && manifest.Place == new Origin("k/kustomization.yaml", 1, 1));
    }

    [Fact]
    public async Task A_kustomization_that_fails_is_an_error_at_its_file()
    {
        _folder.With("k/kustomization.yaml", "resources: [nothing.yaml]\n");
        var problem = Assert.Single(Errors(await RunAsync()));
        Assert.Equal((MachineCodes.KustomizeFailed, "k/kustomization.yaml"), (problem.Code, problem.Place.File));
    }

    [Fact]
    public async Task The_objects_of_an_App_go_through_its_kustomization()
    {
        _folder.With("app.yaml", KustomizedApp).With("k/extra.yaml", ConfigMap)
            .With("k/kustomization.yaml", "resources: [rendered.yaml, extra.yaml]\nlabels:\n- pairs: {team: blue}\n");
        var rendered = await RunAsync();
        Assert.Empty(Errors(rendered));
        var deployment = Assert.Single(rendered.Manifests.Manifests, manifest => manifest.Key.Kind == "Deployment");
        Assert.Equal("blue", deployment.Body.Map("metadata").Map("labels").Text("team")!.Value);
        Assert.Equal(new Origin("app.yaml", 5, 10), ((ListNode)deployment.Body.Path("spec", "template", "spec", "containers")!).Items[0].Path("image")!.Origin);
        var extra = Assert.Single(rendered.Manifests.Manifests, manifest => manifest.Key.Name == "extra");
        Assert.Equal(("App/shop", "default"), (extra.Lane.Title, extra.Key.Namespace));
        Assert.NotNull(extra.Body.Map("metadata").Map("annotations").Text("reconciler.dev/owner"));
    }

    [Theory]
    [InlineData("resources: [extra.yaml]\n", 2013)]
    [InlineData("resources: [rendered.yaml]\nnamePrefix: x-\n", 2013)]
    [InlineData("resources: [rendered.yaml]\npatches:\n- patch: |-\n    $patch: delete\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata: {name: shop, namespace: default}\n", 2014)]
    [InlineData("resources: [rendered.yaml, other.yaml]\n", 2016)]
    [InlineData("resources: [rendered.yaml, nothing.yaml]\n", 2011)]
    public async Task A_kustomization_that_loses_an_Apps_objects_is_told(string kustomization, int code)
    {
        _folder.With("app.yaml", KustomizedApp).With("k/extra.yaml", ConfigMap).With("k/other.yaml", App).With("k/kustomization.yaml", kustomization);
        var problem = Assert.Single((await RunAsync()).Diagnostics, found => found.Code.Number is > 2000 and < 3000);
        Assert.Equal((code, "app.yaml", 6), (problem.Code.Number, problem.Place.File, problem.Place.Line));
    }

    [Fact]
    public async Task An_App_may_not_name_a_folder_without_kustomization()
    {
        _folder.With("app.yaml", KustomizedApp);
        Assert.Contains((await RunAsync()).Diagnostics, problem => problem.Severity == Severity.Error && problem.Place is { File: "app.yaml", Line: 6 });
    }

    [Fact]
    public async Task Nothing_is_written_into_the_source()
    {
        _folder.With("app.yaml", KustomizedApp).With("k/kustomization.yaml", "resources: [rendered.yaml]\n");
        await RunAsync();
        Assert.Equal(2, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    private static IEnumerable<Diagnostic> Errors(Rendered rendered) => rendered.Diagnostics.Where(problem => problem.Severity == Severity.Error);

    private Task<Rendered> RunAsync() => RenderCycle.RunAsync(
        FolderSource.Open(_folder.Path, null, "/").Source!, new KustomizeCommand(System.Environment.GetEnvironmentVariable("PATH") ?? "", TimeSpan.FromSeconds(60)), default);
}
