using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Routers;
using Reconciler.Engine.Running;
using Reconciler.Engine.Sources;
using Reconciler.Git;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Routers;

namespace Reconciler.Cli;

/// <summary>
/// A source beside a cluster, from which plans are made: opened once by a command, and disposed with the cluster's connection. Where something is
/// missing, <see cref="Problems"/> says what.
/// </summary>
internal sealed class PlanSession : IAsyncDisposable
{
    private readonly CommandHost _host;
    private readonly ClusterConnection? _connection;
    private readonly OpenedSource? _opened;

    private PlanSession(CommandHost host, LoadedSource source, SourceFacts facts, OpenedSource? opened, ClusterConnection? connection, ImmutableArray<Diagnostic> problems)
    {
        (_host, Source, Facts, _opened, _connection, Problems) = (host, source, facts, opened, connection, problems);
        Cluster = connection is null ? null! : new KubeCluster(connection.Client, connection.Name);
    }

    public LoadedSource Source { get; }
    public SourceFacts Facts { get; }
    public ImmutableArray<Diagnostic> Problems { get; }
    public ICluster Cluster { get; }

    public bool IsReady => _connection is not null && !Source.HasErrors && Source.Rendered is not null;

    /// <summary>Opens a source at a commit, else at what its reference is now.</summary>
    public static async Task<PlanSession> OpenAsync(CommandHost host, SourceChoice choice, ClusterChoice cluster, CancellationToken cancellation, string? commit = null, Action<string>? tell = null)
    {
        tell?.Invoke($"reading {choice.ShownName}");
        var (repository, problem) = await Repositories.OpenAsync(new GitSettings(host.Variable), choice.Name, choice.Path, host.WorkingDirectory, cancellation);
        if (repository is null) return Failed(host, choice, problem!);
        var (revision, unknown) = commit is not null ? (new Revision(commit), null) : await repository.ResolveAsync(choice.Reference, cancellation);
        if (revision is null) return Failed(host, choice, unknown!);
        var loaded = await LoadedSource.OpenAsync(host, choice.ShownName, repository, revision, strict: false, cancellation);
        var (facts, noFacts) = await OpenedSource.FactsAsync(repository, revision, cancellation);
        if (facts is null) return Failed(host, choice, noFacts!);
        if (loaded.HasErrors || loaded.Rendered is null) return new PlanSession(host, loaded, facts, null, null, loaded.Diagnostics);
        tell?.Invoke($"connecting to {cluster.ContextOf(host) ?? "the cluster"}");
        var (connection, noCluster) = await ClusterConnection.OpenAsync(host, cluster, cancellation);
        var opened = new OpenedSource(repository, LoadedSource.Kustomize(host), revision, facts, loaded.Rendered) { Prefix = loaded.Prefix, Routers = EtcdRouters.Of(host) };
        return new PlanSession(host, loaded, facts, opened, connection, [.. loaded.Diagnostics.Where(found => found.Severity == Severity.Warning), .. noCluster]);
    }

    public Task<Planned> PlanAsync(Approvals approvals, bool isEstimate, CancellationToken cancellation, Action<string>? tell = null) => PlanAsync(_opened!, approvals, isEstimate, tell, cancellation);

    /// <summary>The plan as what the branch changes against a base, or why the base can't be had.</summary>
    public async Task<(Planned? Planned, Diagnostic? Problem)> PlanAgainstAsync(string reference, Approvals approvals, bool isEstimate, CancellationToken cancellation, Action<string>? tell = null)
    {
        var repository = _opened!.Repository;
        var (revision, unknown) = await repository.ResolveAsync(reference, cancellation);
        if (revision?.Commit is not { } commit) return (null, unknown);
        var loaded = await LoadedSource.OpenAsync(_host, Source.Name, repository, revision, strict: false, cancellation);
        if (loaded.Rendered is not { } rendered) return (null, loaded.Diagnostics[0]);
        var notes = ImmutableArray.CreateBuilder<Diagnostic>();
        var errors = loaded.Count(Severity.Error);
        if (errors > 0) notes.Add(GuardCodes.BaseBroken.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{reference} has {errors} {(errors == 1 ? "error" : "errors")}; what can't be rendered of it counts as changed by the branch")));
        if (Facts.Commit is { } head && head != commit && await repository.AncestryAsync(commit, head, cancellation) is Ancestry.No)
            notes.Add(GuardCodes.BranchBehind.At(Origin.None, $"{reference} has commits that the branch lacks, and what they changed looks as if the branch undid it", "merge or rebase, and plan again"));
        // what is merged is the branch on top of the base
        var planned = await PlanAsync(_opened with { MergedOnto = commit }, approvals, isEstimate, tell, cancellation);
        if (planned.Plan is not { } plan) return (planned, null);
        rendered = await EtcdEnvironments.WithAsync(rendered, planned.Specs!.Source.EtcdFolders, cancellation);
        var before = rendered.Manifests.Manifests.Concat(FrontendManifests.Of(rendered.Specs, rendered.Manifests)).ToImmutableDictionary(manifest => manifest.Key, DesiredObject.Of);
        var ofBranch = BranchPlan.Of(plan, new BaseFacts(reference, commit), before, new OwnedFields(plan.Identity, planned.Hasher));
        return (planned with { Plan = ofBranch with { Notes = ofBranch.Notes.AddRange(notes) } }, null);
    }

    /// <summary>Which cluster it is, whatever it is called.</summary>
    public Task<string?> ClusterUidAsync(CancellationToken cancellation) => ClusterIdentity.ReadAsync(Cluster, cancellation);

    /// <summary>How a plan of this source is done: deadlines, history and dependencies as the specs have them.</summary>
    public RunOptions OptionsFor(Plan plan, bool waits) => _opened!.OptionsFor(plan, waits);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private Task<Planned> PlanAsync(OpenedSource opened, Approvals approvals, bool isEstimate, Action<string>? tell, CancellationToken cancellation) =>
        PlanCycle.RunAsync(Cluster, opened.Request(approvals) with { IsEstimate = isEstimate, Tell = tell ?? (_ => { }) }, cancellation);

    private static PlanSession Failed(CommandHost host, SourceChoice choice, Diagnostic problem) =>
        new(host, new LoadedSource(choice.ShownName, "", null, null, [problem]), new SourceFacts(""), null, null, [problem]);
}
