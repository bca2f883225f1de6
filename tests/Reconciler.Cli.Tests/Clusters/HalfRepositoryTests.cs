using System.Diagnostics;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>A repository that does not give a whole commit: nothing is planned from the half that can be read, and nothing is deleted.</summary>
public sealed class HalfRepositoryTests : IDisposable
{
    private static readonly KubeResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", true);

    private readonly LiveCli _live = new();

    public HalfRepositoryTests()
    {
        _live.Cli.Variables["XDG_CACHE_HOME"] = Path.Combine(_live.Cli.Folder, "cache");
        _live.With("apps/one.yaml", Map("one", 1)).With("apps/two.yaml", Map("two", 1));
        Git("init", "-q", "-b", "main");
        Commit();
    }

    private string Repository => Path.Combine(_live.Cli.Folder, "source");

    public void Dispose() => _live.Dispose();

    [Theory]
    [InlineData("HEAD:apps", false)]
    [InlineData("HEAD:apps/one.yaml", false)]
    [InlineData("HEAD:apps/one.yaml", true)]
    public async Task Nothing_is_planned_or_deleted_while_an_object_of_the_commit_is_missing_or_damaged(string what, bool isDamaged)
    {
        Assert.Equal(0, (await RunAsync("apply", "--yes")).Code);
        _live.With("apps/one.yaml", Map("one", 2));
        _live.Remove("apps/two.yaml");
        Commit();
        var id = Git("rev-parse", what);
        var file = Path.Combine(Repository, ".git", "objects", id[..2], id[2..]);
        File.Move(file, $"{file}.kept");
        if (isDamaged) await File.WriteAllTextAsync(file, "no object");

        foreach (var command in (string[][])[["plan"], ["apply", "--yes"]])
        {
            var run = await RunAsync(command);
            Assert.Equal((1, ""), (run.Code, run.Out));
            Assert.Matches("error RCN20[0-9][0-9]: ", run.Error);
        }
        Assert.Equal(["one 1", "two 1"], await LiveAsync());

        File.Move($"{file}.kept", file, overwrite: true);
        Assert.Contains("1 to update, 0 to replace, 1 to prune", (await RunAsync("plan")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("apply", "--yes")).Code);
        Assert.Equal(["one 2", "two gone"], await LiveAsync());
    }

    private Task<CliResult> RunAsync(params string[] command) => _live.Cli.RunAsync([.. command, $"file://{Repository}"]);

    private async Task<List<string>> LiveAsync()
    {
        var found = new List<string>();
        await _live.AsSomebodyAsync(async client =>
        {
            foreach (var name in (string[])["one", "two"])
            {
                var answer = await client.Objects.Get(new ObjectAddress(ConfigMaps, "default", name), default);
                Assert.True(answer.Error is null or KubeError.NotFound, answer.Error?.ToString());
                found.Add($"{name} {(answer.TryGet(out var live, out _) ? live.Map("data").Text("size")?.Value : "gone")}");
            }
        });
        return found;
    }

    private void Commit()
    {
        Git("add", "-A");
        Git("commit", "-q", "-m", "a change");
    }

    private string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgSign=false", .. arguments]) { WorkingDirectory = Repository, RedirectStandardOutput = true })!;
        var said = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return said;
    }

    private static string Map(string name, int size) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default}}\ndata: {{size: '{size}'}}\n";
}
