using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Routers;

/// <summary>
/// What is written to a router, and read back, in the form that Amdatu's deployer gave it: names in PascalCase, the port a number. To
/// these we add the owner, and to a backend's server the host that it is for.
/// </summary>
public static class RouterValues
{
    /// <summary>A frontend: which backend a host is sent to.</summary>
    public static byte[] Frontend(string host, MapNode spec, RouterOwner owner) => NodeJson.ToUtf8(new MapBuilder
    {
        ["Hostname"] = host,
        ["Type"] = spec.Text("type")?.Value,
        ["BackendId"] = spec.Text("backend")?.Value,
        ["RedirectWwwPrefix"] = spec.Flag("redirectWww")?.Value == true,
        [RouterOwner.Property] = owner.ToString(),
    }.ToMap());

    /// <summary>The one server of a backend: the Service's address.</summary>
    public static byte[] Server(string host, string address, MapNode spec, RouterOwner owner)
    {
        var server = new MapBuilder
        {
            ["IPAddress"] = address,
            ["Port"] = spec.Int("port")?.Value ?? 0,
            ["CompressionEnabled"] = spec.Flag("compression")?.Value == true,
        };
        server.AddList("AdditionHttpHeaders", (spec.Map("headers")?.Entries ?? []).Select(header => (Node)new MapBuilder { ["Header"] = header.Key, ["Value"] = header.Value }!));
        server["Hostname"] = host;
        server[RouterOwner.Property] = owner.ToString();
        return NodeJson.ToUtf8(server.ToMap());
    }

    /// <summary>The same value as nobody's.</summary>
    public static byte[] GivenUp(MapNode body) => NodeJson.ToUtf8(body.Without(RouterOwner.Property));

    /// <summary>What a frontend and its backend's servers say, beside the backend that is wanted.</summary>
    public static FrontendState State(FrontendEntry? entry, ImmutableArray<ServerEntry> servers, IEnumerable<string> oldBackends)
    {
        var server = servers.IsEmpty ? null : servers[0].Body;
        return new FrontendState
        {
            Type = entry?.Body.Text("Type")?.Value,
            Backend = entry?.Backend,
            RedirectsWww = entry?.Body.Flag("RedirectWwwPrefix")?.Value == true,
            Address = servers.IsEmpty ? null : string.Join(", ", servers.Select(one => one.Address)),
            Port = server?["Port"],
            HasCompression = server.Flag("CompressionEnabled")?.Value == true,
            Headers = server is null ? null : Headers(server),
            OldBackends = oldBackends,
        };
    }

    private static MapNode Headers(MapNode server) =>
        new([.. server.Maps("AdditionHttpHeaders").Select(header => new MapEntry(header.Text("Header")?.Value ?? "", header["Value"] ?? ScalarNode.Null)).OrderBy(header => header.Key, StringComparer.Ordinal)]);
}
