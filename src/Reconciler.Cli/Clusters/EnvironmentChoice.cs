using System.Collections.Immutable;
using System.CommandLine;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Cli.Clusters;

/// <summary>Which environment a command means that reads no source: the one that --environment names, else the only one that the cluster has.</summary>
internal static class EnvironmentChoice
{
    public static Option<string?> Option() => new("--environment", "-e") { Description = "The environment (default: the only one of the cluster)", HelpName = "NAME" };

    public static async Task<(KnownEnvironment? Known, Diagnostic? Problem)> FindAsync(ICluster cluster, string? wanted, CancellationToken cancellation)
    {
        var answer = await KnownEnvironments.FindAsync(cluster, cancellation);
        if (!answer.TryGet(out var all, out var why)) return (null, (why is KubeError.Forbidden ? AnswerCodes.Forbidden : AnswerCodes.Unanswered).At(Origin.None, $"the environments of {cluster.Name} can't be listed: {why}"));
        return Choose(all, wanted, cluster.Name);
    }

    private static (KnownEnvironment?, Diagnostic?) Choose(ImmutableArray<KnownEnvironment> all, string? wanted, string cluster)
    {
        var fitting = all.Where(known => wanted is null || known.Identity.Environment == wanted).ToArray();
        if (fitting.Length == 1) return (fitting[0], null);
        var names = all.Select(known => known.Identity.Environment).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length == 0) return (null, RunCodes.WhichEnvironment.At(Origin.None, $"nothing was applied to {cluster} yet", "apply a source first"));
        var message = wanted is null ? $"{cluster} has several environments" : fitting.Length > 1 ? $"several environments of {cluster} are called {wanted}" : $"{cluster} has no environment {wanted}";
        var hint = wanted is not null && Output.Words.List(names) is { } list ? Spelling.Suggest(wanted, names) ?? $"there is {list}" : $"--environment {string.Join(" or ", names)}";
        return (null, RunCodes.WhichEnvironment.At(Origin.None, message, hint));
    }
}
