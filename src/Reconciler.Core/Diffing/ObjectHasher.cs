using System.Collections.Immutable;
using System.Security.Cryptography;
using Reconciler.Objects;

namespace Reconciler.Diffing;

/// <summary>
/// Hashes of objects as our annotation holds them: 16 hexadecimal digits. Those of Secrets are keyed, because the plain hash
/// of a short value can be guessed; without the key nothing can be said of a Secret.
/// </summary>
public sealed class ObjectHasher(ImmutableArray<byte> key)
{
    /// <summary>A hasher for those who may not read the key.</summary>
    public static readonly ObjectHasher WithoutKey = new([]);

    public bool HasKey => !key.IsDefaultOrEmpty;

    /// <summary>The hash of a text in canonical form, or null for a Secret without a key.</summary>
    public string? Of(ReadOnlySpan<byte> canonical, bool isSecret)
    {
        if (isSecret && !HasKey) return null;
        Span<byte> hash = stackalloc byte[32];
        if (isSecret) HMACSHA256.HashData(key.AsSpan(), canonical, hash);
        else SHA256.HashData(canonical, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    /// <summary>A short mark by which two secret values can be told apart, or null without the key.</summary>
    public string? Fingerprint(string value)
    {
        if (!HasKey) return null;
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key.AsSpan(), System.Text.Encoding.UTF8.GetBytes(value), hash);
        return Convert.ToHexStringLower(hash[..4]);
    }

    /// <summary>Whether the hashes of an object are keyed.</summary>
    public static bool IsSecret(MapNode body) => body.Text("kind")?.Value == "Secret" && body.Text("apiVersion")?.Value == "v1";
}

/// <summary>
/// What the annotation <c>reconciler.dev/applied</c> says: the hash of what was sent, and of what the server made of the
/// fields that are ours.
/// </summary>
public sealed record AppliedMark(string Desired, string Answer)
{
    public const string Annotation = "reconciler.dev/applied";

    private const int Digits = 16;

    /// <summary>A mark of the right length, for the dry run that the answer's hash is taken from.</summary>
    public static AppliedMark Unanswered(string desired) => new(desired, new string('0', Digits));

    /// <summary>The mark of an object, or null where there is none or somebody else wrote it.</summary>
    public static AppliedMark? Of(MapNode body)
    {
        var text = body.Map("metadata").Map("annotations").Text(Annotation)?.Value;
        return text is { Length: (2 * Digits) + 1 } && text[Digits] == '.' ? new AppliedMark(text[..Digits], text[(Digits + 1)..]) : null;
    }

    /// <summary>The object with this mark on it.</summary>
    public MapNode PutOn(MapNode body)
    {
        var metadata = body.Map("metadata") ?? MapNode.Empty;
        var annotations = metadata.Map("annotations") ?? MapNode.Empty;
        return body.With("metadata", metadata.With("annotations", annotations.With(Annotation, ToString())));
    }

    public override string ToString() => $"{Desired}.{Answer}";
}
