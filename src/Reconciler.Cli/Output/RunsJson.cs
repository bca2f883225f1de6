using System.Collections.Immutable;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Cli.Output;

/// <summary>Runs as one JSON document; its shape is schemas/output/runs.schema.json.</summary>
internal static class RunsJson
{
    public static string Write(string cluster, ImmutableArray<OneOffRun> runs) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = SpecDocument.ApiVersion,
        ["kind"] = "RunList",
        ["cluster"] = cluster,
        ["runs"] = ListNode.Of(runs.Select(run => (Node)new MapBuilder
        {
            ["id"] = run.Id,
            ["namespace"] = run.Job.Namespace,
            ["job"] = run.Job.Name,
            ["app"] = run.App,
            ["of"] = run.What,
            ["state"] = RunsText.State(run.State),
            ["started"] = DocumentTime.Of(run.Started),
            ["by"] = run.By,
            ["command"] = run.Command,
        }.ToMap())),
    }.ToMap(), indented: true);
}
