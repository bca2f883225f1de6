using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Workloads;

/// <summary>Runs a Job's pods to their end and says how it went.</summary>
internal static class JobLife
{
    private const string Resource = "jobs.batch";
    private const string IndexKey = "batch.kubernetes.io/job-completion-index";
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    public static void Step(LifeView view, MapNode job, LifePlan plan)
    {
        var selector = job.Map("spec").Map("selector");
        var pods = Owners.Claim(plan, job, "pods", view.Owned("pods", job.UidOf()), view.PodsMatching(job.MetaText("namespace") ?? "", selector), pod => selector is null || LabelMatch.Selects(selector, pod.Labels()));
        if (plan.IsAdopting || job.IsDying()) return;
        var conditions = new Conditions(job.Map("status"), view.Now, ConditionForm.Probed);
        if (conditions.IsTrue("Complete") || conditions.IsTrue("Failed"))
        {
            Expire(view, job, plan);
            return;
        }
        if (job.Map("spec").Text("managedBy") is { Value: not "kubernetes.io/job-controller" }) return;
        if (job.Map("spec").Flag("suspend")?.Value == true) Suspend(job, pods, conditions, plan);
        else Run(view, job, pods, conditions, plan);
    }

    private static void Expire(LifeView view, MapNode job, LifePlan plan)
    {
        if (job.Map("spec").Int("ttlSecondsAfterFinished")?.Value is not { } seconds) return;
        var finished = job.Map("status").Maps("conditions").Where(each => each.Text("type")?.Value is "Complete" or "Failed").Select(each => each.Time("lastTransitionTime")).FirstOrDefault() ?? view.Now;
        if (finished.AddSeconds(seconds) <= view.Now) plan.Delete(Resource, job);
        else plan.LookAgain(finished.AddSeconds(seconds));
    }

    private static void Suspend(MapNode job, List<MapNode> pods, Conditions conditions, LifePlan plan)
    {
        if (!conditions.IsTrue("Suspended")) plan.Normal(job, "Suspended", "Job suspended");
        conditions.Set("Suspended", "True", "JobSuspended", "Job suspended");
        foreach (var pod in pods.Where(pod => pod.IsActive()))
        {
            plan.Delete("pods", pod);
            plan.Normal(job, "SuccessfulDelete", $"Deleted pod: {pod.NameOf()}");
        }
        Write(job, new JobCounts(job, pods) with { Active = 0, Ready = 0 }, conditions, start: null, completion: null, plan);
    }

    private static void Run(LifeView view, MapNode job, List<MapNode> pods, Conditions conditions, LifePlan plan)
    {
        var start = job.Map("status").Text("startTime")?.Value;
        if (conditions.IsTrue("Suspended"))
        {
            conditions.Set("Suspended", "False", "JobResumed", "Job resumed");
            plan.Normal(job, "Resumed", "Job resumed");
            start = null;
        }
        start ??= Metadata.Time(view.Now);
        var counts = new JobCounts(job, pods);
        if (Failure(view, job, pods, counts, plan) is var (reason, message) && reason is not null)
        {
            foreach (var pod in pods.Where(pod => pod.IsActive()))
            {
                plan.Delete("pods", pod);
                plan.Normal(job, "SuccessfulDelete", $"Deleted pod: {pod.NameOf()}");
            }
            conditions.Set("FailureTarget", "True", reason, message);
            conditions.Set("Failed", "True", reason, message);
            plan.Warning(job, reason, message!);
            Write(job, counts with { Failed = counts.Failed + counts.Active, Active = 0, Ready = 0 }, conditions, start, completion: null, plan);
            return;
        }
        if (counts.IsComplete)
        {
            conditions.Set("SuccessCriteriaMet", "True", "CompletionsReached", "Reached expected number of succeeded pods");
            conditions.Set("Complete", "True", "CompletionsReached", "Reached expected number of succeeded pods");
            plan.Normal(job, "Completed", "Job completed");
            Write(job, counts, conditions, start, Metadata.Time(view.Now), plan);
            return;
        }
        var created = Create(view, job, pods, counts, plan);
        Write(job, counts with { Active = counts.Active + created }, conditions, start, completion: null, plan);
    }

