using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering;

/// <summary>One port as it is rendered: what the container speaks on <see cref="ContainerPort"/>, and the Service's port in front of it.</summary>
public sealed record EffectivePort(string Name, string Scheme, Sourced<int> Port, Sourced<int> ContainerPort)
{
    public string Protocol => Scheme == "udp" ? "UDP" : "TCP";
}

/// <summary>
/// The ports of a process. Without `ports` there is one, named http: 80 in front of `port` for the process that serves
/// domains, `port` in front of itself for others. `port` is 5000 for web and every exposed process, else there is none.
/// </summary>
public static class Ports
{
    private static readonly Sourced<int> Usual = new(5000, Origin.None);
    private static readonly Sourced<int> Http = new(80, Origin.None);

    public static ImmutableArray<EffectivePort> Of(AppSpec app, ProcessSpec process)
    {
        var written = process.Ports.Where(port => port.Port is not null || port.ContainerPort is not null).ToArray();
        if (written.Length > 0)
        {
            return [.. written.Select(port => new EffectivePort(
                port.Name?.Value ?? port.Scheme?.Value ?? "http",
                port.Scheme?.Value ?? "http",
                (port.Port ?? port.ContainerPort)!,
                (port.ContainerPort ?? port.Port)!))];
        }
        if ((process.Port ?? (process.Name == "web" || process.IsExposed ? Usual : null)) is not { } only) return [];
        return [new EffectivePort("http", "http", app.Serving?.Name == process.Name ? Http : only, only)];
    }

    /// <summary>The port of probes, PORT, the gate and the router; null where the process has none.</summary>
    public static EffectivePort? Primary(AppSpec app, ProcessSpec process) => Of(app, process).FirstOrDefault();

    /// <summary>The port that an ingress sends to: the first that speaks http, https or grpc.</summary>
    public static EffectivePort? Routed(AppSpec app, ProcessSpec process) =>
        Of(app, process).FirstOrDefault(port => port.Scheme is "http" or "https" or "grpc");
}
