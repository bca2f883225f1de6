using Reconciler.Objects;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Storage;

public sealed class ObjectStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StorePath => _folder.File("store.db");

    [Fact]
    public async Task Revisions_grow_over_all_resources_and_go_on_after_a_restart()
    {
        long last;
        await using (var store = ObjectStore.Open(StorePath))
        {
            Assert.Equal(1, await PutAsync(store, "configmaps", "a"));
            Assert.Equal(2, await PutAsync(store, "secrets", "a"));
            last = await store.WriteAsync(transaction => transaction.Delete(new ObjectPlace("secrets", "default", "a"))!.Revision);
            Assert.Equal(3, last);
        }
        await using var again = ObjectStore.Open(StorePath);
        Assert.Equal(last, again.State.Revision);
        Assert.Equal(["a"], again.State.List("configmaps").Select(stored => stored.Place.Name));
        Assert.Empty(again.State.List("secrets"));
        Assert.Equal(4, await PutAsync(again, "secrets", "b"));
    }

    [Fact]
    public async Task A_stored_object_says_its_revision()
    {
        await using var store = ObjectStore.Open(StorePath);
        await PutAsync(store, "configmaps", "a");
        var revision = await PutAsync(store, "configmaps", "a");
        var stored = store.State.Find(new ObjectPlace("configmaps", "default", "a"))!;
        Assert.Equal("2", stored.Body.Map("metadata").Text("resourceVersion")?.Value);
        Assert.Equal(revision, stored.Revision);
    }

    [Fact]
    public async Task A_job_that_throws_leaves_nothing_and_hurts_no_other()
    {
        await using var store = ObjectStore.Open(StorePath);
        var failing = store.WriteAsync<int>(transaction =>
        {
            transaction.Put(new ObjectPlace("configmaps", "default", "half"), Body("half"));
            throw new InvalidOperationException();
        });
        var good = PutAsync(store, "configmaps", "whole");
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal(1, await good);
        Assert.Equal(["whole"], store.State.List("configmaps").Select(stored => stored.Place.Name));
    }

    [Fact]
    public async Task A_tried_job_sees_its_own_writes_and_keeps_none()
    {
        await using var store = ObjectStore.Open(StorePath);
        var place = new ObjectPlace("configmaps", "default", "a");
        var seen = store.Try(transaction =>
        {
            transaction.Put(place, Body("a"));
            return transaction.Find(place);
        });
        Assert.NotNull(seen);
        Assert.Null(store.State.Find(place));
        Assert.Equal(0, store.State.Revision);
    }

    [Fact]
    public async Task Parallel_writers_lose_no_write()
    {
        await using var store = ObjectStore.Open(StorePath);
        var place = new ObjectPlace("configmaps", "default", "count");
        await store.WriteAsync(transaction => transaction.Put(place, Body("count")));
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, cancel) => await store.WriteAsync(transaction =>
        {
            var body = transaction.Find(place)!.Body;
            return transaction.Put(place, body.With("count", (body.Int("count")?.Value ?? 0) + 1));
        }, cancel));
        Assert.Equal(500, store.State.Find(place)!.Body.Int("count")?.Value);
        Assert.Equal(501, store.State.Revision);
    }

    [Fact]
    public async Task An_earlier_state_is_as_it_was()
    {
        await using var store = ObjectStore.Open(StorePath);
        await PutAsync(store, "configmaps", "a");
        await PutAsync(store, "configmaps", "b");
        await store.WriteAsync(transaction => transaction.Delete(new ObjectPlace("configmaps", "default", "a")));
        await PutAsync(store, "configmaps", "c");
        Assert.Equal(["a", "b"], store.StateAt(2)!.List("configmaps").Select(stored => stored.Place.Name));
        Assert.Equal(["b"], store.StateAt(3)!.List("configmaps").Select(stored => stored.Place.Name));
        Assert.Equal(2, store.StateAt(2)!.Revision);
    }

    [Fact]
    public async Task A_compacted_state_and_its_changes_are_gone()
    {
        await using var store = ObjectStore.Open(StorePath);
        for (var i = 0; i < 5; i++) await PutAsync(store, "configmaps", "a");
        store.Log.Compact(3);
        Assert.Null(store.StateAt(2));
        Assert.False(store.Log.TryRead(2, out _, out _, out _));
        Assert.True(store.Log.TryRead(3, out var changes, out var upTo, out _));
        Assert.Equal([4L, 5L], changes.Select(change => change.Revision));
        Assert.Equal(5, upTo);
    }

    [Fact]
    public async Task Objects_are_in_the_order_of_their_keys()
    {
        await using var store = ObjectStore.Open(StorePath);
        foreach (var home in (string[])["a-b", "a", "b", "a.b"])
            await store.WriteAsync(transaction => transaction.Put(new ObjectPlace("configmaps", home, "x"), Body("x")));
        Assert.Equal(["a-b", "a.b", "a", "b"], store.State.List("configmaps").Select(stored => stored.Place.Namespace));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<long> PutAsync(ObjectStore store, string resource, string name) =>
        (await store.WriteAsync(transaction => transaction.Put(new ObjectPlace(resource, "default", name), Body(name)))).Revision;

    private static MapNode Body(string name) => new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new MapBuilder { ["name"] = name } }.ToMap();
}
