using System.Collections.Immutable;
using System.Text.Json;
using Reconciler.Objects;

namespace Reconciler.Routers;

/// <summary>The keys of a router below its prefix. `configuration` beside them is the operator's, and is never touched.</summary>
public sealed record RouterKeys(string Prefix)
{
    public string Frontends => $"{Prefix.TrimEnd('/')}/frontends/";
    public string Backends => $"{Prefix.TrimEnd('/')}/backends/";

    public string Frontend(string host) => $"{Frontends}{host}";

    public string Server(string backend, string address) => $"{Backends}{backend}/{address}";
}

/// <summary>A frontend as it stands in the router; what can't be read of it is null.</summary>
public sealed record FrontendEntry(StoredValue Stored, string Host, MapNode Body)
{
    public string? Backend => Body.Text("BackendId")?.Value;
    public RouterOwner? Owner { get; } = RouterOwner.Parse(Body.Text(RouterOwner.Property)?.Value);
}

/// <summary>One server of a backend as it stands in the router. Ours say for which host they are.</summary>
public sealed record ServerEntry(StoredValue Stored, string Backend, string Address, MapNode Body)
{
    public string? Host => Body.Text("Hostname")?.Value;
    public RouterOwner? Owner { get; } = RouterOwner.Parse(Body.Text(RouterOwner.Property)?.Value);
}

/// <summary>What stands in a router, or in the part of it that was read. A value that is no JSON is an entry all the same, and somebody else's.</summary>
public sealed record RouterContents(ImmutableSortedDictionary<string, FrontendEntry> Frontends, ImmutableArray<ServerEntry> Servers)
{
    public static RouterContents Of(RouterKeys keys, IEnumerable<StoredValue> found)
    {
        var frontends = ImmutableSortedDictionary.CreateBuilder<string, FrontendEntry>(StringComparer.Ordinal);
        var servers = ImmutableSortedDictionary.CreateBuilder<string, ServerEntry>(StringComparer.Ordinal);
        foreach (var stored in found)
        {
            if (stored.Key.StartsWith(keys.Frontends, StringComparison.Ordinal)) frontends[stored.Key[keys.Frontends.Length..]] = new FrontendEntry(stored, stored.Key[keys.Frontends.Length..], Read(stored));
            else if (stored.Key.StartsWith(keys.Backends, StringComparison.Ordinal) && stored.Key[keys.Backends.Length..].Split('/') is [var backend, var address]) servers[stored.Key] = new ServerEntry(stored, backend, address, Read(stored));
        }
        return new RouterContents(frontends.ToImmutable(), [.. servers.Values]);
    }

    /// <summary>The servers of backends that are ours for a host, but for those of one backend.</summary>
    public ImmutableArray<ServerEntry> ServersFor(RouterIdentity us, string host, string? butFor) =>
        [.. Servers.Where(server => us.Has(server.Owner) && server.Host == host && server.Backend != butFor)];

    /// <summary>Every host that something of ours is for, with its owner.</summary>
    public IEnumerable<(string Host, RouterOwner Owner)> Ours(RouterIdentity us) =>
        Frontends.Values.Where(entry => us.Has(entry.Owner)).Select(entry => (entry.Host, entry.Owner!))
            .Concat(Servers.Where(server => us.Has(server.Owner) && server.Host is not null).Select(server => (server.Host!, server.Owner!)))
            .DistinctBy(item => item.Item1);

    private static MapNode Read(StoredValue stored)
    {
        try
        {
            return NodeJson.Read(stored.Value.Span) as MapNode ?? MapNode.Empty;
        }
        catch (JsonException)
        {
            return MapNode.Empty;
        }
    }
}
