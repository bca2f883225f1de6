using System.Runtime.Versioning;
using Reconciler.Diagnostics;

namespace Reconciler.Git.Tests;

/// <summary>A wrapper in git's place writes down with which arguments and environment it is run, and what runs below it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretTests : IDisposable
{
    private readonly GitBox _box = new();
    private readonly string _log;

    public SecretTests()
    {
        _log = Path.Combine(_box.Folder, "log");
        var git = _box.Variables["PATH"].Split(':').Select(folder => Path.Combine(folder, "git")).First(File.Exists);
        var tools = Directory.CreateDirectory(Path.Combine(_box.Folder, "bin")).FullName;
        File.WriteAllText(Path.Combine(tools, "git"), $$"""
            #!/bin/bash
            { printf 'ARGV'; printf ' %s' "$@"; printf '\n'; env | sed 's/^/ENV /'; } >>'{{_log}}'
            '{{git}}' "$@" <&0 &
            child=$!
            while kill -0 $child 2>/dev/null; do
              for file in /proc/[0-9]*/cmdline; do { tr '\0' ' ' <"$file" | sed 's/^/SEEN /' >>'{{_log}}'; echo >>'{{_log}}'; } 2>/dev/null; done
            done
            wait $child
            """);
        File.SetUnixFileMode(Path.Combine(tools, "git"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _box.Variables["PATH"] = $"{tools}:{_box.Variables["PATH"]}";
    }

    public void Dispose() => _box.Dispose();

    [Theory]
    [InlineData("token")]
    [InlineData("url")]
    public async Task A_secret_is_in_no_argument_of_any_process(string kind)
    {
        _box.With("a.yaml").Commit();
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        server.Credentials = "ada:sesame-sesame";
        if (kind == "token") (_box.Variables["RECONCILE_GIT_USERNAME"], _box.Variables["RECONCILE_GIT_TOKEN"]) = ("ada", "sesame-sesame");
        Assert.Equal("a: 1\n", await _box.TextAsync(server.Url(kind == "url" ? "ada:sesame-sesame@" : ""), "a.yaml"));
        var lines = File.ReadAllLines(_log);
        var encoded = Convert.ToBase64String("ada:sesame-sesame"u8);
        Assert.Contains(lines, line => line.StartsWith("ARGV", StringComparison.Ordinal) && line.Contains(" fetch ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("SEEN", StringComparison.Ordinal) && line.Contains("fetch", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ENV GIT_CONFIG_VALUE", StringComparison.Ordinal) && line.Contains(encoded, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => !line.StartsWith("ENV", StringComparison.Ordinal) && (line.Contains("sesame", StringComparison.Ordinal) || line.Contains(encoded, StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.StartsWith("ENV", StringComparison.Ordinal) && line.Contains("sesame", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_stays_on_this_machine_knows_no_secret_and_no_server()
    {
        _box.With("a.yaml").Commit();
        _box.Variables["RECONCILE_GIT_TOKEN"] = "sesame-sesame";
        await _box.TextAsync(_box.FileUrl, "a.yaml");
        Assert.DoesNotContain(Convert.ToBase64String("x-access-token:sesame-sesame"u8), File.ReadAllText(_log), StringComparison.Ordinal);
        Assert.Contains("ENV GIT_ALLOW_PROTOCOL=none", File.ReadAllLines(_log));
        Assert.Contains("ENV GIT_ALLOW_PROTOCOL=file", File.ReadAllLines(_log));
        Assert.DoesNotContain("ENV GIT_ALLOW_PROTOCOL=https", File.ReadAllText(_log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Git_is_never_able_to_ask()
    {
        _box.With("a.yaml").Commit();
        await _box.TextAsync(_box.FileUrl, "a.yaml");
        var environment = File.ReadAllLines(_log).Where(line => line.StartsWith("ENV GIT_", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(["ENV GIT_TERMINAL_PROMPT=0", "ENV GIT_ASKPASS=", "ENV GIT_CONFIG_NOSYSTEM=1", "ENV GIT_CONFIG_GLOBAL=/dev/null"]), environment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public async Task A_token_that_is_not_one_line_is_refused(string content)
    {
        var file = Path.Combine(_box.Folder, "token");
        File.WriteAllText(file, content);
        _box.Variables["RECONCILE_GIT_TOKEN_FILE"] = file;
        Assert.Equal(GitCodes.CredentialsUnreadable, (await _box.FailAsync("https://git.example.com/config.git"))!.Code);
        _box.Variables["RECONCILE_GIT_TOKEN_FILE"] = Path.Combine(_box.Folder, "none");
        Assert.Equal(GitCodes.CredentialsUnreadable, (await _box.FailAsync("https://git.example.com/config.git"))!.Code);
    }

    [Fact]
    public void Settings_that_are_printed_show_no_secret() =>
        Assert.DoesNotContain("sesame", new GitSettings(name => name == "RECONCILE_GIT_TOKEN" ? "sesame" : null).ToString(), StringComparison.Ordinal);
}
