using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Health;

/// <summary>Jobs, which are healthy once they are done, and CronJobs, which always are.</summary>
internal static class JobHealth
{
    public static HealthVerdict Of(MapNode body)
    {
        var status = body.Status();
        if (status.Condition("Complete").IsTrue()) return HealthVerdict.Healthy($"completed, {Succeeded(body)}");
        var failure = status.Condition("Failed").IsTrue() ? status.Condition("Failed") : status.Condition("FailureTarget");
        if (failure.IsTrue()) return HealthVerdict.Failed($"failed: {Why(body, failure)}");
        if (body.Map("spec").Flag("suspend")?.Value == true) return HealthVerdict.Healthy("suspended");
        if (status.Condition("SuccessCriteriaMet").IsTrue()) return HealthVerdict.Progressing("succeeded, waiting for its last pods to end");
        var (active, failed) = (body.StatusCount("active"), body.StatusCount("failed"));
        return HealthVerdict.Progressing($"{Succeeded(body)}{(active > 0 ? $", {Count(active)} running" : "")}{(failed > 0 ? $", {Count(failed)} failed" : "")}");
    }

    public static HealthVerdict OfCronJob(MapNode body)
    {
        if (body.Map("spec").Flag("suspend")?.Value == true) return HealthVerdict.Healthy("suspended");
        var running = body.Status().List("active")?.Items.Length ?? 0;
        if (running > 0) return HealthVerdict.Healthy($"{Wording.Count(running, "job")} running");
        return HealthVerdict.Healthy(body.Status().TextAt("lastScheduleTime") is { } last ? $"last run at {last}" : "waiting for its first run");
    }

    private static string Why(MapNode body, MapNode? failure)
    {
        var spec = body.Map("spec");
        return failure.TextAt("reason") switch
        {
            "BackoffLimitExceeded" => $"{Wording.Count(Math.Max(1, body.StatusCount("failed")), "pod")} failed, and backoffLimit allows {Count(spec.Int("backoffLimit")?.Value ?? 6)}",
            "DeadlineExceeded" when spec.Int("activeDeadlineSeconds") is { } limit => $"it ran for longer than the {Count(limit.Value)} s of activeDeadlineSeconds",
            var reason => failure.Says() is { } said ? reason is null || said == reason ? said : $"{said} ({reason})" : "no reason is given",
        };
    }

    private static string Succeeded(MapNode body)
    {
        var done = body.StatusCount("succeeded");
        return body.Map("spec").Int("completions") is { } wanted
            ? $"{Wording.Of(done, wanted.Value)} succeeded"
            : $"{Wording.Count(done, "pod")} succeeded";
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
