using Reconciler.Objects;

namespace Reconciler.Routers;

/// <summary>
/// A host that an external load balancer sends to an App, as an object of a plan. Its kind is ours and no cluster serves it: it is read
/// from the router's etcd and written there.
/// </summary>
public static class Frontend
{
    public const string Group = "router.reconciler.dev";
    public const string Kind = "Frontend";
    public const string ApiVersion = $"{Group}/v1";
    public const string GroupKind = $"{Kind}.{Group}";

    public static ObjectKey KeyOf(string space, string host) => new(Group, Kind, space, host);

    public static bool Is(ObjectKey key) => key is { Group: Group, Kind: Kind };

    /// <summary>
    /// What a frontend says, on whichever side it stands, in one order: what is left out is off or empty. The address is known as soon as
    /// the Service has one.
    /// </summary>
    public static MapNode Spec(FrontendState state)
    {
        var spec = new MapBuilder
        {
            ["type"] = state.Type,
            ["backend"] = state.Backend,
            ["address"] = state.Address,
            ["port"] = state.Port is { } port ? port : null,
            ["compression"] = state.HasCompression ? ScalarNode.Of(true) : null,
            ["redirectWww"] = state.RedirectsWww ? ScalarNode.Of(true) : null,
        };
        spec.AddMap("headers", state.Headers);
        spec.AddList("oldBackends", state.OldBackends.Select(backend => (Node)backend));
        return spec.ToMap();
    }
}

/// <summary>All that a frontend and its backend say.</summary>
public sealed record FrontendState
{
    public Node? Type { get; init; }
    public Node? Backend { get; init; }

    /// <summary>Where the load balancer sends requests: the Service's address in the cluster, which no one writes.</summary>
    public string? Address { get; init; }

    public Node? Port { get; init; }
    public bool HasCompression { get; init; }
    public bool RedirectsWww { get; init; }
    public MapNode? Headers { get; init; }

    /// <summary>Backends of the same host that it is no longer sent to.</summary>
    public IEnumerable<string> OldBackends { get; init; } = [];
}
