namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>How the sizes of a Deployment's sets move towards what is wanted.</summary>
internal static class RolloutScale
{
    /// <summary>Whether the Deployment's size was changed since its sets were given theirs.</summary>
    public static bool IsScaled(Rollout rollout) => rollout.All.Any(set => Rollout.Size(set) > 0 && set.Annotation(Rollout.Desired) is { } desired && desired != Rollout.Text(rollout.Replicas));

    /// <summary>How large the new set may be now.</summary>
    public static int NewSize(Rollout rollout)
    {
        var present = rollout.New is { } set ? Rollout.Size(set) : 0;
        if (rollout.IsRecreate) return rollout.Replicas;
        var most = rollout.Replicas + rollout.Surge;
        return rollout.Total >= most ? present : present + Math.Min(most - rollout.Total, rollout.Replicas - present);
    }

    /// <summary>One step of a rolling update; true when a set changed.</summary>
    public static bool Roll(Rollout rollout, LifePlan plan)
    {
        var size = Rollout.Size(rollout.New!);
        var wanted = size > rollout.Replicas ? rollout.Replicas : size < rollout.Replicas ? NewSize(rollout) : size;
        if (wanted != size)
        {
            rollout.Scale(rollout.NewIndex, wanted, plan);
            return true;
        }
        return ShrinkOld(rollout, plan);
    }

    private static bool ShrinkOld(Rollout rollout, LifePlan plan)
    {
        if (rollout.OldIndexes.Sum(index => Rollout.Size(rollout.All[index])) == 0) return false;
        var minimum = rollout.Replicas - rollout.MaxUnavailable;
        var unavailable = Rollout.Size(rollout.New!) - Rollout.Available(rollout.New!);
        var most = rollout.Total - minimum - unavailable;
        if (most <= 0) return false;
        var removed = 0;
        // pods that don't serve anyway go first
        foreach (var index in rollout.OldIndexes.ToList())
        {
            var idle = Math.Min(most - removed, Rollout.Size(rollout.All[index]) - Rollout.Available(rollout.All[index]));
            if (idle <= 0) continue;
            rollout.Scale(index, Rollout.Size(rollout.All[index]) - idle, plan);
            removed += idle;
        }
        var surplus = rollout.All.Sum(Rollout.Available) - minimum;
        foreach (var index in rollout.OldIndexes.ToList())
        {
            var count = Math.Min(surplus, Rollout.Size(rollout.All[index]));
            if (count <= 0) continue;
            rollout.Scale(index, Rollout.Size(rollout.All[index]) - count, plan);
            surplus -= count;
            removed += count;
        }
        return removed > 0;
    }

    /// <summary>Spreads a changed size over the sets in the middle of a rollout, or gives it to the only one.</summary>
    public static void Spread(Rollout rollout, LifePlan plan)
    {
        var active = Enumerable.Range(0, rollout.All.Count).Where(index => Rollout.Size(rollout.All[index]) > 0).ToList();
        if (active.Count <= 1)
        {
            var only = active.Count == 1 ? active[0] : rollout.NewIndex >= 0 ? rollout.NewIndex : rollout.All.Count - 1;
            if (only >= 0) rollout.Scale(only, rollout.Replicas, plan);
            return;
        }
        if (rollout.New is { } newest && Rollout.Size(newest) == rollout.Replicas && Rollout.Available(newest) == rollout.Replicas)
        {
            foreach (var index in active.Where(index => index != rollout.NewIndex)) rollout.Scale(index, 0, plan);
            return;
        }
        if (rollout.IsRecreate) return;
        var allowed = rollout.Replicas == 0 ? 0 : rollout.Replicas + rollout.Surge;
        var (total, rest) = (rollout.Total, allowed - rollout.Total);
        var bySize = active.OrderByDescending(index => Rollout.Size(rollout.All[index])).ThenByDescending(index => rest >= 0 ? index : -index).ToList();
        var sizes = bySize.ToDictionary(index => index, index => Math.Max(0, (int)Math.Round((double)Rollout.Size(rollout.All[index]) * allowed / total, MidpointRounding.AwayFromZero)));
        sizes[bySize[0]] = Math.Max(0, sizes[bySize[0]] + allowed - sizes.Values.Sum());
        foreach (var index in bySize) rollout.Scale(index, sizes[index], plan);
    }
}
