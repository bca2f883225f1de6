using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Charts of the helm controller, and certificates.</summary>
internal static class AddOnHealth
{
    /// <summary>The chart only knows that its Job was made, not how it went.</summary>
    public static HealthVerdict OfChart(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("Failed") is { } failed && failed.IsTrue()) return HealthVerdict.Failed(failed.Because("failed"));
        var job = status.TextAt("jobName");
        if (string.IsNullOrEmpty(job)) return HealthVerdict.Progressing("waiting for the helm controller to look at it");
        return status.Condition("JobCreated") is { } created && created.IsFalse()
            ? HealthVerdict.Progressing(created.Because($"Job {job} isn't made yet"))
            : HealthVerdict.Healthy($"handed to Job {job}");
    }

    public static HealthVerdict OfCertificate(MapNode body)
    {
        var ready = GeneralHealth.OfReady(body, "cert-manager");
        var status = body.Status();
        if (ready.State == HealthState.Healthy) return status.TextAt("notAfter") is { } end ? HealthVerdict.Healthy($"issued, valid until {end}") : ready;
        var attempts = status.Int("failedIssuanceAttempts")?.Value ?? 0;
        var issuing = status.Condition("Issuing");
        if (attempts > 0) return ready.With(issuing.Because(string.Create(CultureInfo.InvariantCulture, $"issuing failed {attempts} time{(attempts == 1 ? "" : "s")}")));
        return issuing.IsTrue() ? ready.With("being issued") : ready;
    }
}
