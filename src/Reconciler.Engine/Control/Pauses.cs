namespace Reconciler.Engine.Control;

/// <summary>How long to wait: longer and longer while it goes wrong, and never all at the same moment.</summary>
internal sealed class Pauses(Random random)
{
    /// <summary>How many runs may follow each other without a pause.</summary>
    private const int RunsAtOnce = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int _failures;

    /// <summary>It went well, so the next pause is short again.</summary>
    public void Begin() => _failures = 0;

    public TimeSpan Longer() => Spread(TimeSpan.FromSeconds(1) * (1 << Math.Min(_failures++, 6)) is var pause && pause < Longest ? pause : Longest);

    /// <summary>Whether another run may follow at once, after one that did something.</summary>
    public bool MayGoOn() => ++_failures <= RunsAtOnce;

    public TimeSpan Spread(TimeSpan time) => time * (0.9 + random.NextDouble() * 0.2);
}
