using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Runs;

namespace Reconciler.Cli.Clusters;

/// <summary>Finds the part of a live environment that a user means: an App by APP or NAMESPACE/APP, another part by its title.</summary>
internal static class PartChoice
{
    public static (PartStatus? Part, Diagnostic? Problem) Find(ImmutableArray<EnvironmentStatus> environments, string wanted) =>
        Find([.. environments.SelectMany(environment => environment.Parts.Select(part => (environment.Environment, part.Lane, part)))], wanted);

    /// <summary>The same among whatever is known of each part.</summary>
    public static (T? Part, Diagnostic? Problem) Find<T>(ImmutableArray<(string Environment, Lane Lane, T Part)> all, string wanted) where T : class
    {
        var found = all.Where(item => Names(item.Lane).Contains(wanted, StringComparer.Ordinal)).ToArray();
        if (found.Length == 1) return (found[0].Part, null);
        if (found.Length > 1)
        {
            var full = found.Select(item => FullName(item.Lane)).Distinct(StringComparer.Ordinal).ToArray();
            return (null, MachineCodes.AppAmbiguous.At(Origin.None, $"{wanted} is the name of several Apps", full.Length > 1 ? $"write one of {string.Join(", ", full)}" : $"--environment {string.Join(" or ", found.Select(item => item.Environment))}"));
        }
        var names = all.Where(item => item.Lane.IsApp).Select(item => wanted.Contains('/', StringComparison.Ordinal) ? FullName(item.Lane) : item.Lane.Name).Distinct(StringComparer.Ordinal).ToArray();
        var hint = Spelling.Suggest(wanted, names) ?? (names.Length is > 0 and <= 20 ? $"the Apps are {string.Join(", ", names)}" : null);
        return (null, MachineCodes.AppUnknown.At(Origin.None, $"no App {wanted} runs here", hint));
    }

    private static string FullName(Lane lane) => $"{lane.Namespace}/{lane.Name}";

    private static string[] Names(Lane lane) => lane.IsApp ? [lane.Name, FullName(lane)] : [lane.Title, FullName(lane)];
}
