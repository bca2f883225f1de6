using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Routers;

/// <summary>A frontend as it is to stand in the router, with the address that its Service has.</summary>
public sealed record FrontendWish(string Host, MapNode Spec, string Address, RouterOwner Owner)
{
    public string Backend => Spec.Text("backend")!.Value;
}

/// <summary>
/// What has to be written next, told from what stands there: so whoever comes after a crash goes on where it happened. A backend is there
/// before the frontend that names it, the switch is one transaction, and backends leave after it.
/// </summary>
public static class FrontendSteps
{
    /// <summary>The next step to a frontend as it is wished for; null where it is there.</summary>
    public static StoreTransaction? Next(FrontendWish wish, RouterContents contents, RouterIdentity us, RouterKeys keys) =>
        Backend(wish, contents, keys) ?? Switch(wish, contents, keys) ?? Leave(contents.ServersFor(us, wish.Host, wish.Backend));

    /// <summary>The next step until nothing of a frontend is left that is ours, or given up where it is to stay; null where that is so.</summary>
    public static StoreTransaction? NextAway(ObjectKey key, RouterContents contents, RouterIdentity us, bool isGivenUp)
    {
        bool IsOurs(RouterOwner? owner) => us.Has(owner) && owner!.Namespace == key.Namespace;
        StoreWrite Away(StoredValue stored, MapNode body) => isGivenUp ? new StoreWrite.Put(stored.Key, RouterValues.GivenUp(body)) : new StoreWrite.Delete(stored.Key);
        if (contents.Frontends.GetValueOrDefault(key.Name) is { } entry && IsOurs(entry.Owner)) return new StoreTransaction([Is(entry.Stored)], [Away(entry.Stored, entry.Body)]);
        ImmutableArray<ServerEntry> servers = [.. contents.ServersFor(us, key.Name, null).Where(server => IsOurs(server.Owner))];
        return servers.IsEmpty ? null : new StoreTransaction([.. servers.Select(server => Is(server.Stored))], [.. servers.Select(server => Away(server.Stored, server.Body))]);
    }

    /// <summary>The backend's one server; others that it has are those of a Service that was made anew.</summary>
    private static StoreTransaction? Backend(FrontendWish wish, RouterContents contents, RouterKeys keys)
    {
        var (key, value) = (keys.Server(wish.Backend, wish.Address), RouterValues.Server(wish.Host, wish.Address, wish.Spec, wish.Owner));
        ImmutableArray<StoredValue> there = [.. contents.Servers.Where(server => server.Backend == wish.Backend).Select(server => server.Stored)];
        var same = there.FirstOrDefault(stored => stored.Key == key);
        if (same is not null && there.Length == 1 && same.Value.Span.SequenceEqual(value)) return null;
        return new StoreTransaction(
            [.. there.Select(Is), .. same is null ? (StoreCondition[])[new StoreCondition(key, 0)] : []],
            [new StoreWrite.Put(key, value), .. there.Where(stored => stored.Key != key).Select(stored => new StoreWrite.Delete(stored.Key))]);
    }

    private static StoreTransaction? Switch(FrontendWish wish, RouterContents contents, RouterKeys keys)
    {
        var (key, value) = (keys.Frontend(wish.Host), RouterValues.Frontend(wish.Host, wish.Spec, wish.Owner));
        var there = contents.Frontends.GetValueOrDefault(wish.Host)?.Stored;
        if (there is not null && there.Value.Span.SequenceEqual(value)) return null;
        return new StoreTransaction([new StoreCondition(key, there?.Modified ?? 0), new StoreCondition(keys.Server(wish.Backend, wish.Address), null)], [new StoreWrite.Put(key, value)]);
    }

    private static StoreTransaction? Leave(ImmutableArray<ServerEntry> old) =>
        old.IsEmpty ? null : new StoreTransaction([.. old.Select(server => Is(server.Stored))], [.. old.Select(server => (StoreWrite)new StoreWrite.Delete(server.Stored.Key))]);

    private static StoreCondition Is(StoredValue stored) => new(stored.Key, stored.Modified);
}
