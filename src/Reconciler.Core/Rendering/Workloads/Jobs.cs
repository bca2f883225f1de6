using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Workloads;

/// <summary>CronJobs, and the Jobs of `deploy.tasks`: pods that borrow the image, configuration and placement of a process.</summary>
public static class Jobs
{
    public static IEnumerable<Manifest> CronJobs(RenderContext context)
    {
        foreach (var cron in context.App.Cron)
        {
            if (cron.Name is not { } name || Lender(context.App, cron.Process) is not { } process) continue;
            var component = $"cron-{name.Value}";
            var role = PodRole.Job(context, component, $"cron:{name.Value}", process, cron.Command, cron.Env, cron.Resources, cron);
            if (PodTemplate.Of(context, role) is not { } template) continue;
            foreach (var secret in template.Secrets) yield return secret;
            yield return CronJob(context, cron, component, template);
        }
    }

    private static Manifest CronJob(RenderContext context, CronSpec cron, string component, PodTemplate template)
    {
        var body = new MapBuilder(cron.Fields.Origin)
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "CronJob",
            ["metadata"] = context.Metadata("cronjob", $"{context.App.Name}-{cron.Name!.Value}", component, cron: cron),
            ["spec"] = new MapBuilder
            {
                ["schedule"] = cron.Schedule,
                ["timeZone"] = cron.TimeZone,
                ["concurrencyPolicy"] = cron.Concurrency?.Select(Capitalised),
                ["suspend"] = context.App.Deploy.IsStopped ? context.App.Deploy.Stopped : cron.Suspend,
                ["startingDeadlineSeconds"] = cron.StartingDeadline,
                ["successfulJobsHistoryLimit"] = cron.Keep.Succeeded,
                ["failedJobsHistoryLimit"] = cron.Keep.Failed,
                ["jobTemplate"] = new MapBuilder
                {
                    ["metadata"] = context.TemplateMetadata("job", component, null, cron),
                    ["spec"] = new MapBuilder
                    {
                        ["backoffLimit"] = cron.Retries,
                        ["activeDeadlineSeconds"] = cron.Timeout,
                        ["ttlSecondsAfterFinished"] = cron.Keep.For,
                        ["template"] = template.ToNode(),
                    },
                },
            },
        };
        return context.ToManifest(body.ToMap());
    }

    public static IEnumerable<Manifest> Tasks(RenderContext context) =>
        Phase(context, "before", context.App.Deploy.Tasks.Before).Concat(Phase(context, "after", context.App.Deploy.Tasks.After));

    private static IEnumerable<Manifest> Phase(RenderContext context, string phase, IEnumerable<TaskSpec> tasks)
    {
        var number = 0;
        foreach (var task in tasks)
        {
            number++;
            if (Lender(context.App, task.Process) is not { } process) continue;
            var role = PodRole.Job(context, phase, "tasks", process, task.Command, task.Env, task.Resources);
            if (PodTemplate.Of(context, role) is not { } template) continue;
            foreach (var secret in template.Secrets) yield return secret;
            var name = $"{context.App.Name}-{phase}-{number}-{Revision(task, template)}";
            yield return context.ToManifest(new MapBuilder(task.Fields.Origin)
            {
                ["apiVersion"] = "batch/v1",
                ["kind"] = "Job",
                ["metadata"] = context.Metadata("job", name, phase),
                ["spec"] = new MapBuilder
                {
                    ["backoffLimit"] = task.Retries,
                    ["activeDeadlineSeconds"] = task.Timeout,
                    ["template"] = template.ToNode(),
                },
            }.ToMap());
        }
    }

    /// <summary>
    /// What a task ran for: image, variables and command, so that it runs again exactly when one of them changes. A task
    /// that runs once is known by its command alone.
    /// </summary>
    private static string Revision(TaskSpec task, PodTemplate template)
    {
        var container = (MapNode)template.Spec.List("containers")!.Items[0];
        string[] parts = task.Once?.Value == true ? ["command", "args"] : ["image", "command", "args", "env", "envFrom"];
        return Naming.Hash(new MapNode([.. container.Entries.Where(entry => parts.Contains(entry.Key))]));
    }

    /// <summary>The process whose image and configuration a Job uses: the one it names, else the one that serves, else the first.</summary>
    private static ProcessSpec? Lender(AppSpec app, Sourced<string>? named) =>
        named is not null ? app.Process(named.Value) : app.Serving ?? app.Processes.FirstOrDefault();

    private static string Capitalised(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
