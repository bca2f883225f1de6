using Reconciler.Objects;

namespace Reconciler.Cli.Tests;

public sealed class RenderTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Objects_are_printed_in_a_stable_order_with_secrets_masked()
    {
        _cli.With("app.yaml", Sample.App);
        var run = await _cli.RunAsync("render");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.DoesNotContain("hunter2", run.Out, StringComparison.Ordinal);
        Assert.Contains("TOKEN: \"(15 bytes, masked)\"", run.Out, StringComparison.Ordinal);
        Assert.Equal(run.Out, (await _cli.RunAsync("render")).Out);
        var file = YamlReader.Read("out.yaml", run.Out);
        Assert.Empty(file.Problems);
        Assert.Equal(["Secret", "Service", "ServiceAccount", "Deployment"], file.Documents.Select(document => document.Root.Text("kind")!.Value).Where(kind => kind != "Namespace"));
    }

    [Fact]
    public async Task Secrets_are_shown_where_they_are_asked_for()
    {
        var run = await _cli.With("app.yaml", Sample.App).RunAsync("render", "--show-secrets");
        Assert.True(run.Out.Contains("hunter2-hunter2", StringComparison.Ordinal) || run.Out.Contains(Convert.ToBase64String("hunter2-hunter2"u8), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_with_errors_gives_nothing()
    {
        var run = await _cli.With("good.yaml", Sample.AppIn("a", "good")).With("bad.yaml", Sample.Broken).RunAsync("render");
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.StartsWith("bad.yaml:9:7: error ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", 0, "a")]
    [InlineData("a/one", 0, "a")]
    [InlineData("b/two", 0, "b")]
    [InlineData("two", 1, "RCN2021")]
    [InlineData("thre", 1, "RCN2020")]
    [InlineData("b/one", 1, "RCN2020")]
    public async Task One_App_can_be_asked_for(string app, int code, string expected)
    {
        _cli.With("1.yaml", Sample.AppIn("a", "one")).With("2.yaml", Sample.AppIn("a", "two")).With("3.yaml", Sample.AppIn("b", "two")).With("4.yaml", Sample.AppIn("a", "three"));
        var run = await _cli.RunAsync("render", "--app", app);
        Assert.Equal(code, run.Code);
        if (code == 0) Assert.All(YamlReader.Read("out.yaml", run.Out).Documents, document => Assert.Equal(expected, document.Root.Map("metadata").Text("namespace")!.Value));
        else Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_form_names_the_line_of_each_object_and_fits_its_schema()
    {
        var run = await _cli.With("app.yaml", Sample.App).RunAsync("render", "--output", "json");
        await Schemas.AssertFitsAsync("manifest-list", run.Out);
        var items = Assert.Single(YamlReader.Read("out.json", run.Out).Documents).Root.Maps("items").ToArray();
        Assert.Contains(items, item => item.Text("from")!.Value == "App/shop" && item.Text("file")!.Value == "app.yaml");
        Assert.DoesNotContain("hunter2", run.Out, StringComparison.Ordinal);
    }
}
