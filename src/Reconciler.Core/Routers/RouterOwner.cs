namespace Reconciler.Routers;

/// <summary>Which environment of which cluster speaks: two clusters may share a router and call their environments alike.</summary>
public sealed record RouterIdentity(string Cluster, string Environment)
{
    public bool Has(RouterOwner? owner) => owner is not null && owner.Cluster == Cluster && owner.Environment == Environment;

    public RouterOwner Owner(string space, string app) => new(Cluster, Environment, space, app);
}

/// <summary>Whose a key of the router is. It stands in the value, as a property that load balancers' templates don't know and pass over.</summary>
public sealed record RouterOwner(string Cluster, string Environment, string Namespace, string App)
{
    public const string Property = "Owner";

    public override string ToString() => $"{Cluster}/{Environment}/{Namespace}/{App}";

    /// <summary>An owner as it is written, or null for anything else.</summary>
    public static RouterOwner? Parse(string? text) => text?.Split('/') is [var cluster, var environment, var space, var app] ? new RouterOwner(cluster, environment, space, app) : null;

    /// <summary>The owner in words, to whom it is not.</summary>
    public static string Named(RouterOwner? owner, RouterIdentity us) => owner is null
        ? "somebody else, who left no name"
        : $"the App {owner.Namespace}/{owner.App} of the environment {owner.Environment}{(owner.Cluster == us.Cluster ? "" : $" of the cluster {owner.Cluster}")}";
}
