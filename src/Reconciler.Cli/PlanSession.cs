using System.Collections.Immutable;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Running;
using Reconciler.Engine.Sources;
using Reconciler.Git;
using Reconciler.Kubernetes;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Cli;

/// <summary>
/// A source beside a cluster, from which plans are made: opened once by a command, and disposed with the cluster's connection. Where something is
/// missing, <see cref="Problems"/> says what.
/// </summary>
internal sealed class PlanSession : IAsyncDisposable
{
    private readonly ClusterConnection? _connection;
    private readonly IRepository? _repository;
    private readonly CommitTrust? _trust;

    private PlanSession(LoadedSource source, SourceFacts facts, IRepository? repository, CommitTrust? trust, ClusterConnection? connection, ImmutableArray<Diagnostic> problems)
    {
        (Source, Facts, _repository, _trust, _connection, Problems) = (source, facts, repository, trust, connection, problems);
        Cluster = connection is null ? null! : new KubeCluster(connection.Client, connection.Name);
    }

    public LoadedSource Source { get; }
    public SourceFacts Facts { get; }
    public ImmutableArray<Diagnostic> Problems { get; }
    public ICluster Cluster { get; }

    public bool IsReady => _connection is not null && !Source.HasErrors && Source.Rendered is not null;

    public static async Task<PlanSession> OpenAsync(CommandHost host, SourceChoice choice, ClusterChoice cluster, CancellationToken cancellation, Action<string>? tell = null)
    {
        tell?.Invoke($"reading {choice.ShownName}");
        var (repository, problem) = await Repositories.OpenAsync(new GitSettings(host.Variable), choice.Name, choice.Path, host.WorkingDirectory, cancellation);
        if (repository is null) return Failed(choice, problem!);
        var identity = await repository.IdentifyAsync(cancellation);
        var (revision, unknown) = await repository.ResolveAsync(choice.Reference, cancellation);
        if (revision is null) return Failed(choice, unknown!);
        var loaded = await LoadedSource.OpenAsync(host, choice.ShownName, repository, revision, strict: false, cancellation);
        var (commit, noFacts) = await repository.DescribeAsync(revision, cancellation);
        if (noFacts is not null) return Failed(choice, noFacts);
        var facts = new SourceFacts(identity.Value) { Commit = commit?.Id, IsDirty = commit?.IsDirty == true, Author = commit?.Author, Time = commit?.Time, Subject = commit?.Subject };
        if (loaded.HasErrors || loaded.Rendered is null) return new PlanSession(loaded, facts, repository, null, null, loaded.Diagnostics);
        tell?.Invoke($"connecting to {cluster.ContextOf(host) ?? "the cluster"}");
        var (connection, noCluster) = await ClusterConnection.OpenAsync(host, cluster, cancellation);
        var trust = new CommitTrust(repository, LoadedSource.Kustomize(host), loaded.Rendered, revision, facts);
        return new PlanSession(loaded, facts, repository, trust, connection, [.. loaded.Diagnostics.Where(found => found.Severity == Severity.Warning), .. noCluster]);
    }

    public Task<Planned> PlanAsync(Approvals approvals, CancellationToken cancellation, Action<string>? tell = null) =>
        PlanCycle.RunAsync(Cluster, new PlanRequest(Source.Rendered!, Facts) { Approvals = approvals, DescendsFrom = DescendsFromAsync, Verify = _trust!.CheckAsync, Tell = tell ?? (_ => { }) }, cancellation);

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

    private async Task<Descent> DescendsFromAsync(string commit, CancellationToken cancellation) => await _repository!.AncestryAsync(commit, Facts.Commit!, cancellation) switch
    {
        Ancestry.Yes => Descent.Fine,
        Ancestry.No => Descent.NotDescending,
        _ => Descent.Unknown,
    };

    private static PlanSession Failed(SourceChoice choice, Diagnostic problem) =>
        new(new LoadedSource(choice.ShownName, "", null, null, [problem]), new SourceFacts(""), null, null, null, [problem]);
}
