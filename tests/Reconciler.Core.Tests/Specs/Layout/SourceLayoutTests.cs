using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Core.Tests.Specs.Layout;

public sealed class SourceLayoutTests
{
    [Fact]
    public void Only_YAML_files_outside_kustomizations_and_charts_are_read_by_themselves()
    {
        var layout = Layout("a.yaml", "b.yml", "readme.md", "k/kustomization.yaml", "k/d.yaml", "k/sub/e.yaml", "chart/Chart.yaml", "chart/templates/f.yaml", ".g.yaml", "_h/i.yaml");
        Assert.Equal(["a.yaml", "b.yml"], layout.Yaml.ToArray());
        Assert.Equal(["k"], layout.Standing);
    }

    [Fact]
    public void A_chart_is_skipped_with_a_note_and_the_charts_in_it_without()
    {
        var note = Assert.Single(Layout("c/Chart.yaml", "c/charts/sub/Chart.yaml").Problems);
        Assert.Equal((SourceCodes.SkippedChart, "c/Chart.yaml"), (note.Code, note.Place.File));
    }

    [Fact]
    public void An_ignored_kustomization_is_not_built_but_may_be_named()
    {
        var layout = Layout("_k/kustomization.yml");
        Assert.Empty(layout.Standing);
        Assert.Equal("_k/kustomization.yml", layout.Kustomizations["_k"]);
    }

    [Theory]
    [InlineData("a.yaml", false, true)]
    [InlineData("a.txt", false, false)]
    [InlineData("folder", true, true)]
    [InlineData(".folder", true, false)]
    public void A_link_that_leaves_the_source_matters_where_it_would_have_been_read(string path, bool isFolder, bool matters)
    {
        var layout = SourceLayout.Of([new SourceEntry(path, new FileContent.LeavesSource("/etc"), isFolder)], IgnoreRules.Of([]));
        Assert.Equal(matters ? [SourceCodes.LinkLeavesSource] : [], layout.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public void A_kustomization_that_another_one_names_is_not_built_by_itself()
    {
        var (roots, notes) = Roots(("base", "resources: [d.yaml]"), ("prod", "resources: [../base]"), ("more", "components: [../prod/]"));
        Assert.Equal(["more"], roots);
        Assert.Equal(["base/kustomization.yaml", "prod/kustomization.yaml"], notes.Select(note => note.Place.File));
        Assert.All(notes, note => Assert.Equal(SourceCodes.SkippedKustomization, note.Code));
    }

    [Fact]
    public void A_kustomization_inside_another_one_that_does_not_name_it_is_noted()
    {
        var (roots, notes) = Roots(("k", "resources: [d.yaml]"), ("k/inner", "resources: [e.yaml]"));
        Assert.Equal(["k"], roots);
        Assert.Contains("does not name it", Assert.Single(notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kustomization_of_an_App_is_left_to_the_App() => Assert.Empty(Roots(["k"], ("k", "resources: [rendered.yaml]")).Folders);

    [Fact]
    public void A_remote_resource_names_no_folder_of_the_source() =>
        Assert.Equal(["k", "x"], Roots(("k", "resources: ['https://example.org/x', /x, ../../x]"), ("x", "resources: []")).Folders);

    [Fact]
    public void A_build_needs_the_folders_that_are_named_however_far() =>
        Assert.Equal(["a", "b", "c"], Graph(("a", "bases: [../b]"), ("b", "resources: [../c, ../a]"), ("c", ""), ("d", "")).Needed("a"));

    private static SourceLayout Layout(params string[] paths) => SourceLayout.Of([.. paths.Select(path => new SourceEntry(path))], IgnoreRules.Of([]));

    private static KustomizationGraph Graph(params (string Folder, string Text)[] files) =>
        KustomizationGraph.Of(files.ToDictionary(file => file.Folder, file => YamlReader.Read($"{file.Folder}/kustomization.yaml", file.Text)));

    private static (IEnumerable<string> Folders, IEnumerable<Diagnostic> Notes) Roots(params (string Folder, string Text)[] files) => Roots([], files);

    private static (IEnumerable<string> Folders, IEnumerable<Diagnostic> Notes) Roots(string[] ofApps, params (string Folder, string Text)[] files) =>
        Graph(files).Roots(Layout([.. files.Select(file => $"{file.Folder}/kustomization.yaml")]), ofApps.ToHashSet());
}
