using System.Runtime.Versioning;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;

namespace Reconciler.Git.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class SignatureTests : IDisposable
{
    private readonly GitBox _box = new();

    public SignatureTests()
    {
        Directory.CreateDirectory(Path.Combine(_box.Folder, "gpg"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var key in new[] { "ada", "eve" }) _box.RunIn(_box.Folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", key);
        _box.Run("config", "gpg.format", "ssh");
        SignWithSsh("ada");
    }

    public void Dispose()
    {
        if (Directory.GetFiles(Path.Combine(_box.Folder, "gpg")).Length > 0) _box.RunIn(_box.Folder, "gpgconf", "--kill", "all");
        _box.Dispose();
    }

    [Fact]
    public async Task A_commit_that_an_allowed_ssh_key_signed_is_trusted()
    {
        _box.With("a.yaml").Commit("signed", "-S");
        Assert.Null(await VerifyAsync(null, Signers("ada")));
        Assert.Null(await VerifyAsync(null, Signers("eve", "ada")));
    }

    [Fact]
    public async Task Another_key_no_signature_or_an_expired_key_is_refused()
    {
        _box.With("a.yaml").Commit("not signed");
        Assert.Equal(GitCodes.Unsigned, await VerifyAsync(null, Signers("ada")));
        _box.With("a.yaml", "a: 2\n").Commit("signed", "-S");
        Assert.Equal(GitCodes.SignerUnknown, await VerifyAsync(null, Signers("eve")));
        Assert.Equal(GitCodes.SignerUnknown, await VerifyAsync(null, new SignatureTrust(null, Bytes("x"))));
        Assert.Equal(GitCodes.TrustUnusable, await VerifyAsync(null, new SignatureTrust(Bytes("# nobody\n"), null)));
        Assert.Equal(GitCodes.SignatureExpired, await VerifyAsync(null, new SignatureTrust(Bytes($"ada@example.com valid-before=\"20200101\" {Public("ada")}"), null)));
    }

    [Fact]
    public async Task A_signature_that_was_moved_to_another_commit_is_bad()
    {
        _box.With("a.yaml").Commit("signed", "-S");
        Forge("commit", "signed", "forged", "refs/heads/main");
        Assert.Equal(GitCodes.SignatureBad, await VerifyAsync(null, Signers("ada")));
    }

    [Fact]
    public async Task A_signed_tag_is_trusted_under_its_own_name_only()
    {
        _box.With("a.yaml").Commit();
        _box.Run("tag", "-s", "-m", "one", "v1");
        _box.Run("tag", "-m", "not signed", "v2");
        _box.Run("tag", "light");
        _box.Run("update-ref", "refs/tags/v3", _box.Run("rev-parse", "refs/tags/v1"));
        _box.PushTags();
        var tag = Signers("ada") with { Require = SignedObject.Tag };
        Assert.Null(await VerifyAsync("v1", tag));
        Assert.Equal(GitCodes.Unsigned, await VerifyAsync("v2", tag));
        Assert.Equal(GitCodes.Unsigned, await VerifyAsync("light", tag));
        Assert.Equal(GitCodes.Unsigned, await VerifyAsync(null, tag));
        Assert.Equal(GitCodes.SignatureBad, await VerifyAsync("v3", tag));
        Assert.Equal(GitCodes.SignerUnknown, await VerifyAsync("v1", Signers("eve") with { Require = SignedObject.Tag }));
        Assert.Equal(GitCodes.Unsigned, await VerifyAsync("v1", Signers("ada")));
        Forge("tag", "one", "two", "refs/tags/v1");
        Assert.Equal(GitCodes.SignatureBad, await VerifyAsync("v1", tag));
    }

    [Fact]
    public async Task OpenPGP_signatures_count_by_the_keyring()
    {
        SignWithGpg("Ada <ada@example.com>", "0");
        var keyring = Keyring("ada@example.com");
        var commit = _box.With("a.yaml").Commit("signed", "-S");
        _box.Run("tag", "-s", "-m", "one", "v1");
        _box.PushTags();
        Assert.Null(await VerifyAsync(null, keyring));
        Assert.Null(await VerifyAsync(commit, keyring));
        Assert.Null(await VerifyAsync("v1", keyring with { Require = SignedObject.Tag }));
        Assert.Equal(GitCodes.SignerUnknown, await VerifyAsync(null, Signers("ada")));
        Assert.Equal(GitCodes.TrustUnusable, await VerifyAsync(null, new SignatureTrust(null, Bytes("no keys"))));
        SignWithGpg("Eve <eve@example.com>", "0");
        Assert.Equal(GitCodes.SignerUnknown, await VerifyAsync(null, Keyring("eve@example.com")));
        Forge("commit", "signed", "forged", "refs/heads/main");
        Assert.Equal(GitCodes.SignatureBad, await VerifyAsync(null, keyring));
    }

    [Fact]
    public async Task An_OpenPGP_key_that_has_expired_is_refused()
    {
        SignWithGpg("Ada <ada@example.com>", "seconds=2");
        _box.With("a.yaml").Commit("signed", "-S");
        await Task.Delay(3000);
        Assert.Equal(GitCodes.SignatureExpired, await VerifyAsync(null, Keyring("ada@example.com")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_program_that_checks_has_to_be_there(bool isSsh)
    {
        if (!isSsh) SignWithGpg("Ada <ada@example.com>", "0");
        var trust = isSsh ? Signers("ada") : Keyring("ada@example.com");
        _box.With("a.yaml").Commit("signed", "-S");
        var tools = Directory.CreateDirectory(Path.Combine(_box.Folder, "bin")).FullName;
        foreach (var folder in _box.Variables["PATH"].Split(':').Where(folder => File.Exists(Path.Combine(folder, "git"))).Take(1)) File.CreateSymbolicLink(Path.Combine(tools, "git"), Path.Combine(folder, "git"));
        _box.Variables["PATH"] = tools;
        Assert.Equal(GitCodes.SignatureToolMissing, await VerifyAsync("main", trust, _box.Work));
    }

    [Fact]
    public async Task A_working_copy_is_checked_by_its_commits_only()
    {
        _box.With("a.yaml").Commit("signed", "-S");
        Assert.Null(await VerifyAsync("main", Signers("ada"), _box.Work));
        Assert.Equal(GitCodes.Unsigned, await VerifyAsync(null, Signers("ada"), _box.Work));
    }

    private async Task<DiagnosticCode?> VerifyAsync(string? reference, SignatureTrust trust, string? source = null)
    {
        var repository = await _box.OpenAsync(source ?? _box.FileUrl);
        var (revision, problem) = await repository.ResolveAsync(reference, default);
        Assert.Null(problem);
        return (await repository.VerifyAsync(revision!, trust, default))?.Code;
    }

    private SignatureTrust Signers(params string[] keys) => new(Bytes(string.Concat(keys.Select(key => $"{key}@example.com {Public(key)}"))), null);

    private string Public(string key) => File.ReadAllText(Path.Combine(_box.Folder, $"{key}.pub"));

    private SignatureTrust Keyring(string user) => new(null, Bytes(_box.RunIn(_box.Folder, "gpg", "--batch", "--export", "--armor", user)));

    private void SignWithSsh(string key) => _box.Run("config", "user.signingKey", Path.Combine(_box.Folder, key));

    private void SignWithGpg(string user, string expires)
    {
        _box.RunIn(_box.Folder, "gpg", "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback", "--quick-generate-key", user, "ed25519", "sign", expires);
        _box.Run("config", "gpg.format", "openpgp");
        _box.Run("config", "user.signingKey", user);
    }

    /// <summary>The same object with another text under the signature of the first.</summary>
    private void Forge(string type, string old, string other, string reference)
    {
        var file = Path.Combine(_box.Folder, "forged");
        var text = _box.Run("cat-file", type, reference);
        File.WriteAllText(file, text.Replace($"\n\n{old}", $"\n\n{other}", StringComparison.Ordinal) + "\n");
        _box.Run("update-ref", reference, _box.Run("hash-object", "-t", type, "-w", file));
        _box.Push();
        _box.PushTags();
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
