using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Resources;

/// <summary>Reads and changes of what every object's metadata has.</summary>
public static class Metadata
{
    public static MapNode Meta(this MapNode body) => body.Map("metadata") ?? MapNode.Empty;

    public static string? MetaText(this MapNode body, string key) => body.Map("metadata").Text(key)?.Value;

    public static string NameOf(this MapNode body) => body.MetaText("name") ?? "";

    public static string UidOf(this MapNode body) => body.MetaText("uid") ?? "";

    public static bool IsDying(this MapNode body) => !body.Meta()["deletionTimestamp"].IsNullOrMissing();

    public static IEnumerable<string> Finalizers(this MapNode body) => body.Map("metadata").Texts("finalizers").Select(text => text.Value);

    public static MapNode WithMeta(this MapNode body, string key, Node? value)
    {
        var meta = body.Meta();
        return body.With("metadata", value is null ? meta.Without(key) : meta.With(key, value));
    }

    public static MapNode WithFinalizers(this MapNode body, IEnumerable<string> finalizers)
    {
        var list = ListNode.Of(finalizers.Select(name => (Node)name));
        return body.WithMeta("finalizers", list.Items.IsEmpty ? null : list);
    }

    /// <summary>A time as the API writes it: whole seconds, UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
