using Reconciler.Kube;
using Reconciler.Kubernetes.Http;

namespace Reconciler.Kubernetes.Discovery;

/// <summary>
/// Remembers what the server serves. It is read when first needed, and once more when a kind is asked for that the
/// memory doesn't have or could not know; many who miss something at once share one reading.
/// </summary>
public sealed class KindCatalog : IDisposable
{
    /// <summary>A memory of this age is as good as a new reading.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly KubeHttp _http;
    private readonly SemaphoreSlim _gate = new(1);
    private DiscoverySnapshot? _snapshot;
    private long _readAt;

    internal KindCatalog(KubeHttp http) => _http = http;

    public void Dispose() => _gate.Dispose();

    /// <summary>A kind at one version.</summary>
    public Task<KindLookup> Find(string apiVersion, string kind, CancellationToken cancellation) =>
        Find(snapshot => snapshot.Find(apiVersion, kind), cancellation);

    /// <summary>A kind at the version that its group prefers.</summary>
    public Task<KindLookup> FindPreferred(string group, string kind, CancellationToken cancellation) =>
        Find(snapshot => snapshot.FindPreferred(group, kind), cancellation);

    /// <summary>What the server serves, from memory where there is one.</summary>
    public async Task<DiscoverySnapshot> Snapshot(CancellationToken cancellation) =>
        Volatile.Read(ref _snapshot) ?? await Refresh(cancellation).ConfigureAwait(false);

    /// <summary>Reads anew, as after a CustomResourceDefinition was made.</summary>
    public Task<DiscoverySnapshot> Refresh(CancellationToken cancellation) => Read(Volatile.Read(ref _snapshot), cancellation);

    private async Task<KindLookup> Find(Func<DiscoverySnapshot, KindLookup> find, CancellationToken cancellation)
    {
        var snapshot = Volatile.Read(ref _snapshot);
        if (snapshot is not null)
        {
            var lookup = find(snapshot);
            if (lookup is KindLookup.Served || _http.Time.GetElapsedTime(Volatile.Read(ref _readAt)) < Fresh) return lookup;
        }
        return find(await Read(snapshot, cancellation).ConfigureAwait(false));
    }

    /// <summary>Reads anew, unless somebody else has done so since <paramref name="known"/>.</summary>
    private async Task<DiscoverySnapshot> Read(DiscoverySnapshot? known, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_snapshot is not null && !ReferenceEquals(_snapshot, known)) return _snapshot;
            var read = await DiscoveryReader.Read(_http, cancellation).ConfigureAwait(false);
            Volatile.Write(ref _readAt, _http.Time.GetTimestamp());
            Volatile.Write(ref _snapshot, read);
            return read;
        }
        finally
        {
            _gate.Release();
        }
    }
}
