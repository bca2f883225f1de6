using Reconciler.Objects;

namespace Reconciler.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_source_without_problems_is_counted()
    {
        var run = await _cli.With("apps/a.yaml", Sample.App).With("environment.yaml", Sample.Environment).RunAsync("validate");
        Assert.Equal(new CliResult(0, "2 files, 2 specs, no problems\n", ""), run);
    }

    [Theory]
    [InlineData(".", "apps/a.yaml:9:7: error RCN")]
    [InlineData("./", "apps/a.yaml:9:7: error RCN")]
    [InlineData("apps", "apps/a.yaml:9:7: error RCN")]
    [InlineData("apps/a.yaml", "apps/a.yaml:9:7: error RCN")]
    public async Task A_problem_is_shown_at_the_path_from_where_the_user_stands(string source, string start)
    {
        var run = await _cli.With("apps/a.yaml", Sample.Broken).RunAsync("validate", source);
        Assert.Equal(1, run.Code);
        Assert.StartsWith(start, run.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 error in 1 file\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_inside_the_source_can_be_asked_for()
    {
        _cli.With("one/a.yaml", Sample.App).With("two/b.yaml", Sample.Broken);
        Assert.Equal(0, (await _cli.RunAsync("validate", "--path", "one")).Code);
        Assert.StartsWith("two/b.yaml:9:7: ", (await _cli.RunAsync("validate", ".", "--path", "two")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_fails_only_where_strictness_is_asked_for()
    {
        _cli.With("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx-mode: 0644\n");
        var relaxed = await _cli.RunAsync("validate");
        Assert.Equal((0, true), (relaxed.Code, relaxed.Out.Contains("warning RCN1014", StringComparison.Ordinal)));
        var strict = await _cli.RunAsync("validate", "--strict");
        Assert.Equal((1, true), (strict.Code, strict.Out.Contains("error RCN1014", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Quiet_prints_no_summary_and_verbose_the_cause()
    {
        _cli.With("a.yaml", Sample.Broken);
        Assert.DoesNotContain("in 1 file", (await _cli.RunAsync("validate", "-q")).Out, StringComparison.Ordinal);
        var verbose = await _cli.RunAsync("validate", "--verbose");
        Assert.Contains("    cause: ", verbose.Out, StringComparison.Ordinal);
        Assert.Contains(" s\n", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_an_error_with_a_code()
    {
        var run = await _cli.RunAsync("validate", "nowhere");
        Assert.Equal((1, "error RCN2001: nowhere is not there\n    fix: check the path, and the folder that the command runs in\n1 error\n"), (run.Code, run.Out));
    }

    [Fact]
    public async Task On_a_terminal_the_line_is_shown_with_a_caret_and_colour()
    {
        using var terminal = new Cli { IsTerminal = true };
        var run = await terminal.With("a.yaml", Sample.Broken).RunAsync("validate");
        Assert.Contains("\u001b[", run.Out, StringComparison.Ordinal);
        terminal.Variables["NO_COLOR"] = "1";
        var plain = await terminal.RunAsync("validate");
        Assert.DoesNotContain("\u001b[", plain.Out, StringComparison.Ordinal);
        Assert.Contains("    9 |       replica: 2\n      |       ^\n", plain.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_report_is_stable_and_fits_its_schema()
    {
        _cli.With("a.yaml", Sample.Broken).With("b.yaml", "a: [\n");
        var run = await _cli.RunAsync("validate", "--output", "json");
        Golden.Matches("tests/Reconciler.Cli.Tests/Expected/validate.json", run.Out);
        await Schemas.AssertFitsAsync("validation-report", run.Out);
        await Schemas.AssertFitsAsync("validation-report", (await _cli.RunAsync("validate", "nowhere", "-o", "json")).Out);
    }

    [Fact]
    public async Task An_annotation_carries_its_place_and_escapes_what_GitHub_would_read()
    {
        var run = await _cli.With("odd, name:1.yaml", "100%: 1\n100%: 2\n").RunAsync("validate", "--output", "github");
        Assert.Equal(1, run.Code);
        var line = run.Out.Split('\n').First(text => text.Contains("RCN1004", StringComparison.Ordinal));
        Assert.StartsWith("::error file=odd%2C name%3A1.yaml,line=2,col=1,title=RCN1004::", line, StringComparison.Ordinal);
        Assert.Contains("100%25", line, StringComparison.Ordinal);
        Assert.Contains("%0Afix: ", string.Join('\n', run.Out), StringComparison.Ordinal);
        Assert.Contains("error", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sarif_log_names_the_rules_of_its_results()
    {
        _cli.With("a b.yaml", Sample.Broken);
        var run = await _cli.RunAsync("validate", "--output", "sarif");
        var log = Assert.Single(YamlReader.Read("log.json", run.Out).Documents).Root;
        Assert.Equal("2.1.0", log.Text("version")!.Value);
        var result = Assert.Single(log.Maps("runs").Single().Maps("results"));
        var location = result.Maps("locations").Single().Map("physicalLocation");
        Assert.Equal(("a%20b.yaml", 9, 7), (location.Map("artifactLocation").Text("uri")!.Value, location.Map("region").Int("startLine")!.Value, location.Map("region").Int("startColumn")!.Value));
        var rules = log.Maps("runs").Single().Map("tool").Map("driver").Maps("rules").ToArray();
        Assert.Equal(result.Text("ruleId")!.Value, rules[result.Int("ruleIndex")!.Value].Text("id")!.Value);
    }

    [Fact]
    public async Task A_bug_is_shown_as_one_without_a_stack_trace()
    {
        var host = new CommandHost(new ThrowingWriter(), new StringWriter { NewLine = "\n" }) { WorkingDirectory = _cli.Folder };
        Assert.Equal(1, await CommandLine.RunAsync(["version"], host, default));
        Assert.Equal("error RCN9001: this is a bug of ours: InvalidOperationException: nothing can be written\n    fix: run the command again with --verbose and report what it prints\n", host.Error.ToString());
        Assert.Equal(1, await CommandLine.RunAsync(["version", "--verbose"], host, default));
        Assert.Contains("   at ", host.Error.ToString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_with_130()
    {
        _cli.With("a.yaml", Sample.App);
        var host = new CommandHost(new StringWriter(), new StringWriter()) { WorkingDirectory = _cli.Folder };
        Assert.Equal(130, await CommandLine.RunAsync(["validate"], host, new CancellationToken(canceled: true)));
    }

    private sealed class ThrowingWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new InvalidOperationException("nothing can be written");
    }
}
