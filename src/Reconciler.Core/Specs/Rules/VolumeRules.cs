using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>
/// Volumes that one node or one pod can use, mounted by several pods: by several replicas, by several processes or Apps,
/// or while a rollout has one pod more than usual.
/// </summary>
internal static class VolumeRules
{
    /// <summary>One process or Job that mounts the Storage, with the most pods that it may have.</summary>
    private sealed record Use(AppScope App, string Consumer, int Pods, ProcessSpec? Process, Sourced<string> Mount);

    public static IEnumerable<Diagnostic> Check(RuleScope scope)
    {
        var uses = scope.Apps.SelectMany(Uses).ToLookup(use => (use.App.Namespace, use.Mount.Value));
        foreach (var storage in scope.Specs.Storages.DistinctBy(storage => (scope.NamespaceOf(storage.Fields), storage.Name)))
        {
            var all = uses[(scope.NamespaceOf(storage.Fields), storage.Name)].ToList();
            var problems = storage.AccessMode?.Value switch
            {
                "ReadWriteOnce" or null => OneNode(storage, [.. all.Where(use => use.Process is not null)]),
                "ReadWriteOncePod" => OnePod(storage, all),
                _ => [],
            };
            foreach (var problem in problems) yield return problem;
        }
    }

    private static IEnumerable<Use> Uses(AppScope app)
    {
        foreach (var mount in app.App.Mounts)
        {
            if (mount.Storage is not { } storage) continue;
            foreach (var process in app.Processes.Where(process => mount.IsFor(process.Name)))
                yield return new Use(app, process.Name, Pods(process), process, storage);
            foreach (var cron in app.App.Cron.Select(cron => $"cron:{cron.Name?.Value}").Where(mount.IsFor))
                yield return new Use(app, cron, 1, null, storage);
            if (mount.IsFor("tasks") && app.App.Deploy.Tasks.Before.Concat(app.App.Deploy.Tasks.After).Any())
                yield return new Use(app, "tasks", 1, null, storage);
        }
    }

    private static int Pods(ProcessSpec process)
    {
        var replicas = process.Replicas?.Value ?? 1;
        return process.IsAutoscaled ? Math.Max(replicas, Math.Max(process.Autoscaling!.Min?.Value ?? 0, process.Autoscaling.Max?.Value ?? 0)) : replicas;
    }

    private static IEnumerable<Diagnostic> OneNode(StorageSpec storage, List<Use> uses)
    {
        var several = Several(uses);
        foreach (var use in uses.Where(use => use.Pods > 0))
        {
            if (use.App.App.Deploy.IsBlueGreen) yield return BlueGreen(storage, use);
            else if (several is not null) yield return Shared(storage, use, several);
            else if (Surges(use)) yield return Shared(storage, use, $"{use.Consumer} has one more while a rollout replaces pods (maxSurge is {(use.Process!.Rollout.MaxSurge as ScalarNode)?.Written ?? "25%"})");
        }
    }

    private static IEnumerable<Diagnostic> OnePod(StorageSpec storage, List<Use> uses)
    {
        var several = Several(uses);
        foreach (var use in uses.Where(use => use.Pods > 0))
        {
            if (use.Process is not null && use.App.App.Deploy.IsBlueGreen) yield return BlueGreen(storage, use);
            else if (several is not null)
                yield return VolumeCodes.SinglePodVolume.At(use.Mount.Origin, $"the Storage \"{storage.Name}\" is {Mode(storage)}, and {several}", "mount it in one process with one pod, or choose another accessMode");
            else if (use.Process is not null && Surges(use))
                yield return Shared(storage, use, $"{use.Consumer} has one more while a rollout replaces pods");
        }
    }

    /// <summary>Which pods there are, where there are more than one; null otherwise.</summary>
    private static string? Several(List<Use> uses)
    {
        var consumers = uses.Where(use => use.Pods > 0).DistinctBy(use => (use.App, use.Consumer)).ToList();
        return consumers.Count switch
        {
            0 => null,
            1 => consumers[0].Pods > 1 ? $"{consumers[0].Consumer} has up to {consumers[0].Pods} pods" : null,
            _ => $"{consumers.Count} mount it: {string.Join(", ", consumers.Take(5).Select(use => $"{use.App.App.Name}/{use.Consumer}"))}{(consumers.Count > 5 ? ", …" : "")}",
        };
    }

    private static bool Surges(Use use) =>
        use.App.App.Deploy.Strategy?.Value is null or "rolling" && CountOrPercent.Of(use.Process!.Rollout.MaxSurge) is not { IsZero: true };

    private static Diagnostic BlueGreen(StorageSpec storage, Use use) =>
        VolumeCodes.BlueGreenVolume.At(use.Mount.Origin, $"the Storage \"{storage.Name}\" is {Mode(storage)}, and with blueGreen two versions of {use.Consumer} run side by side", "write deploy: {strategy: recreate}, or accessMode: ReadWriteMany for the Storage");

    private static Diagnostic Shared(StorageSpec storage, Use use, string why) =>
        VolumeCodes.SharedVolume.At(use.Mount.Origin, $"the Storage \"{storage.Name}\" is {Mode(storage)}, and {why}", "write deploy: {strategy: recreate} and keep to one pod, or accessMode: ReadWriteMany for the Storage");

    private static string Mode(StorageSpec storage) => storage.AccessMode is { Origin.IsKnown: true } mode ? $"{mode.Value} ({mode.Origin})" : storage.AccessMode?.Value ?? "ReadWriteOnce";
}