    private static (string? Reason, string? Message) Failure(LifeView view, MapNode job, List<MapNode> pods, JobCounts counts, LifePlan plan)
    {
        var limit = job.SpecInt("backoffLimit", 6);
        var restarts = pods.Where(pod => pod.IsActive() && pod.RestartPolicy() == "OnFailure").Sum(PodFacts.Restarts);
        if (counts.Failed > limit || (restarts > 0 && restarts >= limit)) return ("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        if (job.Map("spec").Int("activeDeadlineSeconds")?.Value is not { } seconds) return (null, null);
        var due = (job.Map("status").Time("startTime") ?? view.Now).AddSeconds(seconds);
        if (due <= view.Now) return ("DeadlineExceeded", "Job was active longer than specified deadline");
        plan.LookAgain(due);
        return (null, null);
    }

    private static int Create(LifeView view, MapNode job, List<MapNode> pods, JobCounts counts, LifePlan plan)
    {
        var missing = counts.Wanted - counts.Active;
        foreach (var surplus in pods.Where(pod => pod.IsActive()).Take(Math.Max(0, -missing)))
        {
            plan.Delete("pods", surplus);
            plan.Normal(job, "SuccessfulDelete", $"Deleted pod: {surplus.NameOf()}");
        }
        if (missing <= 0 || PodMaking.IsHeldBack(view, plan) || IsBackingOff(view, pods, plan)) return 0;
        var indexes = job.Map("spec").Text("completionMode")?.Value == "Indexed" ? JobCounts.FreeIndexes(job, pods) : [];
        for (var i = 0; i < missing; i++)
        {
            var pod = PodMaking.MakeNamed(view, job, job.Map("spec").Map("template"), i);
            if (i < indexes.Count) pod = Indexed(view, job, pod, indexes[i]);
            plan.Create("pods", pod);
            plan.Normal(job, "SuccessfulCreate", $"Created pod: {pod.NameOf()}");
        }
        return missing;
    }

    private static MapNode Indexed(LifeView view, MapNode job, MapNode pod, int index)
    {
        var text = index.ToString(CultureInfo.InvariantCulture);
        var start = $"{job.NameOf()}-{text}-";
        var name = GeneratedNames.Free(start, $"{job.UidOf()}/{text}", view.Now, taken => view.Find("pods", job.MetaText("namespace") ?? "", taken) is not null);
        pod = pod.WithMeta("name", name).WithMeta("generateName", start).WithAnnotation(IndexKey, text);
        return PodMaking.WithLabel(pod.With("spec", pod.Map("spec")!.With("hostname", $"{job.NameOf()}-{text}")), IndexKey, text);
    }

    /// <summary>A failed pod is followed by another after ten seconds, then twenty, and so on.</summary>
    private static bool IsBackingOff(LifeView view, List<MapNode> pods, LifePlan plan)
    {
        var failed = pods.Where(pod => pod.Phase() == "Failed").ToList();
        if (failed.Count == 0) return false;
        var last = failed.Max(FinishedAt);
        var next = last + (FirstRetry * Math.Pow(2, Math.Min(failed.Count - 1, 6)));
        if (next <= view.Now) return false;
        plan.LookAgain(next);
        return true;
    }

    private static DateTimeOffset FinishedAt(MapNode pod) =>
        pod.Map("status").Maps("containerStatuses").Select(each => each.Map("state").Map("terminated").Time("finishedAt")).Max() ?? pod.CreatedAt();

    private static void Write(MapNode job, JobCounts counts, Conditions conditions, string? start, string? completion, LifePlan plan) => plan.Status(Resource, job, new MapBuilder
    {
        ["conditions"] = conditions.ToNode(),
        ["startTime"] = start,
        ["completionTime"] = completion,
        ["active"] = LifeTimes.Count(counts.Active),
        ["succeeded"] = LifeTimes.Count(counts.Succeeded),
        ["failed"] = LifeTimes.Count(counts.Failed),
        ["terminating"] = counts.Terminating,
        ["completedIndexes"] = counts.CompletedIndexes,
        ["uncountedTerminatedPods"] = MapNode.Empty,
        ["ready"] = counts.Ready,
    }.ToMap());
}
