using System.Diagnostics;
using Reconciler.Cli.Clusters;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>sync.verify as plan and apply ask for it, with real repositories and signatures.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly Cli _cli = new();

    public VerifyTests()
    {
        _cli.Variables["RECONCILE_SANDBOX"] = Path.Combine(_cli.Folder, "state", "sandbox.db");
        _cli.Variables["XDG_CACHE_HOME"] = Path.Combine(_cli.Folder, "cache");
        foreach (var key in new[] { "ada", "eve" }) Run(_cli.Folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", key);
        Directory.CreateDirectory(Work);
        Git("init", "-q", "-b", "main");
        Environment("{allowedSigners: ./allowed_signers}").Signers("ada").Map("1");
    }

    private string Work => Path.Combine(_cli.Folder, "work");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_first_commit_is_verified_by_its_own_keys_and_says_so()
    {
        Commit("ada");
        var apply = await ApplyAsync();
        Assert.Equal(0, apply.Code);
        Assert.Contains("work/environment.yaml:4:23: note RCN3037: nothing that was verified has been applied yet", apply.Out, StringComparison.Ordinal);
        Map("2").Commit("ada");
        var next = await ApplyAsync();
        Assert.Equal(0, next.Code);
        Assert.DoesNotContain("RCN3037", next.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsigned_commit_or_another_signer_refuses_the_whole_plan()
    {
        Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Map("2").Commit(null);
        foreach (var run in new[] { await PlanAsync(), await ApplyAsync() })
        {
            Assert.Equal(3, run.Code);
            Assert.Contains("! refused RCN3035: RCN2050: the commit ", run.Out, StringComparison.Ordinal);
            Assert.Contains("work/environment.yaml:4:23", run.Out, StringComparison.Ordinal);
        }
        Map("3").Commit("eve");
        Assert.Contains("RCN3035: RCN2051: ", (await ApplyAsync()).Out, StringComparison.Ordinal);
        Assert.Equal("1", await LiveAsync());
        Assert.Equal(0, (await ApplyAsync("--approve", "RCN3035")).Code);
        Assert.Equal("3", await LiveAsync());
    }

    /// <summary>A commit can neither bring the keys that it is judged by nor take the wish to verify away.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_judges_a_commit_comes_from_the_one_before(bool bringsKeys)
    {
        Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        if (bringsKeys) Signers("eve");
        else Environment(null);
        Map("2").Commit("eve");
        Assert.Equal(3, (await ApplyAsync()).Code);
        // an approval lets the plan through, and the keys of what it lets through count for nothing
        Assert.Equal(0, (await ApplyAsync("--approve", "RCN3035")).Code);
        Map("3").Commit("eve");
        Assert.Equal(3, (await ApplyAsync()).Code);
    }

    [Fact]
    public async Task A_trusted_signer_may_hand_over_to_another_and_may_end_it()
    {
        Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Signers("eve").Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Map("2").Commit("ada");
        Assert.Equal(3, (await ApplyAsync()).Code);
        Map("3").Commit("eve");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Environment(null).Commit("eve");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Map("4").Commit(null);
        Assert.Equal(0, (await ApplyAsync()).Code);
    }

    [Fact]
    public async Task Files_that_differ_from_their_commit_are_refused_until_somebody_approves()
    {
        Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Map("dirty");
        var dirty = await ApplyAsync();
        Assert.Equal(3, dirty.Code);
        Assert.Contains("RCN3036: sync.verify asks for a signed commit, and these files differ from ", dirty.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("plan", "work", "--ref", "main", "--cluster", "sandbox")).Code);
        Assert.Equal(0, (await ApplyAsync("--approve", "RCN3036")).Code);
        Assert.Equal("dirty", await LiveAsync());
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".git/info/exclude")]
    public async Task A_file_that_git_ignores_is_covered_by_no_signature(string list)
    {
        if (list == ".gitignore") _cli.With("work/.gitignore", "extra.yaml\n");
        Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        File.AppendAllText(Path.Combine(Work, list), "extra.yaml\n");
        _cli.With("work/extra.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra, namespace: default}\ndata: {a: '1'}\n");
        if (list == ".gitignore") Commit("ada");
        var run = await ApplyAsync();
        Assert.Equal(3, run.Code);
        Assert.Contains("RCN3036: sync.verify asks for a signed commit, and extra.yaml is not as ", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("apply", "work", "--ref", "main", "--cluster", "sandbox", "--yes")).Code);
        File.Delete(Path.Combine(Work, "extra.yaml"));
        _cli.With("work/notes.txt", "what is not read is nobody's business");
        File.AppendAllText(Path.Combine(Work, ".git/info/exclude"), "notes.txt\n");
        Assert.Equal(0, (await ApplyAsync()).Code);
    }

    [Fact]
    public async Task A_file_that_git_was_told_not_to_look_at_is_looked_at()
    {
        Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Git("update-index", "--assume-unchanged", "map.yaml");
        Map("tampered");
        var run = await ApplyAsync();
        Assert.Equal(3, run.Code);
        Assert.Contains("map.yaml is not as ", run.Out, StringComparison.Ordinal);
        Assert.Equal("1", await LiveAsync());
    }

    [Fact]
    public async Task A_folder_without_git_and_keys_that_are_missing_are_refused()
    {
        Commit("ada");
        Directory.Delete(Path.Combine(Work, ".git"), recursive: true);
        var folder = await ApplyAsync();
        Assert.Equal(3, folder.Code);
        Assert.Contains("RCN3036: sync.verify asks for a signed commit, and these files belong to none", folder.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_commit_that_is_gone_is_no_reason_to_trust()
    {
        Commit("ada");
        Assert.Equal(0, (await ApplyAsync()).Code);
        Directory.Delete(Path.Combine(Work, ".git"), recursive: true);
        Git("init", "-q", "-b", "main");
        Signers("eve").Commit("eve");
        var run = await ApplyAsync();
        Assert.Equal(3, run.Code);
        Assert.Contains("RCN3038", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_url_the_keys_are_read_from_the_commit_that_was_verified_before()
    {
        Commit("ada");
        Assert.Equal(0, (await ApplyUrlAsync()).Code);
        Signers("eve").Map("2").Commit("eve");
        Directory.Delete(_cli.Variables["XDG_CACHE_HOME"], recursive: true);
        var run = await ApplyUrlAsync();
        Assert.Equal(3, run.Code);
        Assert.Contains("RCN3035: RCN2051: ", run.Out, StringComparison.Ordinal);
        Git("reset", "-q", "--hard", "HEAD~1");
        Map("3").Commit("ada");
        Assert.Equal(0, (await ApplyUrlAsync()).Code);
        Assert.Equal("3", await LiveAsync());
    }

    [Fact]
    public async Task A_signed_tag_is_asked_for_where_the_environment_says_so()
    {
        Environment("{allowedSigners: ./allowed_signers, require: tag}").Commit(null);
        Assert.Equal(3, (await ApplyAsync()).Code);
        Sign("ada", "tag", "-s", "-m", "one", "v1");
        var tagged = await _cli.RunAsync("apply", "work", "--ref", "v1", "--cluster", "sandbox", "--yes");
        Assert.True(tagged.Code == 0, tagged.Out + tagged.Error);
    }

    private VerifyTests Environment(string? verify)
    {
        _cli.With("work/environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: test}}\nspec: {{sync: {{{(verify is null ? "" : $"verify: {verify}")}}}, systemNamespace: test-system}}\n");
        return this;
    }

    private VerifyTests Signers(string name)
    {
        _cli.With("work/allowed_signers", $"{name}@example.com {File.ReadAllText(Path.Combine(_cli.Folder, $"{name}.pub"))}");
        return this;
    }

    private VerifyTests Map(string value)
    {
        _cli.With("work/map.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: map, namespace: default}}\ndata: {{a: \"{value}\"}}\n");
        return this;
    }

    private void Commit(string? signer)
    {
        Git("add", "-A");
        if (signer is null) Git("commit", "-q", "--no-gpg-sign", "-m", "a change");
        else Sign(signer, "commit", "-q", "-S", "-m", "a change");
    }

    private void Sign(string signer, params string[] arguments) =>
        Git(["-c", "gpg.format=ssh", "-c", $"user.signingKey={Path.Combine(_cli.Folder, signer)}", .. arguments]);

    private Task<CliResult> PlanAsync() => _cli.RunAsync("plan", "work", "--cluster", "sandbox");

    private Task<CliResult> ApplyAsync(params string[] options) => _cli.RunAsync(["apply", "work", "--cluster", "sandbox", "--yes", .. options]);

    private Task<CliResult> ApplyUrlAsync() => _cli.RunAsync("apply", $"file://{Work}", "--cluster", "sandbox", "--yes");

    private async Task<string?> LiveAsync()
    {
        var (connection, problems) = await ClusterConnection.OpenAsync(_cli.Host(), new ClusterChoice("sandbox", null), default);
        Assert.True(connection is not null, string.Join('\n', problems));
        await using var open = connection;
        var answer = await open.Client.Objects.Get(new ObjectAddress(new KubeResource("", "v1", "ConfigMap", "configmaps", true), "default", "map"), default);
        return answer.TryGet(out var body, out _) ? body.Map("data").Text("a")?.Value : null;
    }

    private void Git(params string[] arguments) => Run(Work, "git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgSign=false", .. arguments]);

    private static void Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
