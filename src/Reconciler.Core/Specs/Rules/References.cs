using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>The diagnostics of names that lead nowhere: what was probably meant, and what there is.</summary>
internal static class References
{
    private const int MostShown = 8;

    public static Diagnostic Unknown(DiagnosticCode code, Sourced<string> name, string message, IEnumerable<string> known) =>
        Unknown(code, name.Origin, name.Value, message, known);

    public static Diagnostic Unknown(DiagnosticCode code, Origin place, string name, string message, IEnumerable<string> known)
    {
        var names = known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var shown = Listed(names);
        var suggestion = Spelling.Suggest(name, names);
        var fix = (suggestion, shown) switch
        {
            (not null, not null) when names.Count > 1 => $"{suggestion} Known are {shown}",
            (not null, _) => suggestion,
            (null, not null) => $"known: {shown}",
            (null, null) => null,
        };
        return code.At(place, message, fix) with { Found = name, Expected = shown };
    }

    private static string? Listed(List<string> names) => names.Count switch
    {
        0 => null,
        <= MostShown => string.Join(", ", names),
        _ => $"{string.Join(", ", names.Take(MostShown))} and {names.Count - MostShown} more",
    };
}
