using System.Net.Sockets;
using System.Runtime.Versioning;
using Reconciler.Git;
using Reconciler.Specs;

namespace Reconciler.Engine.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class FolderSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_file_is_listed_in_ordinal_order_but_what_git_keeps()
    {
        _folder.With("b.yaml").With("B.yaml").With("a/c.yaml").With("a.yaml").With(".hidden/x").With(".git/config").With("sub/.git");
        Assert.Equal([".hidden/x", "B.yaml", "a.yaml", "a/c.yaml", "b.yaml"], await ListAsync());
    }

    [Fact]
    public async Task A_link_inside_the_source_is_read_through()
    {
        _folder.With("real/a.yaml", "a: 1\n").WithLink("link", "real").WithLink("b.yaml", "real/a.yaml");
        Assert.Equal(["b.yaml", "link/a.yaml", "real/a.yaml"], await ListAsync());
        Assert.Equal("a: 1\n", Text(await ReadAsync("link/a.yaml")));
        Assert.Equal("a: 1\n", Text(await ReadAsync("b.yaml")));
    }

    [Theory]
    [InlineData("/etc/hostname", false)]
    [InlineData("../outside.yaml", false)]
    [InlineData("/etc", true)]
    public async Task A_link_that_leaves_the_source_is_not_followed(string target, bool isFolder)
    {
        using var outer = new TemporaryFolder();
        outer.With("outside.yaml").WithLink("source/link", target);
        var source = Open(Path.Combine(outer.Path, "source"));
        var entry = Assert.Single(await source.ListAsync(default));
        Assert.Equal(("link", isFolder), (entry.Path, entry.IsFolder));
        Assert.Equal(target, Assert.IsType<FileContent.LeavesSource>(entry.Trouble).Target);
        Assert.IsType<FileContent.LeavesSource>((await source.ReadAsync(["link"], default))["link"]);
    }

    [Fact]
    public async Task A_link_that_leaves_by_way_of_another_link_is_found_out()
    {
        _folder.WithLink("out", "/etc").WithLink("a.yaml", "out/hostname");
        Assert.IsType<FileContent.LeavesSource>(await ReadAsync("a.yaml"));
        Assert.IsType<FileContent.LeavesSource>(await ReadAsync("out/hostname"));
    }

    [Theory]
    [InlineData("a/loop", ".")]
    [InlineData("a/loop", "..")]
    [InlineData("a/b/loop", "../../a")]
    public async Task A_link_that_leads_back_ends(string link, string target)
    {
        _folder.With("a/b/x.yaml").WithLink(link, target);
        Assert.Equal(["a/b/x.yaml"], await ListAsync());
    }

    [Fact]
    public async Task Folders_that_link_to_each_other_end()
    {
        _folder.With("a/x.yaml").With("b/y.yaml").WithLink("a/b", "../b").WithLink("b/a", "../a");
        Assert.Equal(["a/b/y.yaml", "a/x.yaml", "b/a/x.yaml", "b/y.yaml"], await ListAsync());
    }

    [Fact]
    public async Task Links_that_multiply_end_and_say_so()
    {
        for (var i = 0; i < 14; i++) _folder.WithLink($"d{i}/one", $"../d{i + 1}").WithLink($"d{i}/two", $"../d{i + 1}");
        _folder.With("d14/x.yaml");
        var entries = await Open(_folder.Path).ListAsync(default);
        Assert.True(entries.Length < 5000);
        Assert.Contains(entries, entry => entry.Trouble is FileContent.Unreadable);
    }

    [Theory]
    [InlineData("nowhere.yaml")]
    [InlineData("self")]
    public async Task A_link_to_nothing_is_unreadable(string target)
    {
        _folder.WithLink("self", target);
        Assert.IsType<FileContent.Unreadable>(Assert.Single(await Open(_folder.Path).ListAsync(default)).Trouble);
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, typeof(FileContent.Bytes))]
    [InlineData((4 * 1024 * 1024) + 1, typeof(FileContent.TooLarge))]
    public async Task A_file_over_4_MB_is_not_read(int size, Type expected)
    {
        _folder.With("a.yaml", new byte[size]);
        Assert.IsType(expected, await ReadAsync("a.yaml"));
    }

    [Fact]
    public async Task A_file_that_the_system_does_not_open_is_unknown_and_not_empty()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.Path, "a.yaml")));
        var unreadable = Assert.IsType<FileContent.Unreadable>(await ReadAsync("a.yaml"));
        Assert.DoesNotContain(_folder.Path, unreadable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_permission_is_unknown()
    {
        _folder.With("a.yaml");
        File.SetUnixFileMode(Path.Combine(_folder.Path, "a.yaml"), UnixFileMode.None);
        // Root may read everything.
        if (System.Environment.UserName == "root") Assert.IsType<FileContent.Bytes>(await ReadAsync("a.yaml"));
        else Assert.IsType<FileContent.Unreadable>(await ReadAsync("a.yaml"));
    }

    [Theory]
    [InlineData("nothing.yaml")]
    [InlineData("no/folder/a.yaml")]
    public async Task What_is_not_there_reads_as_missing(string path) => Assert.IsType<FileContent.Missing>(await ReadAsync(path));

    [Fact]
    public async Task A_single_file_is_a_source_beside_which_others_are_found()
    {
        _folder.With("apps/a.yaml").With("apps/b.yaml").With("apps/Procfile", "web: run\n");
        var (source, _) = FolderSource.Open("apps/a.yaml", null, _folder.Path);
        Assert.Equal(["a.yaml"], (await source!.ListAsync(default)).Select(entry => entry.Path));
        Assert.Equal("web: run\n", Text((await source.ReadAsync(["Procfile"], default))["Procfile"]));
        Assert.Equal("apps/", source.Prefix);
    }

    [Theory]
    [InlineData(".", null, "")]
    [InlineData("./", null, "")]
    [InlineData("./apps/", null, "apps/")]
    [InlineData("apps", null, "apps/")]
    [InlineData(".", "apps", "apps/")]
    [InlineData("apps", "web/", "apps/web/")]
    [InlineData("../", null, "../")]
    public void Paths_are_shown_as_the_user_wrote_the_source(string source, string? path, string prefix)
    {
        _folder.With("apps/web/a.yaml");
        Assert.Equal(prefix, FolderSource.Open(source, path, _folder.Path).Source!.Prefix);
    }

    [Theory]
    [InlineData("nowhere", null, 2001)]
    [InlineData(".", "nowhere", 2001)]
    [InlineData("readme.md", null, 2003)]
    [InlineData(".", "../x", 2005)]
    [InlineData(".", "/etc", 2005)]
    [InlineData(".", "out", 2005)]
    public void A_source_that_can_not_be_read_says_why(string source, string? path, int code)
    {
        _folder.With("readme.md").WithLink("out", "/etc");
        Assert.Equal(code, FolderSource.Open(source, path, _folder.Path).Problem!.Code.Number);
    }

    private static FolderSource Open(string folder) => FolderSource.Open(folder, null, "/").Source!;

    private async Task<IEnumerable<string>> ListAsync() => (await Open(_folder.Path).ListAsync(default)).Select(entry => entry.Path);

    private async Task<FileContent> ReadAsync(string path) => (await Open(_folder.Path).ReadAsync([path], default))[path];

    private static string Text(FileContent content) => System.Text.Encoding.UTF8.GetString(Assert.IsType<FileContent.Bytes>(content).Value.Span);
}
