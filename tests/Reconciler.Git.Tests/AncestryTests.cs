using Reconciler.Engine.Sources;

namespace Reconciler.Git.Tests;

public sealed class AncestryTests : IDisposable
{
    private readonly GitBox _box = new();
    private readonly List<string> _commits = [];

    public AncestryTests()
    {
        for (var i = 0; i < 5; i++) _commits.Add(_box.With("a.yaml", $"a: {i}\n").Commit());
    }

    public void Dispose() => _box.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_descends_from_those_before_it(bool hasFilter)
    {
        _box.RunIn(_box.Bare, "git", "config", "uploadpack.allowFilter", hasFilter ? "true" : "false");
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        var repository = await _box.OpenAsync(server.Url());
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[0], _commits[4], default));
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[4], _commits[4], default));
        Assert.IsType<Ancestry.No>(await repository.AncestryAsync(_commits[4], _commits[1], default));
        Assert.IsType<Ancestry.No>(await repository.AncestryAsync(new string('a', 40), _commits[4], default));
        Assert.IsType<Ancestry.Unknown>(await repository.AncestryAsync(_commits[0], new string('a', 40), default));
        Assert.IsType<Ancestry.Unknown>(await repository.AncestryAsync("main", _commits[4], default));
    }

    [Fact]
    public async Task What_is_known_is_not_asked_again()
    {
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        var repository = await _box.OpenAsync(server.Url());
        await repository.AncestryAsync(_commits[0], _commits[4], default);
        server.Requests.Clear();
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[0], _commits[4], default));
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[1], _commits[3], default));
        Assert.Empty(server.Requests);
        var next = _box.With("a.yaml", "a: 9\n").Commit();
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[4], next, default));
    }

    [Fact]
    public async Task Only_commits_are_fetched_where_the_server_can_do_that()
    {
        _box.RunIn(_box.Bare, "git", "config", "uploadpack.allowFilter", "true");
        await (await _box.OpenAsync(_box.FileUrl)).AncestryAsync(_commits[0], _commits[4], default);
        var cache = Assert.Single(Directory.GetDirectories(_box.Cache));
        var objects = _box.RunIn(cache, "git", "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)").Split('\n');
        Assert.Equal(["commit"], objects.Distinct());
    }

    [Fact]
    public async Task A_history_of_more_than_one_step_is_followed_to_its_end()
    {
        for (var i = 0; i < 150; i++) _box.Run("commit", "-q", "--allow-empty", "-m", $"{i}");
        var last = _box.Commit();
        var repository = await _box.OpenAsync(_box.FileUrl);
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_box.Run("rev-parse", "HEAD~20"), last, default));
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[0], last, default));
        Assert.IsType<Ancestry.No>(await repository.AncestryAsync(new string('a', 40), last, default));
    }

    [Fact]
    public async Task A_server_whose_own_history_is_cut_off_does_not_say_no()
    {
        var shallow = Path.Combine(_box.Served, "shallow.git");
        _box.Run("clone", "-q", "--bare", "--depth=2", _box.FileUrl, shallow);
        var repository = await _box.OpenAsync($"file://{shallow}");
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[3], _commits[4], default));
        Assert.IsType<Ancestry.Unknown>(await repository.AncestryAsync(_commits[0], _commits[4], default));
        Assert.Equal("a: 4\n", await _box.TextAsync($"file://{shallow}", "a.yaml"));
    }

    [Fact]
    public async Task Another_branch_is_no_ancestor_and_a_merged_one_is()
    {
        _box.Run("checkout", "-q", "-b", "side", _commits[1]);
        var side = _box.With("b.yaml").Commit();
        _box.Run("checkout", "-q", "main");
        var repository = await _box.OpenAsync(_box.FileUrl);
        Assert.IsType<Ancestry.No>(await repository.AncestryAsync(side, _commits[4], default));
        _box.Run("merge", "-q", "--no-ff", "-m", "merged", "side");
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(side, _box.Commit(), default));
    }

    [Fact]
    public async Task A_server_that_is_gone_leaves_it_unknown()
    {
        var repository = await _box.OpenAsync(_box.FileUrl);
        await repository.ResolveAsync(null, default);
        Directory.Delete(_box.Bare, recursive: true);
        var unknown = Assert.IsType<Ancestry.Unknown>(await repository.AncestryAsync(_commits[0], _commits[4], default));
        Assert.Contains("does not appear to be a git repository", unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_working_copy_answers_from_what_it_has()
    {
        var repository = await _box.OpenAsync(_box.Work);
        Assert.IsType<Ancestry.Yes>(await repository.AncestryAsync(_commits[0], _commits[4], default));
        Assert.IsType<Ancestry.No>(await repository.AncestryAsync(_commits[4], _commits[0], default));
        _box.Run("clone", "-q", "--depth=1", _box.FileUrl, Path.Combine(_box.Folder, "shallow"));
        Assert.IsType<Ancestry.Unknown>(await (await _box.OpenAsync(Path.Combine(_box.Folder, "shallow"))).AncestryAsync(_commits[0], _commits[4], default));
        Assert.IsType<Ancestry.Unknown>(await (await _box.OpenAsync(_box.Served)).AncestryAsync(_commits[0], _commits[4], default));
    }
}
