using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Engine.Sources;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Routers;
using Reconciler.Specs;
using Reconciler.Specs.Layout;

namespace Reconciler.Engine;

/// <summary>Where specs are kept: a folder, or a commit of a git repository. It is never written to.</summary>
public interface ISource
{
    /// <summary>Every file, in ordinal order of its path, hidden ones too; only what version control keeps for itself is left out.</summary>
    Task<ImmutableArray<SourceEntry>> ListAsync(CancellationToken cancellation);

    /// <summary>What came of reading each of the paths. A path that is not there reads as missing; none is left out.</summary>
    Task<IReadOnlyDictionary<string, FileContent>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellation);
}

/// <summary>
/// What a user named as SOURCE: a repository behind a URL, or a folder, which may be a working copy. Whatever fails is a
/// problem and makes the answer unknown; no answer is ever a smaller one in its place.
/// </summary>
public interface IRepository
{
    /// <summary>Which source this is, however its URL is written; an inventory belongs to one of them.</summary>
    Task<SourceIdentity> IdentifyAsync(CancellationToken cancellation);

    /// <summary>
    /// What a branch, tag or commit is at this moment; null is the remote's HEAD, or a folder's files as they lie. Asks the
    /// server one question and fetches nothing.
    /// </summary>
    Task<(Revision? Revision, Diagnostic? Problem)> ResolveAsync(string? reference, CancellationToken cancellation);

    /// <summary>The files of a revision, all known to be there. What was fetched before is not fetched again.</summary>
    Task<(SourceSnapshot? Snapshot, Diagnostic? Problem)> OpenAsync(Revision revision, CancellationToken cancellation);

    /// <summary>Who made the commit, and when; nothing for a folder without git.</summary>
    Task<(CommitFacts? Facts, Diagnostic? Problem)> DescribeAsync(Revision revision, CancellationToken cancellation);

    /// <summary>Whether one commit is the other or one of those that it descends from.</summary>
    Task<Ancestry> AncestryAsync(string ancestor, string descendant, CancellationToken cancellation);

    /// <summary>Why a revision's signature is not to be trusted, or null where it is.</summary>
    Task<Diagnostic?> VerifyAsync(Revision revision, SignatureTrust trust, CancellationToken cancellation);
}

/// <summary>Builds kustomizations.</summary>
public interface IKustomize
{
    /// <summary>Builds a folder of the files given, which are all that the build may read of the source.</summary>
    Task<KustomizeResult> BuildAsync(string folder, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellation);
}

/// <summary>What came of a build. A build that failed gives nothing that could be taken for an empty one.</summary>
public abstract record KustomizeResult
{
    private KustomizeResult() { }

    public sealed record Built(string Yaml) : KustomizeResult;

    public sealed record Failed(DiagnosticCode Code, string Message, string? Fix = null) : KustomizeResult;
}

/// <summary>
/// A cluster, spoken to object by object. An answer is a value or the reason why there is none; nothing is read as absent
/// because it could not be read.
/// </summary>
public interface ICluster
{
    /// <summary>What people call it: a context's name, or "sandbox".</summary>
    string Name { get; }

    /// <summary>What the cluster serves; read anew where asked for.</summary>
    Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation);

    Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation);

    Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation);

    /// <summary>What a server-side apply would make of an object. Nothing is written.</summary>
    Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation);

    /// <summary>What making an object would come to. Nothing is written.</summary>
    Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation);

    /// <summary>Whether an object could be deleted. Nothing is.</summary>
    Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation);

    /// <summary>Makes an object. It is never repeated by itself.</summary>
    Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation);

    /// <summary>Replaces an object that carries the resourceVersion it was read with.</summary>
    Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation);

    /// <summary>Server-side apply. With a UID in the object it is repeated when its fate is unknown.</summary>
    Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation);

    /// <summary>A JSON patch that begins with a test of the resourceVersion.</summary>
    Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation);

    Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation);

    /// <summary>Asks a pod over HTTP. What the pod answers is an answer, whatever its status; that it can't be asked is none.</summary>
    Task<Answer<PodAnswer>> AskPodAsync(PodQuestion question, CancellationToken cancellation);

    /// <summary>The lines of a container's log.</summary>
    Task<Answer<IAsyncEnumerable<string>>> LogAsync(ObjectKey pod, LogQuery query, CancellationToken cancellation);

    /// <summary>What is there, and what happens from then on, until it is cancelled.</summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellation);
}

/// <summary>Who somebody is and what they may do, as a cluster has it. What can't be asked is an error, which is no permission.</summary>
public interface IAccess
{
    /// <summary>Whom a token belongs to; null for nobody.</summary>
    Task<Answer<Person?>> WhoAsync(string token, CancellationToken cancellation);

    Task<Answer<bool>> MayAsync(Person person, AccessNeed need, CancellationToken cancellation);
}

/// <summary>Commands in containers. None is ever started twice.</summary>
public interface IPodCommands
{
    /// <summary>Starts a command in a container. The caller disposes it.</summary>
    Task<Answer<IPodCommand>> ExecAsync(ObjectKey pod, ExecRequest request, CancellationToken cancellation);

    /// <summary>Connects to what a container runs itself, from now on. The caller disposes it.</summary>
    Task<Answer<IPodCommand>> AttachAsync(ObjectKey pod, ExecRequest request, CancellationToken cancellation);
}

/// <summary>A command that runs in a container: what it writes is read once, what it reads may be written meanwhile.</summary>
public interface IPodCommand : IDisposable
{
    /// <summary>What it writes, and at the end how it ended.</summary>
    IAsyncEnumerable<ExecEvent> EventsAsync(CancellationToken cancellation);

    Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation);

    /// <summary>Tells it that its input has ended; false where the cluster has no way to.</summary>
    Task<bool> CloseInputAsync(CancellationToken cancellation);

    Task ResizeAsync(int columns, int rows, CancellationToken cancellation);
}

/// <summary>What containers write.</summary>
public interface IPodLogs
{
    /// <summary>The lines of a container's log, as they come where it is followed.</summary>
    Task<Answer<IAsyncEnumerable<string>>> ReadAsync(ObjectKey pod, LogQuery query, CancellationToken cancellation);
}

/// <summary>
/// A store of keys with values, as etcd is one: there an external load balancer is told its frontends, and variables are kept. As of a
/// cluster, an answer is a value or the reason why there is none.
/// </summary>
public interface IKeyValueStore : IDisposable
{
    /// <summary>Every key that begins with the prefix, as all of them were at one moment, in ordinal order.</summary>
    Task<Answer<ImmutableArray<StoredValue>>> RangeAsync(string prefix, CancellationToken cancellation);

    /// <summary>Whether the transaction's conditions held, and so its writes were done. It may be done although no answer comes.</summary>
    Task<Answer<bool>> CommitAsync(StoreTransaction transaction, CancellationToken cancellation);
}
