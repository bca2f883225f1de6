using System.Globalization;
using System.Text;
using Reconciler.Engine;
using Reconciler.Engine.Routers;
using Reconciler.Kube;
using Reconciler.Routers;

namespace Reconciler.Etcd.Tests;

/// <summary>The adapter beside a real etcd, with and without users and certificates.</summary>
public sealed class EtcdStoreTests
{
    [Fact]
    public async Task A_range_has_every_key_below_its_prefix_in_order_and_nothing_beside_it()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync("/a/two", "2");
        await server.PutAsync("/a/one", "é");
        await server.PutAsync("/a/empty", "");
        await server.PutAsync("/a", "beside");
        await server.PutAsync("/ab", "beside");
        using var store = Open(server);
        var found = await Range(store, "/a/");
        Assert.Equal([("/a/empty", ""), ("/a/one", "é"), ("/a/two", "2")], found.Select(value => (value.Key, value.Text!)));
        Assert.All(found, value => Assert.True(value.Created > 0 && value.Modified == value.Created));
        Assert.Empty(await Range(store, "/nothing/"));
    }

    [Fact]
    public async Task More_keys_than_one_answer_has_come_whole()
    {
        await using var server = await EtcdServer.StartAsync();
        string[] keys = [.. Enumerable.Range(0, 1201).Select(number => string.Create(CultureInfo.InvariantCulture, $"/many/{number:0000}"))];
        await Task.WhenAll(keys.Select(key => server.PutAsync(key, "x")));
        using var store = Open(server);
        Assert.Equal(keys, (await Range(store, "/many/")).Select(value => value.Key));
    }

    [Fact]
    public async Task A_transaction_is_done_whole_or_not_at_all()
    {
        await using var server = await EtcdServer.StartAsync();
        using var store = Open(server);
        Assert.True(await Commit(store, [new("/t/a", 0)], [Put("/t/a", "1"), Put("/t/b", "1")]));
        Assert.False(await Commit(store, [new("/t/a", 0)], [Put("/t/a", "2"), Put("/t/b", "2")]));
        Assert.False(await Commit(store, [new("/t/none", null)], [Put("/t/a", "3")]));
        var seen = (await Range(store, "/t/"))[0];
        Assert.True(await Commit(store, [new("/t/a", seen.Modified), new("/t/b", null)], [Put("/t/a", "4"), new StoreWrite.Delete("/t/b")]));
        var left = Assert.Single(await Range(store, "/t/"));
        Assert.Equal(("/t/a", "4", seen.Created), (left.Key, left.Text, left.Created));
        Assert.True(left.Modified > seen.Modified);
    }

    [Fact]
    public async Task A_user_gets_in_by_password_and_only_to_what_is_theirs()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync("/other/a", "1");
        await server.RequireUserAsync("proxy", "geheim", "/proxy/");
        using var store = Open(server, access => access with { Username = "proxy", Password = "geheim" });
        Assert.True(await Commit(store, [new("/proxy/a", 0)], [Put("/proxy/a", "1")]));
        Assert.Single(await Range(store, "/proxy/"));
        Assert.IsType<KubeError.Forbidden>((await store.RangeAsync("/other/", default)).Error);
        using var wrong = Open(server, access => access with { Username = "proxy", Password = "falsch" });
        var refused = (await wrong.RangeAsync("/proxy/", default)).Error;
        Assert.IsType<KubeError.Forbidden>(refused);
        Assert.DoesNotContain("falsch", refused.ToString(), StringComparison.Ordinal);
        using var nobody = Open(server);
        Assert.IsType<KubeError.Forbidden>((await nobody.RangeAsync("/proxy/", default)).Error);
    }

    [Fact]
    public async Task A_token_that_the_server_has_forgotten_is_renewed()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.RequireUserAsync("proxy", "geheim", "/proxy/");
        using var store = Open(server, access => access with { Username = "proxy", Password = "geheim" });
        Assert.Empty(await Range(store, "/proxy/"));
        server.Stop();
        await server.StartAsync();
        Assert.Empty(await Range(store, "/proxy/"));
    }

    [Fact]
    public async Task Certificates_are_checked_on_both_sides()
    {
        await using var server = await EtcdServer.StartAsync(hasTls: true);
        await server.PutAsync("/a/b", "1");
        var (authority, certificate, key) = (server.Certificates.Authority, server.Certificates.Certificate, server.Certificates.Key);
        using var store = Open(server, access => access with { Authorities = authority, Certificate = certificate, Key = key });
        Assert.Single(await Range(store, "/a/"));
        using var trusting = Open(server, access => access with { Certificate = certificate, Key = key });
        Assert.IsType<KubeError.Untrusted>((await trusting.RangeAsync("/a/", default)).Error);
        using var bare = Open(server, access => access with { Authorities = authority });
        Assert.NotNull((await bare.RangeAsync("/a/", default)).Error);
        var useless = EtcdStore.Open(new StoreAccess([server.Endpoint]) { Authorities = "no certificate" }, TimeProvider.System);
        Assert.IsType<KubeError.Untrusted>(useless.Error);
    }

    [Fact]
    public async Task The_first_endpoint_that_answers_is_asked()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync("/a/b", "1");
        using var store = Open(server, access => access with { Endpoints = ["http://127.0.0.1:1", server.Endpoint] });
        Assert.Single(await Range(store, "/a/"));
        Assert.True(await Commit(store, [new("/a/c", 0)], [Put("/a/c", "1")]));
    }

    [Fact]
    public async Task What_does_not_answer_is_unknown_and_never_empty()
    {
        await using var server = await EtcdServer.StartAsync();
        using var store = Open(server);
        server.Stop();
        var answer = await store.RangeAsync("/a/", default);
        Assert.IsType<KubeError.ConnectionFailed>(answer.Error);
        Assert.Contains(server.Endpoint, answer.Error.ToString(), StringComparison.Ordinal);
        Assert.IsType<KubeError.ConnectionFailed>((await store.CommitAsync(new([new("/a", 0)], [Put("/a", "1")]), default)).Error);
    }

    [Fact]
    public void Access_never_shows_its_secrets()
    {
        var access = new StoreAccess(["http://etcd:2379"]) { Username = "proxy", Password = "geheim", Key = "key", Certificate = "certificate" };
        Assert.Equal("http://etcd:2379", access.ToString());
        Assert.Equal("/a (6 bytes)", new StoredValue("/a", "geheim"u8.ToArray(), 1, 1).ToString());
    }

    private static IKeyValueStore Open(EtcdServer server, Func<StoreAccess, StoreAccess>? with = null)
    {
        var access = new StoreAccess([server.Endpoint]);
        return EtcdStore.Open(with is null ? access : with(access), TimeProvider.System).TryGet(out var store, out var why) ? store : throw new InvalidOperationException(why.ToString());
    }

    private static async Task<StoredValue[]> Range(IKeyValueStore store, string prefix) =>
        (await store.RangeAsync(prefix, default)).TryGet(out var found, out var why) ? [.. found] : throw new InvalidOperationException(why.ToString());

    private static async Task<bool> Commit(IKeyValueStore store, StoreCondition[] conditions, StoreWrite[] writes) =>
        (await store.CommitAsync(new([.. conditions], [.. writes]), default)).TryGet(out var isDone, out var why) ? isDone : throw new InvalidOperationException(why.ToString());

    private static StoreWrite.Put Put(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));
}
