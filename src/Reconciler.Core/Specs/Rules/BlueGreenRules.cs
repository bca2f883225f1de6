using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Rendering;

namespace Reconciler.Specs.Rules;

/// <summary>What tells that a new version is ready: readiness probes, and the health gate with a port to ask.</summary>
internal static class BlueGreenRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) => Readiness(app).Concat(Gate(app));

    private static IEnumerable<Diagnostic> Readiness(AppScope app)
    {
        if (!app.App.Deploy.IsBlueGreen) yield break;
        foreach (var process in app.Processes)
        {
            if (process.HealthChecks.Readiness is not null || IsGated(app, process) || Ports.Primary(app.App, process) is null) continue;
            yield return WorkloadCodes.BlueGreenProbe.At(app.At(process.Place), $"nothing tells when a new version of {process.Name} is ready, before all requests go to it",
                $"add processes.{process.Name}.healthChecks.readiness, as in {{httpGet: {{path: /health}}}}, or deploy.healthGate");
        }
    }

    private static bool IsGated(AppScope app, ProcessSpec process) =>
        app.App.Deploy.HealthGate is { } gate && (!gate.Processes.Any() || gate.Processes.Any(name => name.Value == process.Name));

    private static IEnumerable<Diagnostic> Gate(AppScope app)
    {
        if (app.App.Deploy.HealthGate is not { } gate) yield break;
        var number = gate.Port is { } written && int.TryParse(written.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port) ? port : (int?)null;
        if (number is not null && !PortRules.IsPort(number.Value)) yield return WorkloadCodes.Port.At(app.At(gate.Port!.Origin), $"the port {number} is out of range", "write a number from 1 to 65535");
        if (number is not null) yield break;
        var gated = app.Processes.Where(process => IsGated(app, process)).ToList();
        foreach (var name in gate.Processes)
        {
            if (gated.Find(process => process.Name == name.Value) is { } process && Ports.Of(app.App, process).IsEmpty)
                yield return WorkloadCodes.GatePort.At(app.At(name.Origin), $"the health gate can't ask {name.Value}, which has no port", $"write processes.{name.Value}.port, or leave it out of the gate");
        }
        var asked = gated.Where(process => !Ports.Of(app.App, process).IsEmpty).ToList();
        if (asked.Count == 0 && !gate.Processes.Any())
            yield return WorkloadCodes.GatePort.At(app.At(gate.Fields.Origin), "no process of the App has a port that the health gate could ask", "write a port for one of them, or remove the gate");
        if (gate.Port is not { } named) yield break;
        var names = asked.SelectMany(process => Ports.Of(app.App, process)).Select(known => known.Name).ToList();
        if (asked.Count > 0 && !names.Contains(named.Value))
            yield return References.Unknown(WorkloadCodes.GatePort, named with { Origin = app.At(named.Origin) }, $"none of {string.Join(", ", asked.Select(process => process.Name))} has a port named \"{named.Value}\"", names);
    }
}
