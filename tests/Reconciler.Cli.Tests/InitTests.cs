namespace Reconciler.Cli.Tests;

public sealed class InitTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_it_writes_validates_without_any_problem_and_renders()
    {
        var run = await _cli.RunAsync("init", "repo");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith("next: reconcile validate repo\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(new CliResult(0, "2 files, 2 specs, no problems\n", ""), await _cli.RunAsync("validate", "repo", "--strict"));
        Assert.Contains("kind: Deployment", (await _cli.RunAsync("render", "repo")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_editor_finds_the_schema_from_every_file()
    {
        await _cli.RunAsync("init");
        foreach (var file in Directory.GetFiles(_cli.Folder, "*.yaml", SearchOption.AllDirectories).Where(file => !file.Contains("/.github/", StringComparison.Ordinal)))
        {
            const string modeline = "# yaml-language-server: $schema=";
            var first = (await File.ReadAllLinesAsync(file))[0];
            Assert.StartsWith(modeline, first, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, first[modeline.Length..])), $"{file}: {first}");
        }
        Assert.Contains("./schemas/reconciler.schema.json", await File.ReadAllTextAsync(Path.Combine(_cli.Folder, ".vscode", "settings.json")), StringComparison.Ordinal);
        Assert.Contains("reconcile validate . --output github", await File.ReadAllTextAsync(Path.Combine(_cli.Folder, ".github", "workflows", "validate.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_overwritten_and_nothing_else_is_written()
    {
        _cli.With("environment.yaml", "mine").With(".reconcileignore", "mine");
        var run = await _cli.RunAsync("init");
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Contains("RCN2024: .reconcileignore and environment.yaml are there already", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_cli.Folder, "environment.yaml")));
        Assert.False(Directory.Exists(Path.Combine(_cli.Folder, "apps")));
    }

    [Fact]
    public async Task A_folder_that_can_not_be_made_is_an_error()
    {
        var run = await _cli.With("file", "").RunAsync("init", "file");
        Assert.Equal(1, run.Code);
        Assert.Contains("RCN2025", run.Error, StringComparison.Ordinal);
    }
}
