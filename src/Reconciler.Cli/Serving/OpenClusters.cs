using System.Collections.Immutable;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Kubernetes;

namespace Reconciler.Cli.Serving;

/// <summary>The clusters that the controller works with, each connected to once and disposed in the end.</summary>
internal sealed class OpenClusters(CommandHost host) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<ClusterChoice, ClusterConnection> _connections = [];

    /// <summary>The connection to a cluster; whoever asks again after a failure has it tried again.</summary>
    public async Task<(ClusterConnection? Connection, ImmutableArray<Diagnostic> Problems)> ConnectAsync(ClusterChoice choice, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_connections.TryGetValue(choice, out var known)) return (known, []);
            var (connection, problems) = await ClusterConnection.OpenAsync(host, choice, cancellation);
            if (connection is not null) _connections[choice] = connection;
            return (connection, problems);
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<(ICluster? Cluster, ImmutableArray<Diagnostic> Problems)> OpenAsync(ClusterChoice choice, CancellationToken cancellation)
    {
        var (connection, problems) = await ConnectAsync(choice, cancellation);
        return connection is null ? (null, problems) : (new KubeCluster(connection.Client, connection.Name), []);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values) await connection.DisposeAsync();
        _one.Dispose();
    }
}
