using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Reconciler.Engine.Control;

namespace Reconciler.Server.Metrics;

/// <summary>
/// Who gets what is measured: whoever scrapes /metrics, and a collector where OTEL_EXPORTER_OTLP_ENDPOINT names one, which gets traces
/// too. The other variables of OpenTelemetry count as well.
/// </summary>
internal static class Telemetry
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>What is measured beside our own: memory and garbage of the process, and what is asked of the server.</summary>
    private static readonly string[] Meters = [ControlMeters.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting"];

    public static void Add(WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Configuration.AddInMemoryCollection(settings.Telemetry.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        var isSent = builder.Configuration[Collector] is { Length: > 0 };
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("reconciler", serviceVersion: settings.Version)).WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters).AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
            if (isSent) metrics.AddOtlpExporter();
        });
        if (isSent) telemetry.WithTracing(traces => traces.AddSource(ControlMeters.Name).AddOtlpExporter());
    }

    public static void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint();
}
