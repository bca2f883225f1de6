using System.CommandLine;
using Reconciler.Cli.Clusters;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Kubernetes;

namespace Reconciler.Cli.Commands;

/// <summary>The arguments of a command about one live object of an environment.</summary>
internal sealed class NamedObjectOptions
{
    public Argument<string> Object { get; } = new("KIND/NAME") { Description = "The object, as in Deployment/shop-web" };

    public Option<string?> Namespace { get; } = new("--namespace", "-n") { Description = "The namespace of the object (default: default)", HelpName = "NS" };

    public Option<string?> Environment { get; } = EnvironmentChoice.Option();

    /// <summary>Reaches the cluster and finds both; what can't be found is told on stderr.</summary>
    public async Task<FoundObject> FindAsync(CommandHost host, ParseResult parse, ClusterChoice choice, CancellationToken cancellation)
    {
        var (connection, problems) = await ClusterConnection.OpenAsync(host, choice, cancellation);
        foreach (var problem in problems) TextDiagnostics.Write(host.Error, problem, "");
        if (connection is null) return new FoundObject(null, null, null);
        var cluster = new KubeCluster(connection.Client, connection.Name);
        var (known, unknown) = await EnvironmentChoice.FindAsync(cluster, parse.GetValue(Environment), cancellation);
        var (live, missing) = known is null ? (null, null) : await NamedObjects.FindAsync(cluster, parse.GetValue(Object)!, parse.GetValue(Namespace), cancellation);
        foreach (var problem in new[] { unknown, missing }.OfType<Diagnostic>()) TextDiagnostics.Write(host.Error, problem, "");
        return new FoundObject(connection, known, live) { Cluster = cluster };
    }
}

/// <summary>An object in its cluster. It holds the connection, and is disposed with it.</summary>
internal sealed record FoundObject(ClusterConnection? Connection, KnownEnvironment? Known, LiveObject? Live) : IAsyncDisposable
{
    public ICluster? Cluster { get; init; }

    public async ValueTask DisposeAsync()
    {
        if (Connection is not null) await Connection.DisposeAsync();
    }
}
