using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>
/// Asks git whether a commit or tag is signed by somebody who is trusted. The keys come from the caller and lie in a folder
/// that is gone afterwards; no keyring and no list of the machine counts.
/// </summary>
internal sealed class SignatureCheck(GitObjects objects, SignatureTrust trust)
{
    /// <summary>Keys are all trusted alike, since only trusted ones are in this home; nothing is looked up in the network.</summary>
    private const string GpgOptions = "batch\nno-tty\ntrust-model always\nno-auto-key-retrieve\nno-auto-key-locate\n";

    /// <summary>Why a revision is not to be trusted, or null where it is.</summary>
    public async Task<Diagnostic?> RunAsync(Revision revision, CancellationToken cancellation)
    {
        var isTag = trust.Require == SignedObject.Tag;
        if (isTag && revision.TagObject is null) return Failed(GitCodes.Unsigned, $"{revision.Reference ?? revision.Commit} is no annotated tag, and sync.verify asks for a signed one", "name a signed tag with --ref");
        var (id, what) = isTag ? (revision.TagObject!, $"the tag {NameOf(revision)}") : (revision.Commit!, $"the commit {revision.Commit![..7]}");
        var read = await objects.RunAsync(["cat-file", isTag ? "tag" : "commit", id], cancellation);
        if (!read.IsDone) return GitProblem.OfLocal($"{what} can't be read", read);
        if (isTag && MovedTag(read.Text, revision) is { } moved) return moved;
        return FormOf(read.Text, isTag) switch
        {
            null => Failed(GitCodes.Unsigned, $"{what} is not signed", isTag ? "sign it with git tag -s" : "sign it with git commit -S"),
            "SSH SIGNATURE" => await CheckSshAsync(id, isTag, what, cancellation),
            "PGP SIGNATURE" or "PGP MESSAGE" => await CheckOpenPgpAsync(id, isTag, what, cancellation),
            _ => Failed(GitCodes.SignerUnknown, $"{what} is signed in a way that is not known here", "sign with an ssh or an OpenPGP key"),
        };
    }

    /// <summary>A signed tag under another name, or in front of another commit, says nothing about what was asked for.</summary>
    private static Diagnostic? MovedTag(string text, Revision revision)
    {
        var head = text.Split("\n\n", 2)[0].Split('\n');
        return head.Contains($"object {revision.Commit}") && head.Contains($"tag {NameOf(revision)}") ? null
            : Failed(GitCodes.SignatureBad, $"the tag {NameOf(revision)} was made for another name or commit", "find out who moved it");
    }

    private static string NameOf(Revision revision) =>
        revision.Reference is { } name && name.StartsWith("refs/tags/", StringComparison.Ordinal) ? name["refs/tags/".Length..] : revision.Reference ?? revision.TagObject ?? "";

