using Reconciler.Objects;

namespace Reconciler.Rendering.Workloads;

/// <summary>
/// The Service of an exposed process. Under blueGreen it selects the version, so that changing its selector is the
/// switch; with `deploy.preview` each version has a Service of its own name too.
/// </summary>
public static class Services
{
    public static IEnumerable<Manifest> Render(RenderContext context, Workload workload)
    {
        var process = workload.Process;
        if (!process.IsExposed || Ports.Of(context.App, process).IsEmpty) yield break;
        yield return Service(context, workload, process.ServiceName);
        if (workload.Version is not null && context.App.Deploy.Preview?.Value == true) yield return Service(context, workload, workload.Name);
    }

    private static Manifest Service(RenderContext context, Workload workload, string name)
    {
        var process = workload.Process;
        var type = process.Service?.Type;
        var isHeadless = type?.Value == "Headless";
        var body = new MapBuilder(process.Place)
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = context.Metadata("service", name, process.Name, process, annotations: process.Service?.Annotations?.AsText()),
            ["spec"] = new MapBuilder
            {
                ["type"] = isHeadless || type is null ? null : type,
                ["clusterIP"] = isHeadless ? ScalarNode.Of("None", type!.Origin) : null,
                ["selector"] = context.Selector(process.Name, workload.Version),
                ["ports"] = ListNode.Of(Ports.Of(context.App, process).Select(port => (Node)new MapBuilder
                {
                    ["name"] = port.Name,
                    ["port"] = port.Port,
                    ["targetPort"] = port.ContainerPort,
                    ["protocol"] = port.Protocol,
                }!)),
            },
        };
        return context.ToManifest(body.ToMap(), process.Service?.Fields.Origin is { IsKnown: true } place ? place : process.Place);
    }
}
