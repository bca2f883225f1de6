using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Cli;

/// <summary>Finds the App that a user means by APP or NAMESPACE/APP.</summary>
internal static class AppChoice
{
    public static (AppSpec? App, Diagnostic? Problem) Find(SpecSet specs, string wanted)
    {
        var found = specs.Apps.Where(app => app.Name == wanted || FullName(app) == wanted).ToArray();
        if (found.Length == 1) return (found[0], null);
        if (found.Length > 1)
            return (null, MachineCodes.AppAmbiguous.At(Origin.None, $"{wanted} is the name of several Apps", $"write one of {string.Join(", ", found.Select(FullName))}"));
        var names = specs.Apps.Select(app => wanted.Contains('/', StringComparison.Ordinal) ? FullName(app) : app.Name).Distinct(StringComparer.Ordinal).ToArray();
        var hint = Spelling.Suggest(wanted, names) ?? (names.Length is > 0 and <= 20 ? $"the Apps are {string.Join(", ", names)}" : null);
        return (null, MachineCodes.AppUnknown.At(Origin.None, $"there is no App {wanted}", hint));
    }

    public static string FullName(AppSpec app) => $"{app.Namespace.Value}/{app.Name}";
}
