using System.Runtime.Versioning;
using Reconciler.Diagnostics;

namespace Reconciler.Git.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class CacheTests : IDisposable
{
    private readonly GitBox _box = new();

    public CacheTests() => _box.With("a.yaml", "a: 1\n").With("b.yaml").Commit();

    public void Dispose() => _box.Dispose();

    public static TheoryData<string> Damages => ["pack", "empty pack", "no objects", "HEAD", "config", "shallow", "shallow.lock", "reference", "tmp", "flipped"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_cache_is_made_anew(string damage)
    {
        await _box.TextAsync(_box.FileUrl, "a.yaml");
        var cache = Directory.GetDirectories(_box.Cache).Single();
        foreach (var file in Directory.GetFiles(cache, "*", SearchOption.AllDirectories)) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var pack = Directory.GetFiles(cache, "*.pack", SearchOption.AllDirectories).Single();
        switch (damage)
        {
            case "pack": File.Delete(pack); break;
            case "empty pack": File.WriteAllText(pack, ""); break;
            case "no objects": Directory.Delete(Path.Combine(cache, "objects"), recursive: true); break;
            case "HEAD": File.WriteAllText(Path.Combine(cache, "HEAD"), "\0\0"); break;
            case "config": File.WriteAllText(Path.Combine(cache, "config"), "[core\n"); break;
            case "shallow": File.WriteAllText(Path.Combine(cache, "shallow"), "nonsense\n"); break;
            case "shallow.lock": File.WriteAllText(Path.Combine(cache, "shallow.lock"), ""); break;
            case "reference": File.WriteAllText(Directory.GetFiles(Path.Combine(cache, "refs"), "*", SearchOption.AllDirectories).Single(), new string('0', 39)); break;
            case "tmp": File.WriteAllText(Path.Combine(cache, "objects", "pack", "tmp_pack_x"), "half a pack"); break;
            default:
                var bytes = File.ReadAllBytes(pack);
                for (var i = 12; i < bytes.Length - 20; i++) bytes[i] ^= 0x55;
                File.WriteAllBytes(pack, bytes);
                break;
        }
        Assert.Equal("a: 1\n", await _box.TextAsync(_box.FileUrl, "a.yaml"));
        _box.With("a.yaml", "a: 2\n").Commit();
        Assert.Equal("a: 2\n", await _box.TextAsync(_box.FileUrl, "a.yaml"));
        Assert.Empty(Directory.GetFiles(cache, "tmp_*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Many_at_once_fetch_the_same_and_other_commits()
    {
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        for (var round = 2; round < 5; round++)
        {
            _box.With("a.yaml", $"a: {round}\n").Commit();
            var texts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _box.TextAsync(server.Url(), "a.yaml"))));
            Assert.All(texts, text => Assert.Equal($"a: {round}\n", text));
        }
        Assert.Equal(3, server.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal)) - (3 * 6));
    }

    [Fact]
    public async Task The_cache_is_the_users_own_and_says_nothing_of_credentials()
    {
        await using var server = await HttpGitServer.StartAsync(_box.Served);
        await _box.TextAsync(server.Url("ada:sesame-sesame@"), "a.yaml");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_box.Cache));
        Assert.All(Directory.GetFiles(_box.Cache, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("sesame", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(Directory.GetFiles(_box.Cache, "config", SearchOption.AllDirectories), file => Assert.DoesNotContain(server.Address.Authority, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_place_for_the_cache_nothing_is_fetched()
    {
        File.WriteAllText(Path.Combine(_box.Folder, "file"), "");
        _box.Variables["XDG_CACHE_HOME"] = Path.Combine(_box.Folder, "file");
        Assert.Equal(GitCodes.CacheUnusable, (await _box.FailAsync(_box.FileUrl))!.Code);
        _box.Variables.Remove("XDG_CACHE_HOME");
        _box.Variables.Remove("HOME");
        Assert.Equal(GitCodes.CacheUnusable, (await _box.FailAsync(_box.FileUrl))!.Code);
    }

    [Fact]
    public async Task The_cache_does_not_grow_with_every_commit()
    {
        for (var i = 0; i < 40; i++)
        {
            _box.With("a.yaml", $"a: {i}\n").Commit();
            Assert.Equal($"a: {i}\n", await _box.TextAsync(_box.FileUrl, "a.yaml"));
        }
        Assert.InRange(Directory.GetFiles(_box.Cache, "*.pack", SearchOption.AllDirectories).Length, 1, 31);
        Assert.InRange(Directory.GetFiles(Path.Combine(Directory.GetDirectories(_box.Cache).Single(), "refs"), "*", SearchOption.AllDirectories).Length, 0, 31);
    }

    [Fact]
    public async Task A_file_that_is_damaged_after_it_was_listed_is_unknown()
    {
        var (_, _, source) = await _box.ReadAsync(_box.FileUrl);
        Directory.Delete(Directory.GetDirectories(_box.Cache).Single(), recursive: true);
        Assert.IsType<Specs.FileContent.Unreadable>((await source.ReadAsync(["a.yaml"], default))["a.yaml"]);
    }

    [Fact]
    public async Task Without_git_the_message_says_so_and_folders_are_read_all_the_same()
    {
        _box.Variables["PATH"] = _box.Folder;
        Assert.Equal(GitCodes.GitMissing, (await _box.FailAsync(_box.FileUrl))!.Code);
        Assert.Null(await _box.FailAsync(_box.Work));
        var script = Path.Combine(_box.Folder, "git");
        File.WriteAllText(script, "#!/bin/sh\necho git version 2.20.1\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("2.20.1 is too old", (await _box.FailAsync(_box.FileUrl))!.Message, StringComparison.Ordinal);
    }
}
