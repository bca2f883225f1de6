using System.Diagnostics;
using Reconciler.Diagnostics;

namespace Reconciler.Git.Tests;

public sealed class SshTests : IAsyncLifetime, IDisposable
{
    private readonly GitBox _box = new();
    private SshServer _server = null!;

    private string Url => _server.Url(_box.Bare);

    public async Task InitializeAsync()
    {
        _server = await SshServer.StartAsync(_box);
        _box.With("a.yaml").Commit();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _server?.Dispose();
        _box.Dispose();
    }

    [Fact]
    public async Task A_key_file_and_a_known_host_open_the_door()
    {
        Use(_server.Key, _server.KnownHosts);
        Assert.Equal("a: 1\n", await _box.TextAsync(Url, "a.yaml"));
        _box.With("a.yaml", "a: 2\n").Commit();
        Assert.Equal("a: 2\n", await _box.TextAsync(Url, "a.yaml"));
    }

    [Fact]
    public async Task Files_with_blanks_and_quotes_in_their_names_work_too()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_box.Folder, "it's here")).FullName;
        File.Copy(_server.KnownHosts, Path.Combine(folder, "known hosts"));
        File.Copy(_server.Key, Path.Combine(folder, "my key"));
        Use(Path.Combine(folder, "my key"), Path.Combine(folder, "known hosts"));
        Assert.Equal("a: 1\n", await _box.TextAsync(Url, "a.yaml"));
    }

    [Fact]
    public async Task An_agent_opens_the_door()
    {
        Use(null, _server.KnownHosts);
        var socket = Path.Combine(_box.Folder, "agent");
        using var agent = Process.Start(new ProcessStartInfo("ssh-agent", ["-D", "-a", socket]) { RedirectStandardOutput = true })!;
        try
        {
            for (var i = 0; i < 100 && !File.Exists(socket); i++) await Task.Delay(50);
            var add = new ProcessStartInfo("ssh-add", ["-q", _server.Key]);
            add.Environment["SSH_AUTH_SOCK"] = socket;
            using (var adding = Process.Start(add)!) await adding.WaitForExitAsync();
            _box.Variables["SSH_AUTH_SOCK"] = socket;
            Assert.Equal("a: 1\n", await _box.TextAsync(Url, "a.yaml"));
        }
        finally
        {
            agent.Kill();
        }
    }

    [Fact]
    public async Task An_unknown_host_is_refused_and_the_message_says_how_to_know_it()
    {
        File.WriteAllText(_server.KnownHosts, "");
        Use(_server.Key, _server.KnownHosts);
        var problem = await _box.FailAsync(Url);
        Assert.Equal(GitCodes.HostKeyUnknown, problem!.Code);
        Assert.Contains($"ssh-keyscan -p {_server.Port} 127.0.0.1", problem.Fix, StringComparison.Ordinal);
        Assert.Empty(File.ReadAllText(_server.KnownHosts));
    }

    [Fact]
    public async Task A_host_with_another_key_is_refused()
    {
        _server.KnowHostBy("otherhost");
        Use(_server.Key, _server.KnownHosts);
        Assert.Equal(GitCodes.HostKeyChanged, (await _box.FailAsync(Url))!.Code);
    }

    [Fact]
    public async Task A_key_that_the_server_does_not_know_is_refused()
    {
        Use(Path.Combine(_server.Folder, "other"), _server.KnownHosts);
        Assert.Equal(GitCodes.CredentialsRefused, (await _box.FailAsync(Url))!.Code);
    }

    [Fact]
    public async Task A_key_file_that_is_not_there_is_said_before_anything_is_asked()
    {
        Use(Path.Combine(_box.Folder, "nowhere"), _server.KnownHosts);
        Assert.Equal(GitCodes.CredentialsUnreadable, (await _box.FailAsync(Url))!.Code);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_and_a_server_that_is_not_there_differ()
    {
        Use(_server.Key, _server.KnownHosts);
        Assert.Equal(GitCodes.RepositoryMissing, (await _box.FailAsync(_server.Url("/nowhere.git")))!.Code);
        _server.Stop();
        Assert.Equal(GitCodes.Unreachable, (await _box.FailAsync(Url))!.Code);
    }

    private void Use(string? key, string knownHosts)
    {
        if (key is not null) _box.Variables["RECONCILE_GIT_SSH_KEY"] = key;
        _box.Variables["RECONCILE_GIT_KNOWN_HOSTS"] = knownHosts;
    }
}
