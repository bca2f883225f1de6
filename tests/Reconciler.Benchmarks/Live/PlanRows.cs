using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Kube;

namespace Reconciler.Benchmarks.Live;

/// <summary>The command `plan` on what is in place already, as a whole process, and with one App changed.</summary>
internal static class PlanRows
{
    private const int MostRepetitions = 5;
    private const double MostMilliseconds = 3_000;
    private const double MostMegabytes = 300;
    private const int MostRequestsBeside = 5;
    private const int MostRequestsOfChange = 10;

    /// <summary>Time is allowed in proportion to the objects; a process has to start for however few.</summary>
    private const int ObjectsOfBudget = 5_000;
    private const int FewestOfBudget = 2_500;

    private static readonly KubeResource[] Kinds =
    [
        new("apps", "v1", "Deployment", "deployments", true), new("networking.k8s.io", "v1", "Ingress", "ingresses", true),
        new("", "v1", "Service", "services", true), new("", "v1", "ConfigMap", "configmaps", true), new("", "v1", "ServiceAccount", "serviceaccounts", true),
    ];

    public static async Task<ImmutableArray<Budget>> MeasureAsync(int apps, double slack)
    {
        await using var cluster = await LiveCluster.StartAsync();
        using var source = cluster.Source(apps);
        await cluster.ApplyAsync(source);
        using var bare = await BareClient.OpenAsync(cluster.Kubeconfig);
        var limit = MostMilliseconds * Math.Max(source.Objects, FewestOfBudget) / ObjectsOfBudget * slack;
        var (listing, plan) = (double.MaxValue, (CommandFigures?)null);
        for (var i = 0; i < MostRepetitions && (plan is null || plan.Milliseconds - listing > limit); i++)
        {
            listing = Math.Min(listing, await bare.ListAsync(Kinds.Select(kind => $"{kind.Path(null)}?labelSelector=app.kubernetes.io%2Fpart-of%3D{source.Name}")));
            var once = await cluster.RunAsync(source, "plan");
            if (plan is null || once.Milliseconds < plan.Milliseconds) plan = once;
        }
        source.Write(0, "v2");
        var changed = await cluster.RunAsync(source, "plan");
        var what = string.Create(CultureInfo.InvariantCulture, $"no-change plan of {source.Objects} objects on {cluster.Name}");
        return
        [
            new Budget($"{what}, requests", plan!.Requests, LiveSource.Kinds + MostRequestsBeside, "requests"),
            new Budget($"{what}, whole process but for its lists ({listing:0} ms)", plan.Milliseconds - listing, limit, "ms"),
            new Budget($"{what}, peak of the process", plan.Megabytes, MostMegabytes, "MB"),
            new Budget(string.Create(CultureInfo.InvariantCulture, $"one changed App among {apps}, requests more than for none"), changed.Requests - plan.Requests, MostRequestsOfChange, "requests"),
        ];
    }
}
