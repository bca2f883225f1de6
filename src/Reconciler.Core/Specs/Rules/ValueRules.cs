using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Rules;

/// <summary>Durations and sizes, wherever the language has one. What is inherited is checked where it is written.</summary>
internal static class ValueRules
{
    private enum Least
    {
        Zero,
        OneSecond,
    }

    private static readonly ImmutableArray<(SpecKind Kind, FieldWalk Path, Least Least)> Durations =
    [
        .. Of(SpecKind.App, Least.OneSecond, "processes.*.autoscaling.pollingInterval", "cron[].timeout", "cron[].startingDeadline", "deploy.healthGate.timeout", "deploy.healthGate.requestTimeout",
            "deploy.tasks.before[].timeout", "deploy.tasks.after[].timeout"),
        .. Of(SpecKind.App, Least.Zero, "processes.*.autoscaling.cooldown", "processes.*.terminationGracePeriod", "cron[].keep.for"),
        .. Of(SpecKind.Environment, Least.OneSecond, "sync.interval", "sync.windows[].duration"),
        .. Of(SpecKind.Chart, Least.OneSecond, "timeout", "upgrades[].before[].wait.for", "upgrades[].after[].wait.for"),
        .. new[] { SpecKind.App, SpecKind.Environment }.SelectMany(kind => Of(kind, Least.OneSecond, "deploy.timeout")),
        .. new[] { SpecKind.App, SpecKind.Environment }.SelectMany(kind => Of(kind, Least.Zero, "deploy.drain", "ingress.hsts.maxAge")),
    ];

    private static readonly ImmutableArray<(SpecKind Kind, FieldWalk Path)> Volumes =
    [
        (SpecKind.Storage, new FieldWalk("size")),
        (SpecKind.App, new FieldWalk("shmSize")),
        (SpecKind.App, new FieldWalk("processes.*.shmSize")),
        (SpecKind.Environment, new FieldWalk("shmSize")),
    ];

    private static readonly ImmutableArray<(SpecKind Kind, FieldWalk Path)> Resources =
    [
        (SpecKind.App, new FieldWalk("processes.*.resources")),
        (SpecKind.App, new FieldWalk("cron[].resources")),
        (SpecKind.App, new FieldWalk("deploy.tasks.before[].resources")),
        (SpecKind.App, new FieldWalk("deploy.tasks.after[].resources")),
        (SpecKind.Environment, new FieldWalk("resources")),
    ];

    public static IEnumerable<Diagnostic> Check(SpecDocument document) => Lengths(document).Concat(Sizes(document)).Concat(Amounts(document));

    private static IEnumerable<(SpecKind, FieldWalk, Least)> Of(SpecKind kind, Least least, params string[] paths) => paths.Select(path => (kind, new FieldWalk(path), least));

    private static IEnumerable<Diagnostic> Lengths(SpecDocument document)
    {
        foreach (var (kind, path, least) in Durations)
        {
            if (kind != document.Kind) continue;
            foreach (var written in path.Scalars(document.Spec))
            {
                if (!Duration.TryParse(written.Written, out var duration, out var problem)) yield return problem.At(ValueCodes.Duration, written.Origin);
                else if (least == Least.OneSecond && duration.Seconds == 0)
                    yield return WorkloadCodes.NotPositive.At(written.Origin, $"{path.LastField} is {written.Written}, and has to be above zero", "write a duration such as 30s");
            }
        }
    }

    private static IEnumerable<Diagnostic> Sizes(SpecDocument document)
    {
        foreach (var (kind, path) in Volumes)
        {
            if (kind != document.Kind) continue;
            foreach (var written in path.Scalars(document.Spec))
                if (!Memory.TryParseStorage(written.Written, out _, out var problem)) yield return problem.At(ValueCodes.StorageSize, written.Origin);
        }
    }

    private static IEnumerable<Diagnostic> Amounts(SpecDocument document)
    {
        foreach (var (kind, path) in Resources)
        {
            if (kind != document.Kind) continue;
            foreach (var resources in path.Values(document.Spec).OfType<MapNode>())
            {
                foreach (var amounts in new[] { resources, resources.Map("requests"), resources.Map("limits") })
                {
                    foreach (var entry in amounts?.Entries ?? [])
                        if (entry.Value is ScalarNode { IsNull: false } written && Amount(entry.Key, written) is { } problem) yield return problem;
                }
            }
        }
    }

    private static Diagnostic? Amount(string name, ScalarNode written)
    {
        if (name == "memory") return Memory.TryParse(written.Written, out _, out var wrong) ? null : wrong.At(ValueCodes.Memory, written.Origin);
        if (!Quantity.TryParse(written.Written, out var amount, out var problem)) return problem.At(ValueCodes.Quantity, written.Origin);
        if (amount.IsNegative) return WorkloadCodes.Resource.At(written.Origin, $"{name} is {written.Written}, and an amount can't be negative");
        return name.Contains('/', StringComparison.Ordinal) && !amount.IsWhole
            ? WorkloadCodes.Resource.At(written.Origin, $"{name} is {written.Written}, and devices are handed out whole", "write a whole number")
            : null;
    }
}
