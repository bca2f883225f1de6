using Reconciler.Diagnostics;

namespace Reconciler.Git.Tests;

public sealed class ReferenceTests : IDisposable
{
    private readonly GitBox _box = new();
    private readonly string _first;
    private readonly string _second;

    public ReferenceTests()
    {
        _first = _box.With("a.yaml", "a: 1\n").Commit();
        _box.Run("tag", "light");
        _box.Run("tag", "-m", "one", "v1");
        _box.Run("branch", "feature/x");
        _second = _box.With("a.yaml", "a: 2\n").Commit();
        _box.Run("branch", "both");
        _box.Run("tag", "both");
        _box.Push();
        _box.PushTags();
    }

    public void Dispose() => _box.Dispose();

    [Theory]
    [InlineData(null, 2, "refs/heads/main", false)]
    [InlineData("HEAD", 2, "refs/heads/main", false)]
    [InlineData("main", 2, "refs/heads/main", false)]
    [InlineData("refs/heads/main", 2, "refs/heads/main", false)]
    [InlineData("feature/x", 1, "refs/heads/feature/x", false)]
    [InlineData("light", 1, "refs/tags/light", false)]
    [InlineData("v1", 1, "refs/tags/v1", true)]
    [InlineData("refs/tags/v1", 1, "refs/tags/v1", true)]
    public async Task A_name_is_a_commit(string? name, int commit, string full, bool isTagged)
    {
        var (repository, revision, source) = await _box.ReadAsync(_box.FileUrl, name);
        Assert.Equal((commit == 1 ? _first : _second, full, isTagged), (revision.Commit, revision.Reference, revision.TagObject is not null));
        Assert.Equal($"a: {commit}\n", GitBox.Text((await source.ReadAsync(["a.yaml"], default))["a.yaml"]));
        Assert.Equal(revision.Commit, (await repository.DescribeAsync(revision, default)).Facts!.Id);
    }

    [Fact]
    public async Task A_commit_is_read_that_is_no_branchs_last() =>
        Assert.Equal("a: 1\n", await _box.TextAsync(_box.FileUrl, "a.yaml", _first));

    [Fact]
    public async Task A_commit_that_was_read_is_read_again_without_the_server()
    {
        await _box.TextAsync(_box.FileUrl, "a.yaml", _first);
        Directory.Delete(_box.Served, recursive: true);
        Assert.Equal("a: 1\n", await _box.TextAsync(_box.FileUrl, "a.yaml", _first));
    }

    [Fact]
    public async Task A_server_that_gives_only_what_it_names_is_asked_for_all()
    {
        _box.RunIn(_box.Bare, "git", "config", "protocol.version", "0");
        _box.RunIn(_box.Bare, "git", "config", "uploadpack.allowAnySHA1InWant", "false");
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.HasOldProtocol = true;
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url(), "a.yaml", _box.Run("rev-parse", "v1^{commit}")));
        var third = _box.With("a.yaml", "a: 3\n").Commit();
        _box.With("a.yaml", "a: 4\n").Commit();
        Assert.Equal("a: 3\n", await _box.TextAsync(server.Url(), "a.yaml", third));
        Assert.Equal("a: 4\n", await _box.TextAsync(server.Url(), "a.yaml"));
        Assert.Equal(GitCodes.ReferenceMissing, (await _box.FailAsync(server.Url(), new string('b', 40)))!.Code);
    }

    [Theory]
    [InlineData("nope", 2033)]
    [InlineData("ain", 2033)]
    [InlineData("x", 2033)]
    [InlineData("both", 2034)]
    [InlineData("aaaaaaa", 2033)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 2033)]
    [InlineData("--upload-pack=touch /tmp/x", 2032)]
    [InlineData("a b", 2032)]
    [InlineData("ma*", 2032)]
    [InlineData("main~1", 2032)]
    [InlineData("main..v1", 2032)]
    [InlineData("", 2032)]
    public async Task A_name_that_is_no_commit_is_refused(string name, int code) =>
        Assert.Equal(code, (await _box.FailAsync(_box.FileUrl, name))!.Code.Number);

    [Fact]
    public async Task A_branch_that_was_pushed_over_is_read_as_it_is_now()
    {
        Assert.Equal("a: 2\n", await _box.TextAsync(_box.FileUrl, "a.yaml"));
        _box.Run("reset", "-q", "--hard", _first);
        var other = _box.With("a.yaml", "a: 3\n").Commit();
        var (repository, revision, source) = await _box.ReadAsync(_box.FileUrl);
        Assert.Equal(other, revision.Commit);
        Assert.Equal("a: 3\n", GitBox.Text((await source.ReadAsync(["a.yaml"], default))["a.yaml"]));
        Assert.IsType<Engine.Sources.Ancestry.No>(await repository.AncestryAsync(_second, other, default));
    }

    [Fact]
    public async Task A_branch_that_moves_between_question_and_fetch_does_not_matter()
    {
        var repository = await _box.OpenAsync(_box.FileUrl);
        var (revision, _) = await repository.ResolveAsync(null, default);
        _box.With("a.yaml", "a: 3\n").Commit();
        var (snapshot, _) = await repository.OpenAsync(revision!, default);
        Assert.Equal("a: 2\n", GitBox.Text((await snapshot!.Source.ReadAsync(["a.yaml"], default))["a.yaml"]));
    }
}
