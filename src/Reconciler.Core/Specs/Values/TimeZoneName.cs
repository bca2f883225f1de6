using System.Text.RegularExpressions;

namespace Reconciler.Specs.Values;

/// <summary>
/// A check of IANA time zone names that asks no machine: an area that exists and a well-formed place in it, or one of the
/// names without an area. A place that was never in the database is only found by the API server.
/// </summary>
public static partial class TimeZoneName
{
    private static readonly string[] Areas =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "Etc", "Brazil", "Canada", "Chile", "Mexico", "US"];

    private static readonly string[] Single =
    [
        "UTC", "GMT", "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran",
        "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore",
        "Turkey", "UCT", "Universal", "W-SU", "WET", "Zulu",
    ];

    [GeneratedRegex(@"^[A-Z][A-Za-z]*(?:[_-][A-Za-z]+)*(?:/[A-Z][A-Za-z]*(?:[_-][A-Za-z]+)*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"^(?:GMT|GMT0|GMT-0|GMT\+0|GMT-(?:[1-9]|1[0-4])|GMT\+(?:[1-9]|1[0-2])|Greenwich|UCT|UTC|Universal|Zulu)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FixedOffset();

    /// <summary>Null where the name can be a time zone, else what is wrong with it.</summary>
    public static ValueProblem? Check(string name)
    {
        if (Single.Contains(name)) return null;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Unknown(name, Single.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)));
        var area = name[..slash];
        var place = name[(slash + 1)..];
        if (!Areas.Contains(area))
            return Unknown(name, Areas.FirstOrDefault(known => known.Equals(area, StringComparison.OrdinalIgnoreCase)) is { } meant ? $"{meant}/{place}" : null);
        if (area == "Etc") return FixedOffset().IsMatch(place) ? null : Unknown(name, null);
        return Place().IsMatch(place) ? null : Unknown(name, Repaired(area, place));
    }

    private static string? Repaired(string area, string place)
    {
        var parts = place.Split([' ', '_'], StringSplitOptions.RemoveEmptyEntries);
        var repaired = $"{area}/{string.Join('_', parts.Select(part => char.ToUpperInvariant(part[0]) + part[1..]))}";
        return parts.Length > 0 && Place().IsMatch(repaired[(area.Length + 1)..]) ? repaired : null;
    }

    private static ValueProblem Unknown(string name, string? meant) =>
        new($"\"{name}\" is not a time zone of the IANA database", meant is null ? "write an area and a place, as in Europe/Amsterdam, or Etc/UTC" : $"write {meant}");
}
