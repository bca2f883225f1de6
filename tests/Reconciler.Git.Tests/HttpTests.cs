using Reconciler.Diagnostics;
using Reconciler.Specs;

namespace Reconciler.Git.Tests;

public sealed class HttpTests : IDisposable
{
    private readonly GitBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_repository_is_read_over_http()
    {
        var commit = _box.With("a.yaml", "a: 2\n").Commit("the subject");
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        var (repository, revision, source) = await _box.ReadAsync(server.Url());
        Assert.Equal((commit, "refs/heads/main"), (revision.Commit, revision.Reference));
        Assert.Equal("a: 2\n", GitBox.Text((await source.ReadAsync(["a.yaml"], default))["a.yaml"]));
        var (facts, _) = await repository.DescribeAsync(revision, default);
        Assert.Equal((commit, "Ada", "ada@example.com", "the subject", false), (facts!.Id, facts.Author, facts.AuthorEmail, facts.Subject, facts.IsDirty));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    [InlineData("v1")]
    public async Task A_poll_without_a_change_is_one_request(string? reference)
    {
        _box.With("a.yaml").Commit();
        _box.Run("tag", "-m", "one", "v1");
        _box.PushTags();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.Credentials = "x-access-token:sesame-sesame";
        _box.Variables["RECONCILE_GIT_TOKEN"] = "sesame-sesame";
        await _box.ReadAsync(server.Url(), reference);
        server.Requests.Clear();
        await _box.ReadAsync(server.Url(), reference);
        Assert.Equal(["GET /config.git/info/refs?service=git-upload-pack"], server.Requests);
    }

    [Fact]
    public async Task A_change_is_fetched_and_nothing_of_before_again()
    {
        for (var i = 0; i < 50; i++) _box.With($"{i}.yaml", $"a: {i}\nb: {string.Concat(Enumerable.Range(0, 20).Select(_ => Guid.NewGuid().ToString()))}\n");
        _box.Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        await _box.ReadAsync(server.Url());
        _box.With("7.yaml", "a: changed\n").Commit();
        Assert.Equal("a: changed\n", await _box.TextAsync(server.Url(), "7.yaml"));
        var packs = Directory.GetFiles(_box.Cache, "*.pack", SearchOption.AllDirectories).Select(file => new FileInfo(file).Length).Order().ToArray();
        Assert.Equal(2, packs.Length);
        Assert.True(packs[0] * 10 < packs[1], $"the second pack has {packs[0]} bytes, the first {packs[1]}");
    }

    [Theory]
    [InlineData("TOKEN", "token")]
    [InlineData("TOKEN_FILE", "token")]
    [InlineData("USERNAME", "password")]
    public async Task A_token_opens_the_door(string variable, string kind)
    {
        _box.With("a.yaml").Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.Credentials = kind == "token" ? "x-access-token:sesame-sesame" : "ada:sesame-sesame";
        if (variable == "TOKEN_FILE")
        {
            var file = Path.Combine(_box.Folder, "token");
            File.WriteAllText(file, "sesame-sesame\n");
            _box.Variables["RECONCILE_GIT_TOKEN_FILE"] = file;
        }
        else
        {
            _box.Variables["RECONCILE_GIT_TOKEN"] = "sesame-sesame";
        }
        if (variable == "USERNAME") _box.Variables["RECONCILE_GIT_USERNAME"] = "ada";
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url(), "a.yaml"));
    }

    [Fact]
    public async Task A_password_in_the_url_works_and_is_shown_nowhere()
    {
        _box.With("a.yaml").Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.Credentials = "ada:p@ss/word";
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url("ada:p%40ss%2Fword@"), "a.yaml"));
        server.Credentials = "ada:other";
        var problem = await _box.FailAsync(server.Url("ada:p%40ss%2Fword@"));
        Assert.Equal(GitCodes.CredentialsRefused, problem!.Code);
        Assert.Contains("http://***@127.0.0.1", problem.Message, StringComparison.Ordinal);
        Assert.All(new[] { "p@ss", "p%40ss" }, secret => Assert.DoesNotContain(secret, problem.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("p%40ss", Repositories.Shown(server.Url("ada:p%40ss%2Fword@")), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_box.Cache, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("ss%2Fword", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-token-9")]
    public async Task Wrong_or_no_credentials_are_refused_without_a_question(string? token)
    {
        _box.With("a.yaml").Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.Credentials = "x-access-token:sesame-sesame";
        if (token is not null) _box.Variables["RECONCILE_GIT_TOKEN"] = token;
        var problem = await _box.FailAsync(server.Url());
        Assert.Equal(GitCodes.CredentialsRefused, problem!.Code);
        Assert.DoesNotContain("wrong-token-9", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_users_netrc_and_credential_helper_are_used()
    {
        _box.With("a.yaml").Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.Credentials = "ada:from-netrc";
        File.WriteAllText(Path.Combine(_box.Variables["HOME"], ".netrc"), "machine 127.0.0.1 login ada password from-netrc\n");
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url(), "a.yaml"));
        File.Delete(Path.Combine(_box.Variables["HOME"], ".netrc"));
        server.Credentials = "ada:from-helper";
        File.WriteAllText(Path.Combine(_box.Variables["HOME"], ".gitconfig"), "[credential]\n\thelper = \"!echo username=ada; echo password=from-helper; :\"\n");
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url(), "a.yaml"));
    }

    [Fact]
    public async Task A_rewritten_url_or_a_hook_of_the_users_git_is_not_used()
    {
        _box.With("a.yaml").Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        var touched = Path.Combine(_box.Folder, "touched");
        File.WriteAllText(Path.Combine(_box.Variables["HOME"], ".gitconfig"), $"[url \"file:///nowhere/\"]\n\tinsteadOf = http://\n[core]\n\thooksPath = {_box.Folder}/hooks\n\tfsmonitor = touch {touched}\n");
        Directory.CreateDirectory(Path.Combine(_box.Folder, "hooks"));
        File.WriteAllText(Path.Combine(_box.Folder, "hooks", "reference-transaction"), $"#!/bin/sh\ntouch {touched}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_box.Folder, "hooks", "reference-transaction"), (UnixFileMode)0b111_101_101);
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url(), "a.yaml"));
        Assert.False(File.Exists(touched));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(20_000)]
    public async Task A_connection_that_breaks_in_a_pack_is_unknown_and_mended_by_the_next_try(int bytes)
    {
        for (var i = 0; i < 100; i++) _box.With($"{i}.yaml", string.Concat(Enumerable.Range(0, 20).Select(_ => Guid.NewGuid().ToString())));
        _box.Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.CutAfter = bytes;
        Assert.Equal(GitCodes.FetchIncomplete, (await _box.FailAsync(server.Url()))!.Code);
        server.CutAfter = null;
        var (_, _, source) = await _box.ReadAsync(server.Url());
        Assert.Equal(100, (await source.ListAsync(default)).Length);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_a_token()
    {
        _box.With("a.yaml").Commit();
        await using var other = await HttpGitServer.StartAsync(_box.Served);
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.RedirectTo = $"http://{other.Address.Authority}";
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url(), "a.yaml"));
        other.Requests.Clear();
        _box.Variables["RECONCILE_GIT_TOKEN"] = "sesame-sesame";
        Assert.Equal(GitCodes.Redirected, (await _box.FailAsync(server.Url()))!.Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task What_is_not_there_has_a_code_of_its_own()
    {
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        Assert.Equal(GitCodes.RepositoryEmpty, (await _box.FailAsync(server.Url()))!.Code);
        Assert.Equal(GitCodes.RepositoryMissing, (await _box.FailAsync(server.Url().Replace("config", "none", StringComparison.Ordinal)))!.Code);
        _box.With("a.yaml").Commit();
        Assert.Equal(GitCodes.ReferenceMissing, (await _box.FailAsync(server.Url(), "nope"))!.Code);
        Assert.Equal(GitCodes.ReferenceMissing, (await _box.FailAsync(server.Url(), new string('a', 40)))!.Code);
        Assert.Equal(GitCodes.Unreachable, (await _box.FailAsync("http://127.0.0.1:1/config.git"))!.Code);
        Assert.Equal(GitCodes.Unreachable, (await _box.FailAsync("https://no-such-host.invalid/config.git"))!.Code);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_ends_by_time_and_by_interrupt()
    {
        _box.With("a.yaml").Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.IsStalled = true;
        var settings = _box.Settings with { PollTimeout = TimeSpan.FromSeconds(1) };
        var (repository, _) = await Repositories.OpenAsync(settings, server.Url(), null, _box.Folder, default);
        Assert.Equal(GitCodes.GitTimeout, (await repository!.ResolveAsync(null, default)).Problem!.Code);
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        (repository, _) = await Repositories.OpenAsync(_box.Settings, server.Url(), null, _box.Folder, default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => repository!.ResolveAsync(null, interrupt.Token));
        Assert.DoesNotContain(RunningCommands(), line => line.Contains(server.Address.Authority, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_Git_LFS_and_a_submodule_are_named()
    {
        _box.With("lfs.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
        _box.Run("add", "-A");
        _box.Run("update-index", "--add", "--cacheinfo", $"160000,{new string('1', 40)},parts/module");
        _box.Run("commit", "-q", "-m", "with a module");
        _box.Push();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        var (_, _, source) = await _box.ReadAsync(server.Url());
        var tree = await Engine.Sources.SourceReader.ReadAsync(source, new KustomizeCommand("", TimeSpan.FromSeconds(1)), default);
        Assert.Equal([("lfs.yaml", GitCodes.LfsPointer), ("parts/module", GitCodes.Submodule)], tree.Problems.Select(problem => (problem.Place.File!, problem.Code)).Order());
        Assert.IsType<FileContent.LfsPointer>((await source.ReadAsync(["lfs.yaml"], default))["lfs.yaml"]);
    }

    private static IEnumerable<string> RunningCommands()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(name => char.IsDigit(Path.GetFileName(name)[0])))
        {
            var text = "";
            try
            {
                text = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
            yield return text;
        }
    }
}
