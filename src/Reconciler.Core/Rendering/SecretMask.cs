using System.Text;
using Reconciler.Objects;

namespace Reconciler.Rendering;

/// <summary>
/// Objects as they may be shown: no value of a Secret is in them, only how long it is. What else is in the object stays, so
/// the masked one reads as what it is.
/// </summary>
public static class SecretMask
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public static MapNode Apply(MapNode body)
    {
        var kind = body.Text("kind")?.Value;
        if (kind is "List" or "SecretList" && body.List("items") is { } items)
            return body.With("items", new ListNode([.. items.Items.Select(item => item is MapNode map ? Apply(kind == "List" ? map : MaskSecret(map)) : item)], items.Origin));
        return kind == "Secret" && ObjectKey.GroupOf(body.Text("apiVersion")?.Value ?? "").Length == 0 ? MaskSecret(body) : body;
    }

    /// <summary>What stands for a secret text.</summary>
    public static string Hidden(string text) => Hidden(Encoding.UTF8.GetByteCount(text));

    private static string Hidden(int bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({bytes} {(bytes == 1 ? "byte" : "bytes")}, masked)");

    private static MapNode MaskSecret(MapNode secret)
    {
        secret = Mask(secret, "data", value => DecodedLength(value) is { } length ? Hidden(length) : Hidden(value));
        secret = Mask(secret, "stringData", Hidden);
        if (secret.Map("metadata") is { } metadata && metadata.Map("annotations") is { } annotations && annotations.Text(LastApplied) is { } applied)
            secret = secret.With("metadata", metadata.With("annotations", annotations.With(LastApplied, ScalarNode.Of(Hidden(applied.Value), applied.Origin))));
        return secret;
    }

    private static MapNode Mask(MapNode secret, string field, Func<string, string> hide) => secret[field] switch
    {
        MapNode values => secret.With(field, new MapNode([.. values.Entries.Select(entry => entry with { Value = Masked(entry.Value, hide) })], values.Origin)),
        null => secret,
        var other => secret.With(field, Masked(other, hide)),
    };

    /// <summary>Anything that is no text where text belongs is hidden as a whole.</summary>
    private static Node Masked(Node value, Func<string, string> hide) => value switch
    {
        ScalarNode { IsNull: true } => value,
        ScalarNode scalar => ScalarNode.Of(hide(scalar.Value), scalar.Origin),
        _ => ScalarNode.Of(Hidden(CanonicalJson.Write(value)), value.Origin),
    };

    private static int? DecodedLength(string base64)
    {
        var buffer = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(base64, buffer, out var length) ? length : null;
    }
}
