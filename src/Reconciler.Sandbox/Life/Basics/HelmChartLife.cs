using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Basics;

/// <summary>Deploys a HelmChart in name: a Job that ends well, and a status that names it. Nothing of the chart is installed.</summary>
internal static class HelmChartLife
{
    public const string Resource = "helmcharts.helm.cattle.io";
    private const string Jobs = "jobs.batch";
    private const string HashKey = "helmcharts.helm.cattle.io/configHash";

    public static void Step(LifeView view, MapNode chart, LifePlan plan)
    {
        if (chart.IsDying() || chart.Map("spec") is not { } spec) return;
        var (home, name) = (chart.MetaText("namespace") ?? "", $"helm-install-{chart.NameOf()}");
        var hash = $"SHA256={GeneratedNames.Sha256(CanonicalJson.Write(spec)).ToUpperInvariant()}";
        var job = view.Find(Jobs, home, name);
        if (job is null)
        {
            plan.Create(Jobs, Make(chart, name, hash));
            plan.Normal(chart, "ApplyJob", $"Applying HelmChart using Job {home}/{name}");
        }
        else if (job.Annotation(HashKey) != hash && !job.IsDying()) plan.Delete(Jobs, job);
        var status = chart.Map("status") ?? MapNode.Empty;
        var conditions = status.Maps("conditions").ToDictionary(each => each.Text("type")?.Value ?? "", StringComparer.Ordinal);
        conditions["JobCreated"] = Condition("JobCreated", "True", "Job created", $"Applying HelmChart using Job {home}/{name}");
        var hasFailed = job is not null && job.Map("status").Maps("conditions").Any(each => each.Text("type")?.Value == "Failed" && each.Text("status")?.Value == "True");
        conditions["Failed"] = Condition("Failed", hasFailed ? "True" : "False", null, hasFailed ? $"Job {home}/{name} failed" : null);
        plan.Status(Resource, chart, status.With("jobName", name).With("conditions", ListNode.Of(conditions.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Value))));
    }

    private static MapNode Condition(string type, string status, string? reason, string? message) =>
        new MapBuilder { ["type"] = type, ["status"] = status, ["reason"] = reason, ["message"] = message }.ToMap();

    private static MapNode Make(MapNode chart, string name, string hash)
    {
        var labels = new MapBuilder { ["helmcharts.helm.cattle.io/chart"] = chart.NameOf() };
        var version = chart.Map("spec").Text("version")?.Value ?? "";
        var container = new MapBuilder
        {
            ["name"] = "helm",
            // a version that ends so makes a chart that can't be installed
            ["image"] = version.EndsWith("job-fails", StringComparison.Ordinal) ? "rancher/klipper-helm:job-fails" : "rancher/klipper-helm:v0.9",
            ["args"] = ListNode.Of("install"!, chart.NameOf()!),
        };
        return new MapBuilder
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new MapBuilder
            {
                ["name"] = name,
                ["namespace"] = chart.MetaText("namespace"),
                ["labels"] = labels,
                ["annotations"] = new MapBuilder { [HashKey] = hash },
                ["ownerReferences"] = ListNode.Of(Owners.Reference(chart)),
            },
            ["spec"] = new MapBuilder
            {
                ["backoffLimit"] = chart.Map("spec").Int("backOffLimit")?.Value ?? 1000,
                ["template"] = new MapBuilder
                {
                    ["metadata"] = new MapBuilder { ["labels"] = labels },
                    ["spec"] = new MapBuilder { ["restartPolicy"] = "OnFailure", ["containers"] = ListNode.Of(container!) },
                },
            },
        }.ToMap();
    }
}
