using System.Diagnostics;

namespace Reconciler.Cli.Tests;

public sealed class GitSourceTests : IDisposable
{
    private readonly Cli _cli = new();

    public GitSourceTests()
    {
        _cli.Variables["XDG_CACHE_HOME"] = Path.Combine(_cli.Folder, "cache");
        _cli.With("config/apps/a.yaml", Sample.App);
        Git("init", "-q", "-b", "main");
        Git("add", "-A");
        Git("commit", "-q", "-m", "one");
        Git("tag", "v1");
        _cli.With("config/apps/a.yaml", Sample.Broken);
        Git("commit", "-q", "-a", "-m", "two");
    }

    private string Url => $"file://{_cli.Folder}/config";

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_commit_renders_the_same_by_url_and_from_a_working_copy()
    {
        var url = await _cli.RunAsync("render", Url, "--ref", "v1", "--path", "apps");
        var folder = await _cli.RunAsync("render", "config", "--ref", "v1");
        Assert.Equal((0, url.Out), (url.Code, folder.Out));
        Assert.Contains("name: shop-web", url.Out, StringComparison.Ordinal);
        Assert.Equal("2\n", (await _cli.RunAsync("report", "shop", "--source", Url, "--ref", "v1", "--field", "processes.web.replicas")).Out);
    }

    [Fact]
    public async Task Problems_of_a_repository_have_their_places_in_it()
    {
        var run = await _cli.RunAsync("validate", Url, "--path", "apps");
        Assert.Equal(1, run.Code);
        Assert.Contains("apps/a.yaml:9:7", run.Out + run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("validate", Url, "--ref", "v1")).Code);
    }

    [Theory]
    [InlineData("https://ada:sesame@127.0.0.1:1/config.git", "RCN2041")]
    [InlineData("http://ada:sesame@git.example.com/config.git", "RCN2031")]
    public async Task A_source_that_can_not_be_read_is_an_error_without_secrets(string source, string code)
    {
        foreach (var format in new[] { "text", "json", "github", "sarif" })
        {
            var run = await _cli.RunAsync("validate", source, "--output", format);
            Assert.Equal(1, run.Code);
            Assert.Contains(code, run.Out + run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("sesame", run.Out + run.Error, StringComparison.Ordinal);
        }
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgSign=false", .. arguments]) { WorkingDirectory = Path.Combine(_cli.Folder, "config") })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
