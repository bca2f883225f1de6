using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Specs;

namespace Reconciler.Git.Tests;

public sealed class TreeTests : IDisposable
{
    private readonly GitBox _box = new();

    public void Dispose() => _box.Dispose();

    /// <summary>The same files as a folder and as a commit: one list, one content, also where links lead through each other or out.</summary>
    [Fact]
    public async Task A_commit_is_read_like_the_folder_that_it_was_made_of()
    {
        _box.With("b.yaml").With("B.yaml").With("a/c.yaml").With(".hidden/x").With("ünï/ö.yaml").With("with blank/tab\there.yaml").With("real/a.yaml", "a: 7\n")
            .WithLink("link", "real").WithLink("l.yaml", "real/a.yaml").WithLink("a/up", "..").WithLink("a/real", "../real").WithLink("out", "/etc").WithLink("host.yaml", "out/hostname")
            .WithLink("one", "two").WithLink("two", "one").WithLink("nowhere.yaml", "none").WithLink("deep.yaml", "a/real/a.yaml").WithLink("real/b", "../a").With("big.yaml", new string('#', (4 * 1024 * 1024) + 1));
        _box.Commit();
        var (_, _, commit) = await _box.ReadAsync(_box.FileUrl);
        var folder = FolderSource.Open(_box.Work, null, "/").Source!;
        var expected = await folder.ListAsync(default);
        var found = await commit.ListAsync(default);
        Assert.Equal(expected.Select(entry => (entry.Path, entry.Trouble?.GetType())), found.Select(entry => (entry.Path, entry.Trouble?.GetType())));
        string[] paths = [.. expected.Select(entry => entry.Path), "none.yaml", "a", "out/hostname", "a/../b.yaml", "link/a.yaml", "a/up/b.yaml"];
        var (left, right) = (await folder.ReadAsync(paths, default), await commit.ReadAsync(paths, default));
        Assert.Equal(left.Keys, right.Keys);
        Assert.All(paths, path => Assert.Equal(left[path].GetType(), right[path].GetType()));
        Assert.All(paths.Where(path => left[path] is FileContent.Bytes), path => Assert.Equal(GitBox.Text(left[path]), GitBox.Text(right[path])));
    }

    [Fact]
    public async Task Links_that_multiply_end_and_say_so()
    {
        for (var i = 0; i < 14; i++) _box.WithLink($"d{i}/one", $"../d{i + 1}").WithLink($"d{i}/two", $"../d{i + 1}");
        _box.With("d14/x.yaml").Commit();
        var entries = await (await _box.ReadAsync(_box.FileUrl)).Source.ListAsync(default);
        Assert.True(entries.Length < 5000);
        Assert.Contains(entries, entry => entry.Trouble is FileContent.Unreadable);
    }

    [Theory]
    [InlineData("apps", null)]
    [InlineData("apps/", null)]
    [InlineData("./apps", null)]
    [InlineData("linked", null)]
    [InlineData("none", 2001)]
    [InlineData("../x", 2005)]
    [InlineData("/etc", 2005)]
    [InlineData("out", 2005)]
    [InlineData("readme.txt", 2003)]
    [InlineData("apps/a.yaml", null)]
    public async Task A_path_narrows_the_commit(string path, int? code)
    {
        _box.With("apps/a.yaml").With("top.yaml").With("readme.txt").WithLink("linked", "apps").WithLink("out", "../etc").WithLink("apps/outside.txt", "../top.yaml").Commit();
        if (code is not null)
        {
            Assert.Equal(code, (await _box.FailAsync(_box.FileUrl, path: path))!.Code.Number);
            return;
        }
        var (_, _, source) = await _box.ReadAsync(_box.FileUrl, path: path);
        Assert.Contains("a.yaml", (await source.ListAsync(default)).Select(entry => entry.Path));
        Assert.IsType<FileContent.LeavesSource>((await source.ReadAsync(["outside.txt"], default))["outside.txt"]);
    }

    [Theory]
    [InlineData("apps", "apps/")]
    [InlineData(null, "")]
    [InlineData("apps/a.yaml", "apps/")]
    public async Task Paths_are_shown_as_they_are_in_the_repository(string? path, string prefix)
    {
        _box.With("apps/a.yaml").Commit();
        var repository = await _box.OpenAsync(_box.FileUrl, path);
        var (revision, _) = await repository.ResolveAsync(null, default);
        Assert.Equal(prefix, (await repository.OpenAsync(revision!, default)).Snapshot!.Prefix);
    }

    /// <summary>git itself writes none of these, but a server may.</summary>
    [Fact]
    public async Task Names_that_no_file_can_have_are_unreadable_and_lead_nowhere()
    {
        var blob = _box.With("x.yaml").Run("hash-object", "-w", "x.yaml");
        var bytes = Convert.FromHexString(blob);
        byte[] Entry(string mode, byte[] name) => [.. System.Text.Encoding.ASCII.GetBytes($"{mode} "), .. name, 0, .. bytes];
        byte[] tree = [.. Entry("100644", ".."u8.ToArray()), .. Entry("100644", "../../escape.yaml"u8.ToArray()), .. Entry("100644", "a.yaml"u8.ToArray()), .. Entry("100644", "a.yaml"u8.ToArray()), .. Entry("100644", [0xff, (byte)'.', (byte)'y', (byte)'a', (byte)'m', (byte)'l'])];
        File.WriteAllBytes(Path.Combine(_box.Folder, "tree"), tree);
        var id = _box.Run("hash-object", "-t", "tree", "-w", "--literally", Path.Combine(_box.Folder, "tree"));
        _box.Run("update-ref", "refs/heads/main", _box.Run("commit-tree", "-m", "odd", id));
        _box.Push();
        var entries = await (await _box.ReadAsync(_box.FileUrl)).Source.ListAsync(default);
        Assert.All(entries, entry => Assert.IsType<FileContent.Unreadable>(entry.Trouble));
        Assert.Contains("\\xff.yaml", entries.Select(entry => entry.Path));
        Assert.DoesNotContain(entries, entry => entry.Path.Split('/').Contains(".."));
    }

    [Fact]
    public async Task A_commit_of_5000_files_is_read_whole()
    {
        for (var i = 0; i < 5000; i++) _box.With($"d{i % 50}/{i}.yaml", $"a: {i}\n");
        _box.Commit();
        var (_, _, source) = await _box.ReadAsync(_box.FileUrl);
        var paths = (await source.ListAsync(default)).Select(entry => entry.Path).ToArray();
        var contents = await source.ReadAsync(paths, default);
        Assert.Equal(5000, contents.Values.OfType<FileContent.Bytes>().Count());
        Assert.Equal("a: 4999\n", GitBox.Text(contents["d49/4999.yaml"]));
    }

    [Fact]
    public async Task A_source_that_is_a_submodule_is_refused()
    {
        _box.With("a.yaml").Run("add", "-A");
        _box.Run("update-index", "--add", "--cacheinfo", $"160000,{new string('1', 40)},apps");
        _box.Run("commit", "-q", "-m", "with a module");
        _box.Push();
        Assert.Equal(GitCodes.Submodule, (await _box.FailAsync(_box.FileUrl, path: "apps"))!.Code);
        var tree = await SourceReader.ReadAsync((await _box.ReadAsync(_box.FileUrl)).Source, new KustomizeCommand("", TimeSpan.FromSeconds(1)), default);
        Assert.Equal(GitCodes.Submodule, Assert.Single(tree.Problems).Code);
    }
}
