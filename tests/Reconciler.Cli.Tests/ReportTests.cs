namespace Reconciler.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly Cli _cli = new Cli().With("apps/shop.yaml", Sample.App).With("environment.yaml", Sample.Environment);

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("processes.web.replicas", "2", "apps/shop.yaml:11")]
    [InlineData("deploy.timeout", "10m", "environment.yaml:8 (Environment)")]
    [InlineData("namespace", "web", "environment.yaml:6 (Environment)")]
    [InlineData("deploy.strategy", "rolling", "default")]
    [InlineData("env.TOKEN", "(15 bytes, masked)", "apps/shop.yaml:8")]
    public async Task Each_setting_is_shown_with_what_decided_it(string path, string value, string from)
    {
        var run = await _cli.RunAsync("report", "shop");
        Assert.Equal(0, run.Code);
        Assert.Matches($@"(?m)^  {System.Text.RegularExpressions.Regex.Escape(path)} +{System.Text.RegularExpressions.Regex.Escape(value)} +{System.Text.RegularExpressions.Regex.Escape(from)}$", run.Out);
    }

    [Fact]
    public async Task Without_an_App_every_spec_is_shown()
    {
        var run = await _cli.RunAsync("report");
        Assert.Contains("Environment/production\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nApp/web/shop\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy.timeout", 0, "10m\n")]
    [InlineData("spec.processes.web.replicas", 0, "2\n")]
    [InlineData("deploy.timeot", 1, "")]
    public async Task One_value_is_printed_bare_for_scripts(string field, int code, string output)
    {
        var run = await _cli.RunAsync("report", "shop", "--field", field);
        Assert.Equal((code, output), (run.Code, run.Out));
        if (code == 1) Assert.Contains("RCN2022", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_printed_where_it_is_asked_for() =>
        Assert.Equal("hunter2-hunter2\n", (await _cli.RunAsync("report", "shop", "--field", "env.TOKEN", "--show-secrets")).Out);

    [Fact]
    public async Task The_json_form_fits_its_schema()
    {
        var run = await _cli.RunAsync("report", "--output", "json");
        await Schemas.AssertFitsAsync("settings-report", run.Out);
        Assert.DoesNotContain("hunter2", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_with_errors_gives_no_report()
    {
        var run = await _cli.With("bad.yaml", Sample.Broken).RunAsync("report");
        Assert.Equal((1, ""), (run.Code, run.Out));
    }

    [Fact]
    public async Task Another_folder_can_be_reported()
    {
        var run = await _cli.RunAsync("report", "shop", "--source", "apps");
        Assert.Contains("apps/shop.yaml:11", run.Out, StringComparison.Ordinal);
    }
}
