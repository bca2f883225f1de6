using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Specs.Values;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>Makes a Job whenever a CronJob's schedule says, and keeps the last few.</summary>
internal static class CronJobLife
{
    private const string Resource = "cronjobs.batch";
    private const string Jobs = "jobs.batch";

    public static void Step(LifeView view, MapNode cron, LifePlan plan)
    {
        var jobs = view.Owned(Jobs, cron.UidOf());
        var active = jobs.Where(job => !IsFinished(job)).ToList();
        NoteFinished(cron, jobs, plan);
        if (!cron.IsDying()) Clean(cron, jobs, plan);
        var (last, started) = cron.IsDying() || cron.Map("spec").Flag("suspend")?.Value == true ? (null, null) : Run(view, cron, active, plan);
        Write(cron, jobs, started is null ? active : [.. active, started], last, plan);
    }

    private static (DateTimeOffset? Last, MapNode? Started) Run(LifeView view, MapNode cron, List<MapNode> active, LifePlan plan)
    {
        if (Schedule(cron) is not { } schedule || Zone(cron) is not { } zone)
        {
            plan.Warning(cron, "UnparseableSchedule", $"unparseable schedule: {cron.Map("spec").Text("schedule")?.Value}");
            return (null, null);
        }
        var since = cron.Map("status").Time("lastScheduleTime") ?? cron.CreatedAt();
        var deadline = cron.Map("spec").Int("startingDeadlineSeconds")?.Value;
        if (deadline is { } seconds && view.Now.AddSeconds(-seconds) > since) since = view.Now.AddSeconds(-seconds);
        var (due, missed) = CronTimes.LastDue(schedule, since, view.Now, zone);
        if (CronTimes.Next(schedule, due ?? (since > view.Now ? since : view.Now), zone) is { } next) plan.LookAgain(next);
        if (missed > 100) plan.Warning(cron, "TooManyMissedTimes", $"too many missed start times: {LifeTimes.Plain(missed)}. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        if (due is not { } time || PodMaking.IsHeldBack(view, plan)) return (null, null);
        var job = Make(cron, time);
        if (view.Find(Jobs, job.MetaText("namespace") ?? "", job.NameOf()) is not null) return (time, null);
        var policy = cron.Map("spec").Text("concurrencyPolicy")?.Value;
        if (policy == "Forbid" && active.Count > 0)
        {
            plan.Normal(cron, "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
            return (null, null);
        }
        if (policy == "Replace")
        {
            foreach (var old in active)
            {
                plan.Delete(Jobs, old);
                plan.Normal(cron, "SuccessfulDelete", $"Deleted job {old.NameOf()}");
            }
            active.Clear();
        }
        plan.Create(Jobs, job);
        plan.Normal(cron, "SuccessfulCreate", $"Created job {job.NameOf()}");
        return (time, job);
    }

    private static MapNode Make(MapNode cron, DateTimeOffset time)
    {
        var template = cron.Map("spec").Map("jobTemplate");
        var minutes = (time.ToUnixTimeSeconds() / 60).ToString(CultureInfo.InvariantCulture);
        var body = new MapBuilder
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new MapBuilder
            {
                ["name"] = $"{cron.NameOf()}-{minutes}",
                ["namespace"] = cron.MetaText("namespace"),
                ["labels"] = template.Map("metadata").Map("labels"),
                ["annotations"] = template.Map("metadata").Map("annotations"),
                ["ownerReferences"] = ListNode.Of(Owners.Reference(cron)),
            },
            ["spec"] = template.Map("spec") ?? MapNode.Empty,
        }.ToMap();
        return body.WithAnnotation("batch.kubernetes.io/cronjob-scheduled-timestamp", Metadata.Time(time));
    }

    private static void NoteFinished(MapNode cron, IEnumerable<MapNode> jobs, LifePlan plan)
    {
        var known = cron.Map("status").Maps("active").Select(each => each.Text("uid")?.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var job in jobs.Where(job => IsFinished(job) && known.Contains(job.UidOf())))
            plan.Normal(cron, "SawCompletedJob", $"Saw completed job: {job.NameOf()}, condition: {(Is(job, "Failed") ? "Failed" : "Complete")}");
    }

    private static void Clean(MapNode cron, IEnumerable<MapNode> jobs, LifePlan plan)
    {
        foreach (var (type, limit) in new[] { ("Complete", cron.SpecInt("successfulJobsHistoryLimit", 3)), ("Failed", cron.SpecInt("failedJobsHistoryLimit", 1)) })
        {
            var finished = jobs.Where(job => Is(job, type) && !job.IsDying()).OrderBy(job => job.Map("status").Time("startTime") ?? job.CreatedAt()).ThenBy(job => job.NameOf(), StringComparer.Ordinal).ToList();
            foreach (var job in finished.Take(Math.Max(0, finished.Count - limit)))
            {
                plan.Delete(Jobs, job);
                plan.Normal(cron, "SuccessfulDelete", $"Deleted job {job.NameOf()}");
            }
        }
    }

    private static void Write(MapNode cron, IEnumerable<MapNode> jobs, List<MapNode> active, DateTimeOffset? last, LifePlan plan)
    {
        var before = cron.Map("status");
        var success = jobs.Where(job => Is(job, "Complete")).Select(job => job.Map("status").Time("completionTime")).Append(before.Time("lastSuccessfulTime")).Max();
        // a Job that is created now has no UID yet, so it is listed from the next look on
        plan.Status(Resource, cron, new MapBuilder
        {
            ["active"] = active.Exists(job => job.UidOf().Length > 0) ? ListNode.Of(active.Where(job => job.UidOf().Length > 0).Select(job => Reference(before, job))) : null,
            ["lastScheduleTime"] = last is { } time ? Metadata.Time(time) : before.Text("lastScheduleTime"),
            ["lastSuccessfulTime"] = success is { } when ? Metadata.Time(when) : null,
        }.ToMap());
    }

    /// <summary>The reference that is there already, so that a Job's changes don't change it.</summary>
    private static MapNode Reference(MapNode? before, MapNode job) => before.Maps("active").FirstOrDefault(each => each.Text("uid")?.Value == job.UidOf()) ?? new MapBuilder
    {
        ["kind"] = "Job",
        ["namespace"] = job.MetaText("namespace"),
        ["name"] = job.NameOf(),
        ["uid"] = job.UidOf(),
        ["apiVersion"] = "batch/v1",
        ["resourceVersion"] = job.MetaText("resourceVersion"),
    }.ToMap();

    private static CronSchedule? Schedule(MapNode cron) => CronSchedule.TryParse(cron.Map("spec").Text("schedule")?.Value ?? "", out var schedule, out _) ? schedule : null;

    private static TimeZoneInfo? Zone(MapNode cron)
    {
        if (cron.Map("spec").Text("timeZone")?.Value is not { Length: > 0 } name) return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    private static bool IsFinished(MapNode job) => Is(job, "Complete") || Is(job, "Failed");

    private static bool Is(MapNode job, string type) => job.Map("status").Maps("conditions").Any(each => each.Text("type")?.Value == type && each.Text("status")?.Value == "True");
}
