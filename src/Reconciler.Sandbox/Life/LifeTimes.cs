using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Life;

/// <summary>Times as objects record them.</summary>
internal static class LifeTimes
{
    public static DateTimeOffset? Time(this MapNode? map, string key) =>
        map.Text(key)?.Value is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public static DateTimeOffset CreatedAt(this MapNode body) => body.Map("metadata").Time("creationTimestamp") ?? DateTimeOffset.UnixEpoch;

    public static string Plain(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of objects in a status, which is left out where there are none.</summary>
    public static Node? Count(int number) => number == 0 ? null : number;

    /// <summary>A count or a percentage of a total, as maxSurge and minAvailable are written; null where it is neither.</summary>
    public static int? Share(MapNode? map, string key, int total, bool isRoundedUp)
    {
        if (map.Int(key)?.Value is { } number) return number;
        if (map.Text(key)?.Value is not { } text || !text.EndsWith('%') || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent)) return null;
        return isRoundedUp ? ((total * percent) + 99) / 100 : total * percent / 100;
    }
}

/// <summary>Numbers of spec and status.</summary>
internal static class LifeNumbers
{
    public static int SpecInt(this MapNode body, string key, int otherwise) => body.Map("spec").Int(key)?.Value ?? otherwise;

    public static int StatusInt(this MapNode body, string key) => body.Map("status").Int(key)?.Value ?? 0;

    /// <summary>Whether a map is there and has a key.</summary>
    public static bool Holds(this MapNode? map, string key) => map?.Has(key) == true;

    public static long Generation(this MapNode body) => body.Map("metadata").Int("generation")?.Value ?? 0;

    public static string? Annotation(this MapNode body, string key) => body.Map("metadata").Map("annotations").Text(key)?.Value;

    public static MapNode? Labels(this MapNode body) => body.Map("metadata").Map("labels");

    /// <summary>The object with one annotation more, or one changed.</summary>
    public static MapNode WithAnnotation(this MapNode body, string key, string value)
    {
        var metadata = body.Map("metadata") ?? MapNode.Empty;
        return body.With("metadata", metadata.With("annotations", (metadata.Map("annotations") ?? MapNode.Empty).With(key, value)));
    }
}
