using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Life;

/// <summary>Names and identifiers that controllers make, always the same for the same input.</summary>
internal static class GeneratedNames
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";
    private const int LongestBase = 58;

    /// <summary>A name that begins as given and is not taken, as generateName makes them.</summary>
    public static string Free(string start, string seed, DateTimeOffset now, Func<string, bool> isTaken)
    {
        if (start.Length > LongestBase) start = start[..LongestBase];
        for (var attempt = 0; ; attempt++)
        {
            var hash = Hash(string.Create(CultureInfo.InvariantCulture, $"{seed}/{now.UtcTicks}/{attempt}"));
            var name = start + Spell(hash, 5);
            if (!isTaken(name)) return name;
        }
    }

    /// <summary>The hash of a tree in letters that spell no words, as in pod-template-hash.</summary>
    public static string HashOf(Node node, int collisions = 0)
    {
        var hash = (uint)Hash(string.Create(CultureInfo.InvariantCulture, $"{CanonicalJson.Write(node)}{(collisions == 0 ? "" : $"/{collisions}")}"));
        var digits = hash.ToString(CultureInfo.InvariantCulture);
        return string.Create(digits.Length, digits, (text, from) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Letters[from[i] % Letters.Length];
        });
    }

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>FNV-1a, 64 bits.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 1099511628211UL);
        return hash ^ (hash >> 32);
    }

    private static string Spell(ulong hash, int length) => string.Create(length, hash, (text, rest) =>
    {
        for (var i = 0; i < text.Length; i++, rest /= (ulong)Letters.Length) text[i] = Letters[(int)(rest % (ulong)Letters.Length)];
    });
}
