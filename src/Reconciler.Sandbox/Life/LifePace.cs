namespace Reconciler.Sandbox.Life;

/// <summary>
/// How long simulated things take. Recorded times are whole seconds, so a second here is between nothing and a second.
/// </summary>
public sealed record LifePace
{
    /// <summary>What a person sees: a second or two for each step.</summary>
    public static LifePace Natural { get; } = new();

    /// <summary>Everything at once, for tests that don't wait. Tags such as :slow-30s keep their meaning.</summary>
    public static LifePace Instant { get; } = new() { Start = TimeSpan.Zero, Ready = TimeSpan.Zero, Run = TimeSpan.Zero, Crash = TimeSpan.Zero, Grace = TimeSpan.Zero };

    /// <summary>From a pod's arrival on the node to its containers' start.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From a container's start to its readiness, where it has a probe.</summary>
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long what ends by itself runs, such as a Job's container.</summary>
    public TimeSpan Run { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a crashing container lives.</summary>
    public TimeSpan Crash { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a deleted pod takes to end, at most its own grace period.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);
}
