using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Routes.Tables;

/// <summary>Values as cells show them.</summary>
internal static class TableCells
{
    public static string Age(string? time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? Duration(now - since) : "<unknown>";

    /// <summary>A duration as kubectl words it: the two largest units that still say something.</summary>
    public static string Duration(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return Text($"{seconds}s");
        var minutes = seconds / 60;
        if (minutes < 10) return seconds % 60 == 0 ? Text($"{minutes}m") : Text($"{minutes}m{seconds % 60}s");
        if (minutes < 180) return Text($"{minutes}m");
        var hours = minutes / 60;
        if (hours < 8) return minutes % 60 == 0 ? Text($"{hours}h") : Text($"{hours}h{minutes % 60}m");
        if (hours < 48) return Text($"{hours}h");
        var days = hours / 24;
        if (hours < 192) return hours % 24 == 0 ? Text($"{days}d") : Text($"{days}d{hours % 24}h");
        if (days < 730) return Text($"{days}d");
        var years = days / 365;
        if (years < 8) return days % 365 == 0 ? Text($"{years}y") : Text($"{years}y{days % 365}d");
        return Text($"{years}y");
    }

    public static string? Labels(MapNode? labels) => labels is null ? null : string.Join(',', labels.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={(entry.Value as ScalarNode)?.Written}"));

    /// <summary>A selector of an object in its text form.</summary>
    public static string? Selector(MapNode? selector)
    {
        // the old ReplicationController has a plain map
        if (selector is not null && selector["matchLabels"] is null && selector["matchExpressions"] is null) return Labels(selector);
        var terms = selector.Maps("matchExpressions").Select(term => $"{term.Text("key")?.Value} {term.Text("operator")?.Value.ToLowerInvariant()} ({string.Join(',', term.Texts("values").Select(text => text.Value))})");
        return string.Join(',', ((string?[])[Labels(selector.Map("matchLabels"))]).Concat(terms).Where(term => !string.IsNullOrEmpty(term)));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
