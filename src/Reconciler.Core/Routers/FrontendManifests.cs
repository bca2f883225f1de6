using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Scaling;
using Reconciler.Specs;

namespace Reconciler.Routers;

/// <summary>
/// The frontends that a source wants. They are told beside what a cluster is told, and so are in no rendering: each points at the Service
/// of the process that serves the App, under blueGreen by a backend that is called like the version.
/// </summary>
public static class FrontendManifests
{
    public static ImmutableArray<Manifest> Of(SpecSet specs, ManifestSet rendered)
    {
        if (specs.Environment.Router?.Etcd is null) return [];
        var applySetId = Ownership.ApplySetId(specs.Environment);
        return [.. specs.Apps.Select(app => Of(app, rendered)).OfType<Manifest>().Select(manifest => Ownership.Stamp(manifest, specs.Environment, applySetId)).DistinctBy(manifest => manifest.Key).OrderBy(manifest => manifest.Key)];
    }

    /// <summary>A rendering with the frontends of its source beside the objects, for what concerns an App as a whole.</summary>
    public static ManifestSet With(SpecSet specs, ManifestSet rendered) => rendered with { Manifests = rendered.Manifests.AddRange(Of(specs, rendered)) };

    /// <summary>What is for a cluster, and what is for the router.</summary>
    public static (ManifestSet Cluster, ImmutableArray<Manifest> Frontends) Divide(ManifestSet all)
    {
        ImmutableArray<Manifest> frontends = [.. all.Manifests.Where(manifest => Frontend.Is(manifest.Key))];
        return (frontends.IsEmpty ? all : all with { Manifests = all.Manifests.RemoveAll(manifest => Frontend.Is(manifest.Key)) }, frontends);
    }

    /// <summary>What of the wanted is not as one would think.</summary>
    public static IEnumerable<Diagnostic> Warnings(SpecSet specs) =>
        from app in specs.Apps
        let host = app.Frontend?.Host
        where host is not null && specs.Environment.Router?.Etcd is not null && app.Serving is { } process && HttpScaling.InterceptorName(process) is not null
        select RouterCodes.PastInterceptor.At(host.Origin, $"requests for {host.Value} go past the interceptor, so {app.Serving!.Name} is not started by them where it is at 0");

    private static Manifest? Of(AppSpec app, ManifestSet rendered)
    {
        if (app.Frontend is not { Host: { } host } frontend || app.Serving is not { } process || Ports.Primary(app, process) is not { } port) return null;
        var lane = Lane.Of(app);
        var version = VersionOf(process, lane, rendered);
        var spec = Frontend.Spec(new FrontendState
        {
            Type = frontend.Type?.ToNode() ?? ScalarNode.Of("http", host.Origin),
            Backend = $"{app.Namespace.Value}-{app.Name}{(version is null ? "" : $"-{version}")}",
            Port = port.Port.ToNode(),
            HasCompression = app.Ingress.Compression?.Value == true,
            RedirectsWww = app.Ingress.RedirectWww?.Value == true,
            Headers = app.Ingress.Headers is { } headers ? new MapNode([.. headers.AsText().WithoutNulls().Entries.OrderBy(header => header.Key, StringComparer.Ordinal)]) : null,
        });
        var metadata = new MapBuilder { ["name"] = host, ["namespace"] = app.Namespace };
        metadata.AddMap("labels", new MapBuilder { [LiveLabels.App] = app.Name, [LiveLabels.ManagedBy] = Ownership.ManagedBy }.ToMap());
        metadata.AddMap("annotations", Steering(app));
        var service = version is not null && app.Deploy.Preview?.Value == true ? $"{process.ObjectName}-{version}" : process.ServiceName;
        var body = new MapBuilder { ["apiVersion"] = Frontend.ApiVersion, ["kind"] = Frontend.Kind, ["metadata"] = metadata, ["spec"] = spec.With("service", service) };
        return new Manifest(body.ToMap(), lane, host.Origin);
    }

    /// <summary>The version of the workload that serves; null where it has none in its name.</summary>
    private static string? VersionOf(ProcessSpec process, Lane lane, ManifestSet rendered) =>
        rendered.Manifests.Where(manifest => manifest.Lane.Id == lane.Id && manifest.Key is { Group: "apps", Kind: "Deployment" })
            .Select(manifest => manifest.Body.Map("metadata").Map("labels"))
            .FirstOrDefault(labels => labels.Text(LiveLabels.Component)?.Value == process.Name).Text(Ownership.VersionLabel)?.Value;

    private static MapNode? Steering(AppSpec app) => app.Document.Metadata.Map("annotations") is { } written
        ? new MapNode([.. written.Entries.Where(entry => entry.Key.StartsWith(Ownership.Prefix, StringComparison.Ordinal))])
        : null;
}
