using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// The Certificates of a source: each becomes the TLS Secret `tls-NAME` in the namespace that it names, else in that of
/// every App that names it. A Certificate that is a Secret of the cluster renders nothing.
/// </summary>
public static class ImportedCertificates
{
    public static IEnumerable<Manifest> Render(SpecSet specs, ICollection<Diagnostic> problems)
    {
        var users = specs.Apps.Select(app => (App: app, Tls: TlsDecision.Of(app, specs) as TlsDecision.Imported)).Where(user => user.Tls?.Certificate is not null).ToArray();
        foreach (var certificate in specs.Certificates)
        {
            var apps = users.Where(user => user.Tls!.Certificate == certificate).ToArray();
            foreach (var (app, tls) in apps) ReportOtherNamespace(app, tls!, certificate, problems);
            if (certificate.Secret is not null || CertificateFiles.Read(certificate, specs.Source, problems) is not { } files) continue;
            foreach (var (app, _) in apps) ReportUncovered(app, certificate, files.Names, problems);
            IEnumerable<Sourced<string>> namespaces = certificate.Namespace is { } own ? [own] : apps.Select(user => user.App.Namespace).DistinctBy(name => name.Value).OrderBy(name => name.Value, StringComparer.Ordinal);
            foreach (var @namespace in namespaces) yield return Secret(specs.Environment, certificate, files, @namespace);
        }
    }

    private static Manifest Secret(EnvironmentSpec environment, CertificateSpec certificate, CertificateFiles files, Sourced<string> @namespace)
    {
        var body = new MapBuilder(certificate.Document.Place)
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = SpecObjects.Metadata(environment, certificate.Document, "secret", $"tls-{certificate.Name}", @namespace),
            ["type"] = "kubernetes.io/tls",
            ["data"] = new MapBuilder { ["tls.crt"] = files.Certificate, ["tls.key"] = files.Key },
        };
        return new Manifest(body.ToMap(), Lane.Of(certificate.Document, @namespace.Value), certificate.Document.Place);
    }

    private static void ReportOtherNamespace(AppSpec app, TlsDecision.Imported tls, CertificateSpec certificate, ICollection<Diagnostic> problems)
    {
        if (certificate.Namespace is not { } other || other.Value == app.Namespace.Value) return;
        problems.Add(RoutingCodes.CertificateElsewhere.At(tls.Name.Origin, $"the Certificate {certificate.Name} is for the namespace {other}, and the App {app.Name} is in {app.Namespace}",
            "leave the Certificate's namespace out, or write a second one", "spec.tls.certificate"));
    }

    private static void ReportUncovered(AppSpec app, CertificateSpec certificate, CertificateNames names, ICollection<Diagnostic> problems)
    {
        foreach (var domain in Route.DomainsOf(app).Concat(Route.TwinsOf(app).Select(twin => twin.Name)))
        {
            if (names.Cover(domain.Value)) continue;
            var has = names.Names.Count == 0 ? "no names" : string.Join(", ", names.Names);
            problems.Add(RoutingCodes.DomainNotCovered.At(domain.Origin, $"{domain} is not covered by the Certificate {certificate.Name}, which has {has}", field: "spec.domains"));
        }
    }
}
