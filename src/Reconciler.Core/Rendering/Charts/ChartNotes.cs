using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Routing;
using Reconciler.Specs;

namespace Reconciler.Rendering.Charts;

/// <summary>
/// What the source uses and no Chart of it installs: a note for each feature at the first place that needs it, with the
/// Chart to write. Only a log sink without vector is a warning, because the sink is nothing but values of that Chart.
/// </summary>
public static class ChartNotes
{
    private sealed record Need(string Chart, Origin Place, string What);

    public static IEnumerable<Diagnostic> Of(SpecSet specs)
    {
        var present = Present(specs);
        return Needs(specs)
            .Where(need => !present.Contains(need.Chart))
            .GroupBy(need => need.Chart, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Note(group.OrderBy(need => need.Place).ThenBy(need => need.What, StringComparer.Ordinal).First()));
    }

    private static Diagnostic Note(Need need) => (need.Chart == "vector" ? ResourceCodes.SinkWithoutChart : ResourceCodes.MissingChart)
        .At(need.Place, $"{need.What} needs {need.Chart}, and no Chart of this source installs it",
            $"write {{apiVersion: {SpecDocument.ApiVersion}, kind: {SpecKind.Chart}, metadata: {{name: {need.Chart}}}}}");

    private static HashSet<string> Present(SpecSet specs)
    {
        var charts = specs.Charts.Select(ChartOrigin.NameOf);
        var manifests = specs.Manifests.Where(document => document.Body.Text("kind")?.Value == "HelmChart").Select(document => document.Body)
            .SelectMany(body => new[] { body.Map("metadata").Text("name")?.Value, body.Map("spec").Text("chart")?.Value?.Split('/')[^1] }).OfType<string>();
        return charts.Concat(manifests).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<Need> Needs(SpecSet specs)
    {
        foreach (var need in specs.Apps.SelectMany(app => NeedsOf(app, specs))) yield return need;
        foreach (var auth in specs.AutoscalingAuths) yield return new Need("keda", auth.Document.Place, $"AutoscalingAuth {auth.Name}");
        foreach (var storage in specs.Storages)
            if (storage.StorageClass is { Value: "longhorn" } name) yield return new Need("longhorn", name.Origin, $"the storage class of {storage.Name}");
        if (specs.Environment.Logs?.Sink is { } sink) yield return new Need("vector", sink.Origin, "the log sink");
    }

    private static IEnumerable<Need> NeedsOf(AppSpec app, SpecSet specs)
    {
        if (app.Domains.Any())
        {
            if (TlsDecision.Of(app, specs) is TlsDecision.Issued issued) yield return new Need("cert-manager", issued.Issuer.Origin, $"the certificate of {app.Name}");
            if (app.Ingress.Class is { Value: "nginx" } nginx) yield return new Need("ingress-nginx", nginx.Origin, $"the ingress of {app.Name}");
            if (app.Ingress.Class is { Value: "traefik" } traefik) yield return new Need("traefik", traefik.Origin, $"the ingress of {app.Name}");
        }
        foreach (var process in app.Processes.Where(process => process.IsAutoscaled && process.Autoscaling!.Engine?.Value != "hpa"))
        {
            foreach (var trigger in process.Autoscaling!.Triggers)
            {
                yield return new Need("keda", trigger.Fields.Origin, $"the autoscaling of {app.Name}");
                if (trigger.Type?.Value == "http") yield return new Need("keda-add-ons-http", trigger.Fields.Origin, $"the http trigger of {app.Name}");
            }
        }
    }
}
