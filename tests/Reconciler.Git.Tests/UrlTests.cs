using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Reconciler.Diagnostics;

namespace Reconciler.Git.Tests;

public sealed class UrlTests : IDisposable
{
    private readonly GitBox _box = new();

    public void Dispose() => _box.Dispose();

    [Theory]
    [InlineData("https://git.example.com/ops/config", null, "git.example.com/ops/config//")]
    [InlineData("https://git.example.com/ops/config.git", null, "git.example.com/ops/config//")]
    [InlineData("https://git.example.com/ops/config.git/", null, "git.example.com/ops/config//")]
    [InlineData("https://GIT.Example.com:443/ops/config", null, "git.example.com/ops/config//")]
    [InlineData("https://ada:secret@git.example.com/ops/config", null, "git.example.com/ops/config//")]
    [InlineData("ssh://git@git.example.com/ops/config.git", null, "git.example.com/ops/config//")]
    [InlineData("ssh://git@git.example.com:22/ops/config.git", null, "git.example.com/ops/config//")]
    [InlineData("git@git.example.com:ops/config.git", null, "git.example.com/ops/config//")]
    [InlineData("git@git.example.com:/ops/config.git", null, "git.example.com/ops/config//")]
    [InlineData("git@git.example.com:ops/config", "apps/", "git.example.com/ops/config//apps")]
    [InlineData("https://git.example.com:8443/ops/config", "./apps/web", "git.example.com:8443/ops/config//apps/web")]
    [InlineData("https://git.example.com/Ops/Config", null, "git.example.com/Ops/Config//")]
    [InlineData("http://[::1]:8080/config", null, "[::1]:8080/config//")]
    [InlineData("file:///srv/config.git", null, "/srv/config//")]
    public async Task All_spellings_of_a_repository_are_one_source(string url, string? path, string identity) =>
        Assert.Equal(identity, (await (await _box.OpenAsync(url, path)).IdentifyAsync(default)).Value);

    [Theory]
    [InlineData("http://git.example.com/config.git")]
    [InlineData("git://git.example.com/config.git")]
    [InlineData("ftp://git.example.com/config.git")]
    [InlineData("ext::sh -c touch% /tmp/x")]
    [InlineData("ext::sh")]
    [InlineData("https://git.example.com")]
    [InlineData("https://git.example.com/")]
    [InlineData("https:///config.git")]
    [InlineData("https://git.example.com/config.git?token=secret")]
    [InlineData("https://git.example.com/con fig.git")]
    [InlineData("https://git.example.com:99999/config.git")]
    [InlineData("https://-oProxyCommand=x/config.git")]
    [InlineData("ssh://-oProxyCommand=touch/config.git")]
    [InlineData("ssh://-oProxyCommand=x@git.example.com/config.git")]
    [InlineData("ssh://ada:secret@git.example.com/config.git")]
    [InlineData("git@-oProxyCommand=x:config.git")]
    [InlineData("git@git.example.com:-x")]
    [InlineData("file://server/share/config.git")]
    [InlineData("-u://x/y")]
    public async Task A_url_that_is_not_safe_is_refused_before_anything_is_run(string url)
    {
        _box.Variables["PATH"] = _box.Folder;
        var problem = await _box.FailAsync(url);
        Assert.Equal(GitCodes.UrlRefused, problem!.Code);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ada:secret@git.example.com/x", "https://***@git.example.com/x")]
    [InlineData("https://git.example.com/x", "https://git.example.com/x")]
    [InlineData("ssh://ada:secret@git.example.com/x", "ssh://***@git.example.com/x")]
    [InlineData("https://ada:sec@ret@git.example.com/x", "https://***@git.example.com/x")]
    [InlineData("git@git.example.com:x", "git@git.example.com:x")]
    [InlineData("apps", "apps")]
    [InlineData("./a@b/c", "./a@b/c")]
    public void A_source_is_shown_without_secrets(string source, string shown) => Assert.Equal(shown, Repositories.Shown(source));

    [Fact]
    public async Task A_git_daemon_on_this_machine_is_read()
    {
        var commit = _box.With("a.yaml").Commit();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        listener.Stop();
        using var daemon = Process.Start(new ProcessStartInfo("git", ["daemon", "--listen=127.0.0.1", $"--port={port}", "--export-all", $"--base-path={_box.Served}", "--verbose", _box.Served]) { RedirectStandardError = true })!;
        try
        {
            while (await daemon.StandardError.ReadLineAsync() is { } line && !line.Contains("Ready to rumble", StringComparison.Ordinal)) { }
            Assert.Equal("a: 1\n", await _box.TextAsync($"git://127.0.0.1:{port}/config.git", "a.yaml"));
            Assert.Equal("a: 1\n", await _box.TextAsync($"git://127.0.0.1:{port}/config.git", "a.yaml", commit));
            Assert.Equal(GitCodes.RepositoryMissing, (await _box.FailAsync($"git://127.0.0.1:{port}/none.git"))!.Code);
        }
        finally
        {
            daemon.Kill(entireProcessTree: true);
        }
        Assert.Equal(GitCodes.Unreachable, (await _box.FailAsync($"git://127.0.0.1:{port}/config.git"))!.Code);
    }
}
