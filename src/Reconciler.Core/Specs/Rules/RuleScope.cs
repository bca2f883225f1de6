using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Specs.Rules;

/// <summary>A set of specs with what the rules look up in it, computed once.</summary>
internal sealed class RuleScope
{
    public RuleScope(SpecSet specs)
    {
        Specs = specs;
        Apps = [.. specs.Apps.Select(app => new AppScope(app, this))];
        AppsByName = Apps.ToLookup(app => app.App.Name, StringComparer.Ordinal);
        StoragesByName = specs.Storages.ToLookup(storage => storage.Name, StringComparer.Ordinal);
        CertificatesByName = specs.Certificates.ToLookup(certificate => certificate.Name, StringComparer.Ordinal);
    }

    public SpecSet Specs { get; }
    public ImmutableArray<AppScope> Apps { get; }
    public ILookup<string, AppScope> AppsByName { get; }
    public ILookup<string, StorageSpec> StoragesByName { get; }
    public ILookup<string, CertificateSpec> CertificatesByName { get; }

    /// <summary>The written namespace of an App or Storage, the Environment's where it has none that can be read.</summary>
    public string NamespaceOf(MapNode fields) => fields.Text("namespace")?.Value ?? Specs.Environment.Namespace?.Value ?? "default";

    public StorageSpec? Storage(string @namespace, string name) =>
        StoragesByName[name].FirstOrDefault(storage => NamespaceOf(storage.Fields) == @namespace);
}

/// <summary>An App with what several rules ask of it, computed once.</summary>
internal sealed class AppScope(AppSpec app, RuleScope scope)
{
    public AppSpec App { get; } = app;
    public RuleScope Scope { get; } = scope;
    public string Namespace { get; } = scope.NamespaceOf(app.Fields);
    public ImmutableArray<ProcessSpec> Processes { get; } = app.Processes;

    /// <summary>What the App's own file says, before anything is merged in.</summary>
    public MapNode Written => App.Document.Spec;

    public Origin Place => App.Document.Place;

    /// <summary>The place of a value, or of the App where nobody wrote it.</summary>
    public Origin At(Origin place) => place.IsKnown ? place : Place;

    public bool Has(string process) => Processes.Any(known => known.Name == process);

    public IEnumerable<string> ProcessNames => Processes.Select(process => process.Name);

    /// <summary>The layers of the file in which fields of a process can stand: each process and "*".</summary>
    public IEnumerable<(string Name, MapNode Fields)> WrittenProcesses =>
        (Written.Map("processes")?.Entries ?? []).Where(entry => entry.Value is MapNode).Select(entry => (entry.Key, (MapNode)entry.Value));
}
