using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Routes;

/// <summary>Watches: what is there, then every change as it is committed, until the caller goes or its time is over.</summary>
internal sealed class WatchRoutes(Cluster cluster)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(45);

    public async Task WatchAsync(ResourceRequest request)
    {
        var (filter, problem) = ObjectFilter.Of(request.Context, request.Resource, request.Path);
        var (watch, refusal) = WatchRequest.Of(request.Context);
        if (filter is null || watch is null)
        {
            await Answers.StatusAsync(request.Context, problem ?? refusal!);
            return;
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Context.RequestAborted, cluster.Stopping);
        using var timeout = new CancellationTokenSource(watch.Timeout ?? Longest, cluster.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, timeout.Token);
        var stream = new WatchStream(request, cluster.Time);
        try
        {
            await stream.StartAsync();
            await RunAsync(request, watch, filter, stream, both.Token);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // the caller went, or has seen enough
        }
    }

    private async Task RunAsync(ResourceRequest request, WatchRequest watch, ObjectFilter filter, WatchStream stream, CancellationToken cancel)
    {
        var position = watch.Start ?? 0;
        if (watch.SendsInitial)
        {
            await ReachAsync(position, cancel);
            var state = cluster.State;
            foreach (var stored in filter.In(state)) stream.Add("ADDED", stored);
            position = state.Revision;
            if (watch.MarksInitialEnd && watch.WithBookmarks) stream.AddBookmark(position, isInitialEnd: true);
        }
        else if (watch.Start is null) position = cluster.State.Revision;
        await stream.FlushAsync(cancel);
        await FollowAsync(request, watch, filter, stream, position, cancel);
    }

    private async Task FollowAsync(ResourceRequest request, WatchRequest watch, ObjectFilter filter, WatchStream stream, long position, CancellationToken cancel)
    {
        var nextBookmark = cluster.Time.GetUtcNow() + BookmarkEvery;
        while (true)
        {
            if (!cluster.Store.Log.TryRead(position, out var changes, out var upTo, out var more))
            {
                stream.AddError(Refusals.Expired($"too old resource version: {position} ({cluster.State.Revision})"));
                await stream.FlushAsync(cancel);
                return;
            }
            foreach (var change in changes) Send(filter, stream, change);
            position = Math.Max(position, upTo);
            await stream.FlushAsync(cancel);
            if (IsGone(request, changes)) return;
            var wait = nextBookmark - cluster.Time.GetUtcNow();
            if (watch.WithBookmarks && wait <= TimeSpan.Zero)
            {
                stream.AddBookmark(position, isInitialEnd: false);
                await stream.FlushAsync(cancel);
                nextBookmark = cluster.Time.GetUtcNow() + BookmarkEvery;
                continue;
            }
            if (watch.WithBookmarks) await Task.WhenAny(more, Task.Delay(wait, cluster.Time, cancel)).WaitAsync(cancel);
            else await more.WaitAsync(cancel);
        }
    }

    private static void Send(ObjectFilter filter, WatchStream stream, StoreChange change)
    {
        if (change.Place.Resource != filter.Resource.StorageName) return;
        var was = change.Previous is { } previous && filter.Matches(previous);
        var isNow = change.Kind != ChangeKind.Deleted && filter.Matches(change.Object);
        if (isNow) stream.Add(was ? "MODIFIED" : "ADDED", change.Object);
        // an object that leaves the filter is deleted as far as this watch can see
        else if (was) stream.Add("DELETED", change.Kind == ChangeKind.Deleted ? change.Object : Left(change));
    }

    private static StoredObject Left(StoreChange change) =>
        new(change.Place, change.Revision, change.Previous!.Body.WithMeta("resourceVersion", change.Object.Body.Meta()["resourceVersion"]));

    /// <summary>Whether the watched kind is no longer served.</summary>
    private bool IsGone(ResourceRequest request, IReadOnlyList<StoreChange> changes) =>
        request.Resource.Served.IsCustom
        && changes.Any(change => change.Place.Resource == CustomResources.Definitions)
        && cluster.Resources.Find(request.Resource.Kind.Group, request.Resource.Kind.Version, request.Resource.Kind.Resource) is null;

    /// <summary>Waits until the cluster has reached a revision; for one that it never reaches, for ever.</summary>
    private async Task ReachAsync(long revision, CancellationToken cancel)
    {
        while (cluster.State.Revision < revision)
        {
            cluster.Store.Log.TryRead(long.MaxValue, out _, out _, out var more);
            if (cluster.State.Revision >= revision) return;
            await more.WaitAsync(cancel);
        }
    }
}
