namespace Reconciler.Health;

/// <summary>How well an object is.</summary>
public enum HealthState
{
    /// <summary>It is what its spec asks for, or nothing more can be waited for.</summary>
    Healthy,

    /// <summary>It is on its way, or held up by something that can go away by itself.</summary>
    Progressing,

    /// <summary>It can't become healthy unless somebody changes something.</summary>
    Failed,
}

/// <summary>The verdict on one object and the reason in plain words, such as "2 of 3 pods ready".</summary>
public sealed record HealthVerdict(HealthState State, string Message)
{
    public static HealthVerdict Healthy(string message = "current") => new(HealthState.Healthy, message);

    public static HealthVerdict Progressing(string message) => new(HealthState.Progressing, message);

    public static HealthVerdict Failed(string message) => new(HealthState.Failed, message);

    /// <summary>
    /// The verdict with the reason that its pods give, "2 of 3 pods ready: back-off pulling image shop:v42". What is healthy
    /// needs no reason, and a reason that the message has already is not repeated.
    /// </summary>
    public HealthVerdict With(string? problem)
    {
        if (State == HealthState.Healthy || string.IsNullOrEmpty(problem) || Message.Contains(problem, StringComparison.Ordinal)) return this;
        return this with { Message = Message.Contains(": ", StringComparison.Ordinal) ? $"{Message}; {problem}" : $"{Message}: {problem}" };
    }
}
