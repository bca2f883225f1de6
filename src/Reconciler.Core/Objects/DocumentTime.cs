using System.Globalization;

namespace Reconciler.Objects;

/// <summary>How documents of ours write a moment: in UTC, to the second.</summary>
public static class DocumentTime
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
