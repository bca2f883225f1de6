using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>deploy: deadlines that can be met, tasks that are told apart, and fields that need blueGreen.</summary>
internal static class DeployRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => Tasks(app).Concat(Deadlines(app)).Concat(WithoutEffect(app));

    private static IEnumerable<Diagnostic> Tasks(AppScope app)
    {
        var tasks = app.App.Deploy.Tasks;
        foreach (var once in tasks.Before.Select(task => task.Once).Where(once => once is { Value: true }))
            yield return WorkloadCodes.OnceBefore.At(app.At(once!.Origin), "a task before the deploy runs for each revision, so it can't run once", "move it to deploy.tasks.after, or remove once");
        foreach (var problem in CronRules.Twice(tasks.Before.Select(task => task.Name), "task before the deploy").Concat(CronRules.Twice(tasks.After.Select(task => task.Name), "task after the deploy")))
            yield return problem;
    }

    private static IEnumerable<Diagnostic> Deadlines(AppScope app)
    {
        var deploy = app.App.Deploy;
        foreach (var process in app.Processes)
        {
            if (process.Rollout.MinReadySeconds is not { Value: > 0 } ready || deploy.Timeout is not { } timeout || timeout.Value > ready.Value) continue;
            yield return WorkloadCodes.Deadline.At(app.At(ready.Origin), $"pods of {process.Name} have to be ready for {ready.Value}s, and the deploy ends after {timeout.Value}s{(timeout.Origin.IsKnown ? $" ({timeout.Origin})" : "")}",
                $"write deploy.timeout above {ready.Value}s");
        }
        if (deploy.HealthGate is { Timeout: { } gate, RequestTimeout: { } request } && request.Value > gate.Value)
            yield return WorkloadCodes.Deadline.At(app.At(request.Origin.IsKnown ? request.Origin : gate.Origin), $"one request of the health gate may take {request.Value}s, and the whole gate {gate.Value}s", "raise timeout, or lower requestTimeout");
    }

    /// <summary>Only what the App itself writes: an Environment may have defaults for those Apps that use blueGreen.</summary>
    private static IEnumerable<Diagnostic> WithoutEffect(AppScope app)
    {
        if (app.App.Deploy.IsBlueGreen || app.Written.Map("deploy") is not { } written) yield break;
        foreach (var entry in written.Entries.Where(entry => entry.Key is "keepPrevious" or "preview" or "drain"))
        {
            if (entry.Value is not ScalarNode { IsNull: false } value || value.Value is "0" or "false") continue;
            yield return WorkloadCodes.OnlyBlueGreen.At(entry.KeyOrigin, $"{entry.Key} has no effect with the strategy {app.App.Deploy.Strategy?.Value ?? "rolling"}", "write strategy: blueGreen, or remove it");
        }
    }
}
