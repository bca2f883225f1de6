using System.Globalization;

namespace Reconciler.Rendering.Shared;

/// <summary>
/// A length of time as Go prints it, 1m30s or 5m0s. Controllers written in Go write durations back in this form, so any
/// other would come back changed.
/// </summary>
internal static class GoDuration
{
    public static string Of(int seconds)
    {
        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        var text = string.Create(CultureInfo.InvariantCulture, $"{rest}s");
        if (hours > 0 || minutes > 0) text = string.Create(CultureInfo.InvariantCulture, $"{minutes}m{text}");
        return hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}h{text}") : text;
    }
}
