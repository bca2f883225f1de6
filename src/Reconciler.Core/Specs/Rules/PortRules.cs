using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering;

namespace Reconciler.Specs.Rules;

/// <summary>Ports of processes: told apart, and one number for port, the first of ports, and PORT.</summary>
internal static class PortRules
{
    public static IEnumerable<Diagnostic> Check(AppScope app) =>
        app.Processes.SelectMany(process => Twice(app, process).Concat(First(app, process)).Concat(Variable(app, process)));

    /// <summary>Whether the number is one of a port; numbers that are no text the schema has checked.</summary>
    internal static bool IsPort(int number) => number is > 0 and <= 65535;

    /// <summary>Two ports of a Service may lead to one port of the container.</summary>
    private static IEnumerable<Diagnostic> Twice(AppScope app, ProcessSpec process)
    {
        var names = new Dictionary<string, Origin>(StringComparer.Ordinal);
        var numbers = new Dictionary<(int, bool), Origin>();
        foreach (var port in process.Ports)
        {
            var name = port.Name?.Value ?? port.Scheme?.Value ?? "http";
            var place = port.Name?.Origin ?? port.Fields.Origin;
            if (!names.TryAdd(name, place))
                yield return WorkloadCodes.PortTwice.At(app.At(place), $"the process {process.Name} has a second port named {name}; the first is at {names[name]}", port.Name is null ? "write a name; it defaults to the scheme" : "rename one of the two");
            if ((port.Port ?? port.ContainerPort) is { } number && !numbers.TryAdd((number.Value, port.Scheme?.Value == "udp"), number.Origin))
            {
                yield return WorkloadCodes.PortTwice.At(app.At(number.Origin), $"the Service of {process.Name} has port {number.Value} twice; the first is at {numbers[(number.Value, port.Scheme?.Value == "udp")]}",
                    "give one of them another port");
            }
        }
    }

    private static IEnumerable<Diagnostic> First(AppScope app, ProcessSpec process)
    {
        if (process.Port is not { } port || process.Ports.FirstOrDefault() is not { } first || (first.ContainerPort ?? first.Port) is not { } primary || primary.Value == port.Value) yield break;
        yield return WorkloadCodes.PortConflict.At(app.At(port.Origin), $"port is {port.Value}, and the first of ports is {primary.Value} ({primary.Origin})", "remove port; the first of ports is the primary one");
    }

    private static IEnumerable<Diagnostic> Variable(AppScope app, ProcessSpec process)
    {
        if (process.Env?.Find("PORT") is not { } entry || Ports.Primary(app.App, process) is not { } primary) yield break;
        var place = app.At(entry.Value.Origin);
        if (entry.Value is MapNode) yield return WorkloadCodes.PortVariable.At(place, $"PORT of {process.Name} is set by us to {primary.ContainerPort.Value}, and can't come from elsewhere", "remove it");
        else if (entry.Value is ScalarNode { IsNull: false } written && written.Written != primary.ContainerPort.ToString())
        {
            yield return WorkloadCodes.PortConflict.At(place, $"PORT is {written.Written}, and the port of {process.Name} is {primary.ContainerPort.Value}{(primary.ContainerPort.Origin.IsKnown ? $" ({primary.ContainerPort.Origin})" : " by default")}",
                $"write processes.{process.Name}.port: {written.Written}, which sets PORT too");
        }
    }
}
