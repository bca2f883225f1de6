using Reconciler.Kube;

namespace Reconciler.Kubernetes.Http;

/// <summary>Decides whether to ask again, and when.</summary>
internal sealed class RetryPolicy(HttpSettings settings, Jitter jitter)
{
    /// <summary>How long to wait before the next attempt, or null where there is none.</summary>
    public TimeSpan? Delay(RetryRule rule, KubeError error, TimeSpan? retryAfter, int attempt)
    {
        if (attempt >= settings.Attempts || !MayRetry(rule, error, retryAfter is not null)) return null;
        var own = Backoff(attempt);
        return TimeSpan.FromTicks(Math.Min(Math.Max(own.Ticks, retryAfter?.Ticks ?? 0), settings.LongestDelay.Ticks));
    }

    /// <summary>The wait after so many failures in a row.</summary>
    public TimeSpan Backoff(int failures)
    {
        var doubled = settings.FirstDelay * Math.Pow(2, Math.Min(failures, 20) - 1);
        return jitter.Spread(doubled < settings.LongestDelay ? doubled : settings.LongestDelay);
    }

    private static bool MayRetry(RetryRule rule, KubeError error, bool serverSaysWhen) => error switch
    {
        _ when rule == RetryRule.Never => false,
        KubeError.TooManyRequests => true,
        KubeError.ConnectionFailed { IsSent: false } => true,
        // a webhook is asked before anything is stored
        KubeError.AdmissionDown => true,
        KubeError.Unavailable when serverSaysWhen => true,
        KubeError.ConnectionFailed or KubeError.TimedOut or KubeError.Unavailable or KubeError.ApiDown => rule == RetryRule.Idempotent,
        KubeError.ServerFailed { Reason: "InternalError" } => rule == RetryRule.Idempotent,
        _ => false,
    };
}

/// <summary>Spreads waits, so that those who failed together don't come back together. The numbers are seeded by whoever makes it.</summary>
internal sealed class Jitter(Random random)
{
    private readonly Lock _gate = new();

    /// <summary>Between half of a time and the whole of it.</summary>
    public TimeSpan Spread(TimeSpan time)
    {
        lock (_gate) return time * (0.5 + (random.NextDouble() / 2));
    }
}
