using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Running;
using Reconciler.Engine.Sources;
using Reconciler.Git;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Cli;

/// <summary>
/// A source beside a cluster, from which plans are made: opened once by a command, and disposed with the cluster's connection. Where something is
/// missing, <see cref="Problems"/> says what.
/// </summary>
internal sealed class PlanSession : IAsyncDisposable
{
    private readonly CommandHost _host;
    private readonly ClusterConnection? _connection;
    private readonly IRepository? _repository;
    private readonly CommitTrust? _trust;

    /// <summary>The commit that a plan against a base descends from: what is merged is the branch on top of it.</summary>
    private string? _mergedOnto;

    private PlanSession(CommandHost host, LoadedSource source, SourceFacts facts, IRepository? repository, CommitTrust? trust, ClusterConnection? connection, ImmutableArray<Diagnostic> problems)
    {
        (_host, Source, Facts, _repository, _trust, _connection, Problems) = (host, source, facts, repository, trust, connection, problems);
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
        var identity = await repository.IdentifyAsync(cancellation);
        var (revision, unknown) = commit is not null ? (new Revision(commit), null) : await repository.ResolveAsync(choice.Reference, cancellation);
        if (revision is null) return Failed(host, choice, unknown!);
        var loaded = await LoadedSource.OpenAsync(host, choice.ShownName, repository, revision, strict: false, cancellation);
        var (found, noFacts) = await repository.DescribeAsync(revision, cancellation);
        if (noFacts is not null) return Failed(host, choice, noFacts);
        var facts = new SourceFacts(identity.Value) { Commit = found?.Id, IsDirty = found?.IsDirty == true, Author = found?.Author, Time = found?.Time, Subject = found?.Subject };
        if (loaded.HasErrors || loaded.Rendered is null) return new PlanSession(host, loaded, facts, repository, null, null, loaded.Diagnostics);
        tell?.Invoke($"connecting to {cluster.ContextOf(host) ?? "the cluster"}");
        var (connection, noCluster) = await ClusterConnection.OpenAsync(host, cluster, cancellation);
        var trust = new CommitTrust(repository, LoadedSource.Kustomize(host), loaded.Rendered, revision, facts);
        return new PlanSession(host, loaded, facts, repository, trust, connection, [.. loaded.Diagnostics.Where(found => found.Severity == Severity.Warning), .. noCluster]);
    }

    public Task<Planned> PlanAsync(Approvals approvals, bool isEstimate, CancellationToken cancellation, Action<string>? tell = null) =>
        PlanCycle.RunAsync(Cluster, new PlanRequest(Source.Rendered!, Facts) { Approvals = approvals, IsEstimate = isEstimate, DescendsFrom = DescendsFromAsync, RenderAt = RenderAtAsync, Verify = _trust!.CheckAsync, Tell = tell ?? (_ => { }) }, cancellation);

    /// <summary>The plan as what the branch changes against a base, or why the base can't be had.</summary>
    public async Task<(Planned? Planned, Diagnostic? Problem)> PlanAgainstAsync(string reference, Approvals approvals, bool isEstimate, CancellationToken cancellation, Action<string>? tell = null)
    {
        var (revision, unknown) = await _repository!.ResolveAsync(reference, cancellation);
        if (revision?.Commit is not { } commit) return (null, unknown);
        var loaded = await LoadedSource.OpenAsync(_host, Source.Name, _repository, revision, strict: false, cancellation);
        if (loaded.Rendered is not { } rendered) return (null, loaded.Diagnostics[0]);
        var notes = ImmutableArray.CreateBuilder<Diagnostic>();
        var errors = loaded.Count(Severity.Error);
        if (errors > 0) notes.Add(GuardCodes.BaseBroken.At(Origin.None, string.Create(CultureInfo.InvariantCulture, $"{reference} has {errors} {(errors == 1 ? "error" : "errors")}; what can't be rendered of it counts as changed by the branch")));
        if (Facts.Commit is { } head && head != commit && await _repository.AncestryAsync(commit, head, cancellation) is Ancestry.No)
            notes.Add(GuardCodes.BranchBehind.At(Origin.None, $"{reference} has commits that the branch lacks, and what they changed looks as if the branch undid it", "merge or rebase, and plan again"));
        _mergedOnto = commit;
        var planned = await PlanAsync(approvals, isEstimate, cancellation, tell);
        if (planned.Plan is not { } plan) return (planned, null);
        var before = rendered.Manifests.Manifests.ToImmutableDictionary(manifest => manifest.Key, DesiredObject.Of);
        var ofBranch = BranchPlan.Of(plan, new BaseFacts(reference, commit), before, new OwnedFields(plan.Identity, planned.Hasher));
        return (planned with { Plan = ofBranch with { Notes = ofBranch.Notes.AddRange(notes) } }, null);
    }

    /// <summary>Which cluster it is, whatever it is called.</summary>
    public Task<string?> ClusterUidAsync(CancellationToken cancellation) => ClusterIdentity.ReadAsync(Cluster, cancellation);

    /// <summary>How a plan of this source is done: deadlines, history and dependencies as the specs have them.</summary>
    public RunOptions OptionsFor(Plan plan, bool waits)
    {
        var specs = Source.Rendered!.Specs;
        var apps = specs.Apps.DistinctBy(app => Lane.Of(app.Document, app.Namespace.Value).Id).ToList();
        return new RunOptions
        {
            Patience = apps.Where(app => app.Deploy.Timeout is not null).ToImmutableDictionary(app => Lane.Of(app.Document, app.Namespace.Value).Id, app => TimeSpan.FromSeconds(app.Deploy.Timeout!.Value)),
            Keep = apps.Where(app => app.Deploy.History is not null).ToImmutableDictionary(app => Lane.Of(app.Document, app.Namespace.Value).Id, app => app.Deploy.History!.Value),
            Dependencies = LaneNeeds.Of(specs, plan),
            Waits = waits,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private async Task<Descent> DescendsFromAsync(string commit, CancellationToken cancellation) => await _repository!.AncestryAsync(commit, _mergedOnto ?? Facts.Commit!, cancellation) switch
    {
        Ancestry.Yes => Descent.Fine,
        Ancestry.No => Descent.NotDescending,
        _ => Descent.Unknown,
    };

    /// <summary>A commit that was pushed over, or that today's rules refuse, tells nothing.</summary>
    private async Task<ManifestSet?> RenderAtAsync(string commit, CancellationToken cancellation)
    {
        var loaded = await LoadedSource.OpenAsync(_host, Source.Name, _repository!, new Revision(commit), strict: false, cancellation);
        return loaded.HasErrors ? null : loaded.Rendered?.Manifests;
    }

    private static PlanSession Failed(CommandHost host, SourceChoice choice, Diagnostic problem) =>
        new(host, new LoadedSource(choice.ShownName, "", null, null, [problem]), new SourceFacts(""), null, null, null, [problem]);
}
