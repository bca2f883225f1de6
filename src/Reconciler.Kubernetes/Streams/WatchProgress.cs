using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Streams;

/// <summary>How far a watch has come: the version to go on from, or the list that is still coming in.</summary>
internal sealed class WatchProgress(WatchRequest request, TimeProvider time, Jitter jitter)
{
    private readonly List<MapNode> _initial = [];
    private long _listedAt;
    private TimeSpan _age;
    private bool _sawSomething;

    /// <summary>Where to go on, or null where everything has to be listed first.</summary>
    public string? Version { get; private set; }

    /// <summary>How often in a row it went wrong.</summary>
    public int Failures { get; private set; }

    public bool IsListing => Version is null;

    /// <summary>Whether it is time to list anew, whatever the events say.</summary>
    public bool IsOld => Version is not null && time.GetElapsedTime(_listedAt) > _age;

    /// <summary>A list has come in.</summary>
    public WatchEvent.Listed Begin(ImmutableArray<MapNode> items, string version)
    {
        (Version, _sawSomething) = (version, true);
        _listedAt = time.GetTimestamp();
        _age = jitter.Spread(request.Age);
        return new WatchEvent.Listed(items, version);
    }

    /// <summary>An event has come in; what belongs to a streaming list is told when that is complete.</summary>
    public WatchEvent? Take(WatchStep.Object happened)
    {
        (Failures, _sawSomething) = (0, true);
        if (IsListing)
        {
            if (!happened.EndsList)
            {
                _initial.Add(happened.Body);
                return null;
            }
            ImmutableArray<MapNode> items = [.. _initial];
            _initial.Clear();
            return Begin(items, happened.Version);
        }
        Version = happened.Version.Length > 0 ? happened.Version : Version;
        return happened.Type switch
        {
            "ADDED" => new WatchEvent.Changed(happened.Body, true),
            "MODIFIED" => new WatchEvent.Changed(happened.Body, false),
            "DELETED" => new WatchEvent.Deleted(happened.Body),
            "BOOKMARK" => new WatchEvent.Bookmark(happened.Version),
            _ => null,
        };
    }

    /// <summary>Everything has to be listed anew.</summary>
    public void Forget()
    {
        Version = null;
        _initial.Clear();
        _sawSomething = false;
    }

    public WatchEvent.Interrupted Fail(KubeError error)
    {
        Failures++;
        return new WatchEvent.Interrupted(error);
    }

    /// <summary>The connection ended: no failure, unless it did so at once and again and again.</summary>
    public void End()
    {
        if (!_sawSomething) Failures++;
        _sawSomething = false;
        _initial.Clear();
    }
}