    /// <summary>A commit has its signature in its head, a tag at its end.</summary>
    private static string? FormOf(string text, bool isTag)
    {
        const string Begin = "-----BEGIN ";
        var parts = text.Split("\n\n", 2);
        var line = isTag
            ? parts[^1].Split('\n').LastOrDefault(found => found.StartsWith(Begin, StringComparison.Ordinal))
            : parts[0].Split('\n').FirstOrDefault(found => found.StartsWith("gpgsig", StringComparison.Ordinal) && found.Contains(Begin, StringComparison.Ordinal));
        return line?[(line.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..].TrimEnd('-');
    }

    private async Task<Diagnostic?> CheckSshAsync(string id, bool isTag, string what, CancellationToken cancellation)
    {
        if (trust.AllowedSigners is not { } signers) return Failed(GitCodes.SignerUnknown, $"{what} is signed with an ssh key, and sync.verify names no allowedSigners", "add them, or sign with an OpenPGP key of the keyring");
        if (objects.Git.Settings.Find("ssh-keygen") is not { } program) return Failed(GitCodes.SignatureToolMissing, $"{what} is signed with an ssh key, and ssh-keygen is not on PATH", "install the OpenSSH client");
        if (!Encoding.UTF8.GetString(signers.Span).Split('\n').Any(line => line.Trim() is { Length: > 0 } text && !text.StartsWith('#'))) return Failed(GitCodes.TrustUnusable, "the list of allowed signers is empty", "write a line NAME KEY for each signer");
        return await WithHomeAsync(async home =>
        {
            var file = Path.Combine(home, "allowed_signers");
            await File.WriteAllBytesAsync(file, signers.ToArray(), cancellation);
            var result = await VerifyAsync(id, isTag, home, [("gpg.ssh.allowedSignersFile", file), ("gpg.ssh.program", program)], cancellation);
            if (result.IsDone && result.Error.Contains("Good \"git\" signature for ", StringComparison.Ordinal)) return null;
            if (result.Error.Contains("expired", StringComparison.OrdinalIgnoreCase) || result.Error.Contains("not yet valid", StringComparison.OrdinalIgnoreCase)) return Failed(GitCodes.SignatureExpired, $"{what} is signed with a key that was not valid at that time", "sign it with a key that is valid");
            return result.Error.Contains("Good \"git\" signature with ", StringComparison.Ordinal) || result.Error.Contains("No principal matched", StringComparison.Ordinal)
                ? Failed(GitCodes.SignerUnknown, $"{what} is signed with an ssh key that is not among the allowed signers{KeyIn(result.Error)}", "sign it with an allowed key")
                : Failed(GitCodes.SignatureBad, $"{what} has a signature that does not fit it", "find out who made it");
        });
    }

    private async Task<Diagnostic?> CheckOpenPgpAsync(string id, bool isTag, string what, CancellationToken cancellation)
    {
        if (trust.Keyring is not { } keyring) return Failed(GitCodes.SignerUnknown, $"{what} is signed with an OpenPGP key, and sync.verify names no keyring", "add one, or sign with an allowed ssh key");
        if (objects.Git.Settings.Find("gpg") is not { } program) return Failed(GitCodes.SignatureToolMissing, $"{what} is signed with an OpenPGP key, and gpg is not on PATH", "install GnuPG");
        return await WithHomeAsync(async home =>
        {
            await File.WriteAllTextAsync(Path.Combine(home, "gpg.conf"), GpgOptions, cancellation);
            var imported = await objects.Git.RunAsync(new GitCall(["--homedir", home, "--no-autostart", "--quiet", "--import"]) { Program = program, Input = keyring.ToArray() }, cancellation);
            if (!imported.IsDone) return Failed(GitCodes.TrustUnusable, $"the keyring of sync.verify can't be read: {imported.Error.Split('\n')[0]}", "export it with gpg --export --armor");
            var result = await VerifyAsync(id, isTag, home, [("gpg.program", program), ("gpg.openpgp.program", program), ("gpg.minTrustLevel", "undefined")], cancellation);
            var states = result.Error.Split('\n').Where(line => line.StartsWith("[GNUPG:] ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToHashSet(StringComparer.Ordinal);
            if (states.Contains("BADSIG")) return Failed(GitCodes.SignatureBad, $"{what} has a signature that does not fit it", "find out who made it");
            if (states.Overlaps(["EXPSIG", "EXPKEYSIG", "REVKEYSIG"])) return Failed(GitCodes.SignatureExpired, $"{what} is signed with a key that has expired or was revoked", "sign it with a key that is valid");
            if (states.Contains("NO_PUBKEY")) return Failed(GitCodes.SignerUnknown, $"{what} is signed with a key that the keyring does not have", "sign it with a key of the keyring");
            return result.IsDone && states.Contains("GOODSIG") && states.Contains("VALIDSIG") ? null : Failed(GitCodes.SignatureBad, $"{what} has a signature that can't be checked", "find out who made it");
        });
    }

    private Task<GitResult> VerifyAsync(string id, bool isTag, string home, (string, string)[] config, CancellationToken cancellation) =>
        objects.Git.RunAsync(new GitCall([isTag ? "verify-tag" : "verify-commit", "--raw", id])
        {
            Repository = objects.Repository,
            Config = config,
            Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["GNUPGHOME"] = home },
        }, cancellation);

    private static async Task<Diagnostic?> WithHomeAsync(Func<string, Task<Diagnostic?>> check)
    {
        var home = Directory.CreateTempSubdirectory("reconcile-keys-");
        try
        {
            return await check(home.FullName);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static string KeyIn(string text) =>
        text.IndexOf("SHA256:", StringComparison.Ordinal) is var start and >= 0 ? $" ({text[start..].Split(' ', '\n')[0]})" : "";

    private static Diagnostic Failed(DiagnosticCode code, string message, string fix) => code.At(Origin.None, message, fix);
}
