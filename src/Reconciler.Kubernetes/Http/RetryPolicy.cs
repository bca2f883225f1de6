using Reconciler.Kubernetes.Answers;

namespace Reconciler.Kubernetes.Http;

/// <summary>Decides whether to ask again, and when. The random numbers are seeded by whoever makes it.</summary>
internal sealed class RetryPolicy(HttpSettings settings, Random jitter)
{
    private readonly Lock _gate = new();

    /// <summary>How long to wait before the next attempt, or null where there is none.</summary>
    public TimeSpan? Delay(RetryRule rule, KubeError error, TimeSpan? retryAfter, int attempt)
    {
        if (attempt >= settings.Attempts || !MayRetry(rule, error, retryAfter is not null)) return null;
        var doubled = settings.FirstDelay * Math.Pow(2, attempt - 1);
        double share;
        lock (_gate) share = jitter.NextDouble();
        // between half and the whole of it, so that those who failed together don't come back together
        var own = doubled * (0.5 + (share / 2));
        return TimeSpan.FromTicks(Math.Min(Math.Max(own.Ticks, retryAfter?.Ticks ?? 0), settings.LongestDelay.Ticks));
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
