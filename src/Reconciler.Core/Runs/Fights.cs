using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Runs;

/// <summary>Somebody who changes an object back as often as it is repaired.</summary>
public sealed record Fight(ObjectKey Key, string? Manager, int Repairs, DateTimeOffset Last, DateTimeOffset Until)
{
    public string Who => Manager is { } manager ? $"the manager {manager}" : "somebody whom the cluster doesn't record";

    /// <summary>The fight in a sentence.</summary>
    public RunNote Note => new("Fought", true, string.Create(CultureInfo.InvariantCulture, $"{Key} was repaired {Repairs} times and {Who} changes it back; it is left alone until {Until.UtcDateTime:u}"));
}

/// <summary>
/// Repairs of drift, as far as they tell whether somebody fights us: the third repair of one object within ten minutes makes it a fight,
/// and from then on it is left alone for longer and longer. A fold over repairs.
/// </summary>
public sealed record Fights
{
    private const int Enough = 3;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private ImmutableDictionary<ObjectKey, Fight> All { get; init; } = ImmutableDictionary<ObjectKey, Fight>.Empty;

    /// <summary>Those that go on, by object.</summary>
    public IEnumerable<Fight> Going(DateTimeOffset now) => All.Values.Where(fight => fight.Until > now).OrderBy(fight => fight.Key);

    public Fight? Of(ObjectKey key, DateTimeOffset now) => All.GetValueOrDefault(key) is { } fight && fight.Until > now ? fight : null;

    /// <summary>After one more repair of an object.</summary>
    public Fights With(ObjectKey key, string? manager, DateTimeOffset now)
    {
        var recent = All.Where(pair => pair.Value.Until > now || pair.Value.Last + Memory > now).ToImmutableDictionary();
        var repairs = (recent.GetValueOrDefault(key)?.Repairs ?? 0) + 1;
        return this with { All = recent.SetItem(key, new Fight(key, manager, repairs, now, repairs < Enough ? now : now + Rest(repairs))) };
    }

    private static TimeSpan Rest(int repairs) =>
        repairs - Enough is var doubled and < 10 && FirstRest * (1 << doubled) is var rest && rest < LongestRest ? rest : LongestRest;
}
