using System.Security.Cryptography;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Rendering;

/// <summary>Names that are derived rather than written.</summary>
public static class Naming
{
    /// <summary>What hashes in names are written with.</summary>
    public const string HashAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>How long hashes in names are.</summary>
    public const int HashLength = 10;

    /// <summary>
    /// Ten letters that stand for the content: no vowels, so that no word comes out, and no digits that look like letters.
    /// </summary>
    public static string Hash(string content) => Letters(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    public static string Hash(Node content) => Letters(CanonicalJson.Sha256(content));

    private static string Letters(ReadOnlySpan<byte> digest)
    {
        var value = new System.Numerics.BigInteger(digest, isUnsigned: true, isBigEndian: true);
        return string.Create(HashLength, value, static (letters, rest) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                rest = System.Numerics.BigInteger.DivRem(rest, HashAlphabet.Length, out var digit);
                letters[i] = HashAlphabet[(int)digit];
            }
        });
    }
}
