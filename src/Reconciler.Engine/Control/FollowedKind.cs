using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Control;

/// <summary>An object of ours before and after something happened to it; null where it isn't there.</summary>
public sealed record FollowedChange(ObjectKey Key, LiveObject? Before, LiveObject? Now);

/// <summary>
/// The objects of one kind that carry our label, in one namespace or in all, kept up to date by a watch. While the watch is interrupted
/// nothing is known, and whoever asks has to list.
/// </summary>
internal sealed class FollowedKind(ICluster cluster, KubeResource resource, string? space, string selector, Action<FollowedChange> changed) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, LiveObject> _objects = [];
    private readonly HashSet<Channel<WatchEvent>> _readers = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _version;
    private Task _watching = Task.CompletedTask;

    public void Start() => _watching = Task.Run(FollowAsync);

    /// <summary>What is there, or null where it isn't known at the moment.</summary>
    public async Task<ObjectList?> ListAsync(CancellationToken cancellation)
    {
        await _first.Task.WaitAsync(cancellation);
        lock (_gate) return _version is { } version ? new ObjectList([.. _objects.Values.Select(live => live.Body)], version) : null;
    }

    /// <summary>What is there, and what happens from then on.</summary>
    public async IAsyncEnumerable<WatchEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateUnbounded<WatchEvent>();
        lock (_gate)
        {
            if (_version is { } version) channel.Writer.TryWrite(new WatchEvent.Listed([.. _objects.Values.Select(live => live.Body)], version));
            _readers.Add(channel);
        }
        try
        {
            await foreach (var happened in channel.Reader.ReadAllAsync(cancellation)) yield return happened;
        }
        finally
        {
            lock (_gate) _readers.Remove(channel);
        }
    }

    /// <summary>The answer to a write of ours counts at once.</summary>
    public void Take(MapNode body) => Tell(new WatchEvent.Changed(body, IsNew: false), isOurs: true);

    /// <summary>A deletion of ours that the server has carried out.</summary>
    public void Gone(ObjectKey key)
    {
        lock (_gate) _objects.Remove(key);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _ending.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var happened in cluster.WatchAsync(new WatchRequest(resource) { Namespace = space, LabelSelector = selector }, _ending.Token))
            {
                Tell(happened, isOurs: false);
                if (happened is WatchEvent.Listed or WatchEvent.Interrupted) _first.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // nobody follows any more
        }
        finally
        {
            lock (_gate) _version = null;
            _first.TrySetResult();
        }
    }

    private void Tell(WatchEvent happened, bool isOurs)
    {
        var changes = new List<FollowedChange>();
        lock (_gate)
        {
            if (isOurs && _version is null) return;
            if (!Fold(happened, changes)) return;
            foreach (var reader in _readers) reader.Writer.TryWrite(happened);
        }
        if (isOurs) return;
        foreach (var change in changes) changed(change);
    }

    /// <summary>Whether the event is news; what is older than what is known is not.</summary>
    private bool Fold(WatchEvent happened, List<FollowedChange> changes)
    {
        switch (happened)
        {
            case WatchEvent.Listed listed:
                var there = listed.Items.Select(item => new LiveObject(item)).ToDictionary(live => live.Key);
                var isAnew = _version is null && _objects.Count == 0;
                foreach (var (key, known) in _objects.ToList())
                {
                    // what we wrote after the list was made is newer than the list
                    if (there.ContainsKey(key) || Number(known.ResourceVersion) > Number(listed.ResourceVersion)) continue;
                    _objects.Remove(key);
                    changes.Add(new FollowedChange(key, known, null));
                }
                foreach (var live in there.Values) Put(live, isAnew ? [] : changes);
                _version = listed.ResourceVersion;
                return true;
            case WatchEvent.Changed changed:
                return Put(new LiveObject(changed.Body), changes);
            case WatchEvent.Deleted deleted:
                var last = new LiveObject(deleted.Body);
                if (!_objects.TryGetValue(last.Key, out var before) || Number(before.ResourceVersion) > Number(last.ResourceVersion)) return false;
                _objects.Remove(last.Key);
                changes.Add(new FollowedChange(last.Key, before, null));
                return true;
            case WatchEvent.Interrupted:
                _version = null;
                return true;
            case WatchEvent.Bookmark:
                return false;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private bool Put(LiveObject live, List<FollowedChange> changes)
    {
        var before = _objects.GetValueOrDefault(live.Key);
        if (before is not null && Number(before.ResourceVersion) >= Number(live.ResourceVersion)) return false;
        _objects[live.Key] = live;
        changes.Add(new FollowedChange(live.Key, before, live));
        return true;
    }

    /// <summary>Versions of one kind are numbers that grow.</summary>
    private static ulong Number(string version) => ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
