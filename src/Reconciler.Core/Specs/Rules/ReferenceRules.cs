using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>Names of other specs: Storages, Certificates, profiles, Apps and Nodes.</summary>
internal static class ReferenceRules
{
    public static IEnumerable<Diagnostic> Check(RuleScope scope) =>
        scope.Apps.SelectMany(Storages).Concat(scope.Apps.SelectMany(Certificates)).Concat(Profiles(scope)).Concat(AppsOfAuthentications(scope)).Concat(FirstServer(scope));

    private static IEnumerable<Diagnostic> Storages(AppScope app)
    {
        foreach (var storage in app.App.Mounts.Select(mount => mount.Storage).OfType<Sourced<string>>())
        {
            if (storage.Value.Contains(':', StringComparison.Ordinal) || app.Scope.Storage(app.Namespace, storage.Value) is not null) continue;
            var elsewhere = app.Scope.StoragesByName[storage.Value].FirstOrDefault();
            var known = app.Scope.Specs.Storages.Where(other => app.Scope.NamespaceOf(other.Fields) == app.Namespace).Select(other => other.Name);
            yield return elsewhere is null
                ? References.Unknown(SpecCodes.UnknownReference, storage, $"there is no Storage \"{storage.Value}\" in namespace {app.Namespace}", known)
                : Elsewhere(storage, "Storage", elsewhere.Document, app.Scope.NamespaceOf(elsewhere.Fields), app.Namespace);
        }
    }

    private static IEnumerable<Diagnostic> Certificates(AppScope app)
    {
        if (app.App.Tls.Certificate is not { } named) yield break;
        var candidates = app.Scope.CertificatesByName[named.Value].ToList();
        if (candidates.Any(certificate => certificate.Namespace is null || certificate.Namespace.Value == app.Namespace)) yield break;
        yield return candidates is [var elsewhere, ..]
            ? Elsewhere(named, "Certificate", elsewhere.Document, elsewhere.Namespace!.Value, app.Namespace)
            : References.Unknown(SpecCodes.UnknownReference, named, $"there is no Certificate \"{named.Value}\"", app.Scope.Specs.Certificates.Select(certificate => certificate.Name));
    }

    private static Diagnostic Elsewhere(Sourced<string> name, string kind, SpecDocument found, string foundIn, string wantedIn) =>
        SpecCodes.UnknownReference.At(name.Origin, $"the {kind} \"{name.Value}\" lies in namespace {foundIn} ({found.Place}), and the App in {wantedIn}", $"put both into one namespace, or write a {kind} for {wantedIn}");

    private static IEnumerable<Diagnostic> Profiles(RuleScope scope)
    {
        var known = scope.Specs.NodeProfiles.Select(profile => profile.Name).ToHashSet(StringComparer.Ordinal);
        return scope.Specs.Nodes.Select(node => node.Profile).OfType<Sourced<string>>().Where(profile => !known.Contains(profile.Value))
            .Select(profile => References.Unknown(SpecCodes.UnknownReference, profile, $"there is no NodeProfile \"{profile.Value}\"", known));
    }

    private static IEnumerable<Diagnostic> AppsOfAuthentications(RuleScope scope)
    {
        foreach (var auth in scope.Specs.AutoscalingAuths)
        {
            if (auth.App is not { } named) continue;
            var @namespace = scope.NamespaceOf(auth.Fields);
            if (scope.AppsByName[named.Value].Any(app => app.Namespace == @namespace)) continue;
            var elsewhere = scope.AppsByName[named.Value].FirstOrDefault();
            yield return elsewhere is null
                ? References.Unknown(SpecCodes.UnknownReference, named, $"there is no App \"{named.Value}\" in namespace {@namespace}", scope.Apps.Where(app => app.Namespace == @namespace).Select(app => app.App.Name))
                : SpecCodes.UnknownReference.At(named.Origin, $"the App \"{named.Value}\" lies in namespace {elsewhere.Namespace} ({elsewhere.Place}), and this AutoscalingAuth in {@namespace}", $"write namespace: {elsewhere.Namespace}");
        }
    }

    private static IEnumerable<Diagnostic> FirstServer(RuleScope scope)
    {
        if (scope.Specs.Environment.Cluster.FirstServer is not { } named) yield break;
        if (scope.Specs.Nodes.FirstOrDefault(node => node.Name == named.Value) is not { } found)
            yield return References.Unknown(SpecCodes.UnknownReference, named, $"there is no Node \"{named.Value}\"", scope.Specs.Nodes.Where(node => node.Role?.Value == "server").Select(node => node.Name));
        else if (found.Role?.Value != "server")
            yield return ClusterCodes.FirstServer.At(named.Origin, $"the Node \"{named.Value}\" ({found.Document.Place}) is no server", "name a server, or write role: server for the Node");
    }
}
