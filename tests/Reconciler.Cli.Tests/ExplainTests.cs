namespace Reconciler.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("RCN1012", "RCN1012 (error): ")]
    [InlineData("1012", "RCN1012 (error): ")]
    [InlineData("rcn1012", "RCN1012 (error): ")]
    [InlineData("App", "App")]
    [InlineData("app.deploy.timeout", "App.spec.deploy.timeout")]
    [InlineData("App.spec.processes.web.port", "App.spec.processes.<name>.port")]
    public async Task What_is_known_is_explained(string subject, string start)
    {
        var run = await _cli.RunAsync("explain", subject);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith(start, run.Out, StringComparison.Ordinal);
        await Schemas.AssertFitsAsync("explanation", (await _cli.RunAsync("explain", subject, "-o", "json")).Out);
    }

    [Theory]
    [InlineData("Apps.deploy", "did you mean \"App\"?")]
    [InlineData("App.deply", "did you mean \"deploy\"?")]
    [InlineData("App.deploy.tmeout", "did you mean \"timeout\"?")]
    [InlineData("App.namespace.x", "has no fields")]
    [InlineData("RCN9999", "docs/diagnostics.md")]
    public async Task What_is_not_known_is_answered_with_what_was_meant(string subject, string hint)
    {
        var run = await _cli.RunAsync("explain", subject);
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("App", "\"title\": \"App\"")]
    [InlineData("storage", "\"title\": \"Storage\"")]
    public async Task A_schema_is_printed(string kind, string part) => Assert.Contains(part, (await _cli.RunAsync("schema", kind)).Out, StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_kind_the_union_is_printed() =>
        Assert.Equal(File.ReadAllText(Path.Combine(Golden.Root(), "schemas", "reconciler.schema.json")).TrimEnd(), (await _cli.RunAsync("schema")).Out.TrimEnd());

    [Fact]
    public async Task A_kind_that_is_misspelt_is_suggested()
    {
        var run = await _cli.RunAsync("schema", "Storge");
        Assert.Equal((1, "error RCN2023: there is no kind Storge\n    fix: did you mean \"Storage\"?\n"), (run.Code, run.Error));
    }
}
