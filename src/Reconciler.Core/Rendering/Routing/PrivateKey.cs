using System.Security.Cryptography;

namespace Reconciler.Rendering.Routing;

/// <summary>What is known of a private key's public half.</summary>
internal abstract record PublicHalf
{
    private PublicHalf() { }

    public sealed record Known(byte[] SubjectPublicKeyInfo) : PublicHalf;

    /// <summary>A key of a kind that can't be checked here, such as Ed25519.</summary>
    public sealed record NotChecked : PublicHalf;

    /// <summary>No private key; the reason follows the file's name in a message.</summary>
    public sealed record Unreadable(string Reason) : PublicHalf;
}

/// <summary>Reads private keys in PEM form: PKCS#8, and the older forms of RSA and elliptic curves.</summary>
internal static class PrivateKey
{
    /// <summary>The object identifier 1.3.101.112 as it stands in the file.</summary>
    private static ReadOnlySpan<byte> Ed25519 => [0x06, 0x03, 0x2B, 0x65, 0x70];

    public static PublicHalf PublicHalf(string pem)
    {
        var unreadable = new PublicHalf.Unreadable("is not a private key in PEM form");
        if (!Find(pem, out var label, out var content)) return unreadable;
        if (label.StartsWith("ENCRYPTED", StringComparison.Ordinal) || pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            return new PublicHalf.Unreadable("is protected by a passphrase");
        if ((Rsa(pem) ?? Curve(pem)) is { } known) return known;
        return label == "PRIVATE KEY" && IsOtherKind(content) ? new PublicHalf.NotChecked() : unreadable;
    }

    /// <summary>The first block that is a private key; parameters of a curve may stand before it.</summary>
    private static bool Find(string pem, out string label, out byte[] content)
    {
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            label = rest[fields.Label].ToString();
            content = Convert.FromBase64String(rest[fields.Base64Data].ToString());
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)) return true;
            rest = rest[fields.Location.End..];
        }
        (label, content) = ("", []);
        // Keys with headers of the old encrypted form are no PEM by the strict rules.
        if (!pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)) return false;
        label = "ENCRYPTED PRIVATE KEY";
        return true;
    }

    private static PublicHalf.Known? Rsa(string pem)
    {
        using var key = RSA.Create();
        return Imported(() => key.ImportFromPem(pem)) ? new PublicHalf.Known(key.ExportSubjectPublicKeyInfo()) : null;
    }

    private static PublicHalf.Known? Curve(string pem)
    {
        using var key = ECDsa.Create();
        return Imported(() => key.ImportFromPem(pem)) ? new PublicHalf.Known(key.ExportSubjectPublicKeyInfo()) : null;
    }

    private static bool Imported(Action import)
    {
        try
        {
            import();
            return true;
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether a PKCS#8 key names Ed25519 as its algorithm, which .NET can't read.</summary>
    private static bool IsOtherKind(byte[] content) => content.AsSpan().IndexOf(Ed25519) is > 0 and < 16;
}
