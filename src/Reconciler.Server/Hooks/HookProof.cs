using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Reconciler.Server.Hooks;

/// <summary>What a request shows to prove that whoever sends it knows the secret.</summary>
internal abstract record HookProof
{
    private HookProof() { }

    /// <summary>The body, signed: GitHub, Gitea, Forgejo, Bitbucket.</summary>
    public sealed record Signature(ImmutableArray<byte> Mac) : HookProof;

    /// <summary>The secret itself: GitLab.</summary>
    public sealed record Token(string Text) : HookProof
    {
        public override string ToString() => "***";
    }

    /// <summary>All that a request shows. Gitea sends GitHub's headers beside its own; one that fits is enough.</summary>
    public static ImmutableArray<HookProof> Of(IHeaderDictionary headers)
    {
        var proofs = ImmutableArray.CreateBuilder<HookProof>();
        foreach (var name in (string[])["X-Hub-Signature-256", "X-Hub-Signature"])
            if (headers[name].ToString() is var value && value.StartsWith("sha256=", StringComparison.Ordinal) && FromHex(value["sha256=".Length..]) is { } mac) proofs.Add(new Signature(mac));
        foreach (var name in (string[])["X-Gitea-Signature", "X-Forgejo-Signature"])
            if (FromHex(headers[name].ToString()) is { } mac) proofs.Add(new Signature(mac));
        if (headers["X-Gitlab-Token"].ToString() is { Length: > 0 } token) proofs.Add(new Token(token));
        return proofs.ToImmutable();
    }

    /// <summary>Whether it fits a secret. It takes as long whether it nearly fits or not at all.</summary>
    public bool Fits(string secret, ReadOnlySpan<byte> body) => this switch
    {
        Signature signature => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), signature.Mac.AsSpan()),
        // hashes are of one length, so that not even the secret's length shows
        Token token => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(token.Text))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ImmutableArray<byte>? FromHex(string hex)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(hex, bytes, out var used, out var written) == System.Buffers.OperationStatus.Done && used == hex.Length && written == bytes.Length ? [.. bytes] : null;
    }
}
