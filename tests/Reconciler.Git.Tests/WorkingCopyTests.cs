using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;

namespace Reconciler.Git.Tests;

public sealed class WorkingCopyTests : IDisposable
{
    private readonly GitBox _box = new();
    private readonly string _first;

    public WorkingCopyTests()
    {
        _first = _box.With("apps/a.yaml", "a: 1\n").With("top.yaml").Commit("first");
        _box.Run("tag", "-m", "one", "v1");
        _box.With("apps/a.yaml", "a: 2\n").Commit("second");
        _box.With("apps/a.yaml", "a: 3\n");
    }

    public void Dispose() => _box.Dispose();

    [Theory]
    [InlineData(null, "a: 3\n")]
    [InlineData("HEAD", "a: 2\n")]
    [InlineData("main", "a: 2\n")]
    [InlineData("HEAD~1", "a: 1\n")]
    [InlineData("v1", "a: 1\n")]
    public async Task Files_are_read_as_they_lie_or_as_a_commit_has_them(string? reference, string text)
    {
        Assert.Equal(text, await _box.TextAsync("work", "a.yaml", reference, "apps"));
        Assert.Equal(text, await _box.TextAsync("work/apps", "a.yaml", reference));
        Assert.Equal(text, await _box.TextAsync("work/apps/a.yaml", "a.yaml", reference));
    }

    [Fact]
    public async Task A_commit_is_shown_where_the_folder_would_be()
    {
        foreach (var (source, path, prefix) in new[] { ("work/apps", null, "work/apps/"), ("work", "apps", "work/apps/"), ("work/apps/a.yaml", null, "work/apps/") })
        {
            var repository = await _box.OpenAsync(source, path);
            foreach (var reference in new[] { null, "v1" })
            {
                var (revision, _) = await repository.ResolveAsync(reference, default);
                Assert.Equal(prefix, (await repository.OpenAsync(revision!, default)).Snapshot!.Prefix);
            }
        }
    }

    [Theory]
    [InlineData("work", "nope", null, 2033)]
    [InlineData("work", "--all", null, 2032)]
    [InlineData("work", "v1", "none", 2001)]
    [InlineData("work", "v1", "..", 2005)]
    [InlineData("served", "v1", null, 2046)]
    [InlineData("nowhere", "v1", null, 2001)]
    public async Task What_is_not_there_has_a_code(string source, string reference, string? path, int code) =>
        Assert.Equal(code, (await _box.FailAsync(source, reference, path))!.Code.Number);

    [Fact]
    public async Task A_name_that_a_branch_and_a_tag_share_is_refused()
    {
        _box.Run("branch", "v1");
        Assert.Equal(GitCodes.ReferenceAmbiguous, (await _box.FailAsync("work", "v1"))!.Code);
        Assert.Null(await _box.FailAsync("work", "refs/tags/v1"));
    }

    [Fact]
    public async Task What_is_not_committed_below_the_source_makes_it_dirty()
    {
        Assert.True((await FactsAsync("work"))!.IsDirty);
        Assert.True((await FactsAsync("work/apps"))!.IsDirty);
        _box.Run("checkout", "-q", ".");
        var facts = await FactsAsync("work/apps");
        Assert.Equal(("second", "Ada", false), (facts!.Subject, facts.Author, facts.IsDirty));
        _box.With("other/new.yaml");
        Assert.False((await FactsAsync("work/apps"))!.IsDirty);
        Assert.True((await FactsAsync("work"))!.IsDirty);
        Assert.Equal(_first, (await FactsAsync("work", "v1"))!.Id);
        Assert.Null(await FactsAsync("served"));
    }

    [Fact]
    public async Task A_working_copy_is_the_source_that_its_origin_is()
    {
        Assert.Equal($"folder//{_box.Work}/apps", await IdentityAsync("work/apps"));
        _box.Run("remote", "add", "origin", "git@git.example.com:ops/config.git");
        Assert.Equal("git.example.com/ops/config//apps", await IdentityAsync("work/apps"));
        Assert.Equal("git.example.com/ops/config//apps", await IdentityAsync("work", "apps"));
        Assert.Equal("git.example.com/ops/config//", await IdentityAsync("work"));
        _box.Run("remote", "set-url", "origin", _box.Bare);
        Assert.Equal(await IdentityAsync(_box.FileUrl), await IdentityAsync("work"));
        Assert.Equal($"folder//{_box.Served}", await IdentityAsync("served"));
    }

    [Fact]
    public async Task A_repository_that_is_new_has_no_commit_and_is_read_all_the_same()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_box.Folder, "new")).FullName;
        _box.RunIn(folder, "git", "init", "-q");
        File.WriteAllText(Path.Combine(folder, "a.yaml"), "a: 1\n");
        Assert.Equal("a: 1\n", await _box.TextAsync("new", "a.yaml"));
        Assert.Null(await FactsAsync("new"));
        Assert.Equal(GitCodes.ReferenceMissing, (await _box.FailAsync("new", "main"))!.Code);
    }

    private async Task<CommitFacts?> FactsAsync(string source, string? reference = null)
    {
        var repository = await _box.OpenAsync(source);
        var (revision, _) = await repository.ResolveAsync(reference, default);
        var (facts, problem) = await repository.DescribeAsync(revision!, default);
        Assert.Null(problem);
        return facts;
    }

    private async Task<string> IdentityAsync(string source, string? path = null) => (await (await _box.OpenAsync(source, path)).IdentifyAsync(default)).Value;
}
