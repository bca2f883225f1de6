using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Specs.Rules;

/// <summary>Probes: one way of asking, at a port that is there.</summary>
internal static class ProbeRules
{
    private static readonly ImmutableArray<string> Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    public static IEnumerable<Diagnostic> Check(AppScope app)
    {
        foreach (var process in app.Processes)
        {
            foreach (var kind in (string[])["startup", "readiness", "liveness"])
            {
                if (process.HealthChecks.Fields.Map(kind) is not { } probe) continue;
                foreach (var problem in OneHandler(app, kind, probe).Concat(Port(app, process, kind, probe)).Concat(Fields(kind, probe))) yield return problem;
            }
        }
    }

    private static IEnumerable<Diagnostic> OneHandler(AppScope app, string kind, MapNode probe)
    {
        var handlers = probe.Entries.Where(entry => Handlers.Contains(entry.Key)).ToList();
        if (handlers.Count == 1) yield break;
        if (handlers.Count == 0) yield return WorkloadCodes.ProbeHandlers.At(app.At(probe.Origin), $"the {kind} probe does not say how to ask", $"write one of {string.Join(", ", Handlers)}, as in httpGet: {{path: /health}}");
        else
        {
            yield return WorkloadCodes.ProbeHandlers.At(app.At(handlers[1].KeyOrigin), $"the {kind} probe has {string.Join(" and ", handlers.Select(entry => entry.Key))}", "keep one of them");
        }
    }

    private static IEnumerable<Diagnostic> Port(AppScope app, ProcessSpec process, string kind, MapNode probe)
    {
        var ports = Ports.Of(app.App, process);
        foreach (var entry in probe.Entries.Where(entry => Handlers.Contains(entry.Key) && entry.Key != "exec"))
        {
            if ((entry.Value as MapNode).Text("port") is not { } written)
            {
                if (ports.IsEmpty)
                {
                    yield return WorkloadCodes.ProbePort.At(app.At(entry.KeyOrigin), $"the {kind} probe asks the primary port, and {process.Name} has no port", $"write processes.{process.Name}.port, or a port for the probe");
                }
            }
            else if (int.TryParse(written.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                if (!PortRules.IsPort(number)) yield return WorkloadCodes.Port.At(app.At(written.Origin), $"the port {number} is out of range", "write a number from 1 to 65535");
            }
            else if (!written.Value.Contains('$', StringComparison.Ordinal) && !Listed(ports).Contains(written.Value))
            {
                yield return References.Unknown(WorkloadCodes.ProbePort, written with { Origin = app.At(written.Origin) }, $"{process.Name} has no port named \"{written.Value}\"", Listed(ports));
            }
        }
    }

    /// <summary>The names that the container has: where two ports share a number, the first one's.</summary>
    private static IEnumerable<string> Listed(ImmutableArray<EffectivePort> ports) => ports.DistinctBy(port => (port.ContainerPort.Value, port.Protocol)).Select(port => port.Name);

    private static IEnumerable<Diagnostic> Fields(string kind, MapNode probe)
    {
        if (kind != "readiness" && probe.Int("successThreshold") is { } threshold && threshold.Value != 1)
            yield return WorkloadCodes.ProbeField.At(threshold.Origin, $"successThreshold of a {kind} probe is always 1", "remove it");
        if (kind == "readiness" && probe.Find("terminationGracePeriodSeconds") is { } grace)
            yield return WorkloadCodes.ProbeField.At(grace.KeyOrigin, "a readiness probe stops no pod, so it has no grace period", "remove terminationGracePeriodSeconds");
    }
}
