using System.Collections.Immutable;
using System.CommandLine;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Clusters;

/// <summary>A cluster that a command looks at without a source, and the environments in it that the command is about.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    private readonly ClusterConnection _connection;

    private LiveSession(ClusterConnection connection, KubeCluster cluster, ImmutableArray<KnownEnvironment> environments) =>
        (_connection, Cluster, Environments) = (connection, cluster, environments);

    public ICluster Cluster { get; }

    public IPodLogs Logs => new KubePodLogs(_connection.Client);

    public IPodCommands Commands => new KubePodCommands(_connection.Client);

    /// <summary>All of them, or the one that was named.</summary>
    public ImmutableArray<KnownEnvironment> Environments { get; }

    public static Option<string?> EnvironmentOption() => new("--environment", "-e") { Description = "The environment (default: every one of the cluster)", HelpName = "NAME" };

    /// <summary>The session, or null with the problems written to stderr.</summary>
    public static async Task<LiveSession?> OpenAsync(CommandHost host, ClusterChoice choice, string? environment, CancellationToken cancellation)
    {
        var (connection, problems) = await ClusterConnection.OpenAsync(host, choice, cancellation);
        foreach (var problem in problems) TextDiagnostics.Write(host.Error, problem, "");
        if (connection is null) return null;
        var cluster = new KubeCluster(connection.Client, connection.Name);
        var (found, unknown) = Chosen(await KnownEnvironments.FindAsync(cluster, cancellation), cluster.Name, environment);
        if (unknown is null) return new LiveSession(connection, cluster, found);
        TextDiagnostics.Write(host.Error, unknown, "");
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>The one environment that a command is about that changes something, or null with the problem written to stderr.</summary>
    public KnownEnvironment? One(CommandHost host)
    {
        if (Environments is [var only]) return only;
        var names = Environments.Select(known => known.Identity.Environment).ToArray();
        var problem = names.Length == 0
            ? RunCodes.WhichEnvironment.At(Origin.None, $"nothing was applied to {Cluster.Name} yet", "apply a source first")
            : RunCodes.WhichEnvironment.At(Origin.None, $"{Cluster.Name} has several environments", $"--environment {string.Join(" or ", names)}");
        TextDiagnostics.Write(host.Error, problem, "");
        return null;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static (ImmutableArray<KnownEnvironment> Found, Diagnostic? Problem) Chosen(Answer<ImmutableArray<KnownEnvironment>> answer, string cluster, string? wanted)
    {
        if (!answer.TryGet(out var all, out var why)) return ([], Answers.Unread($"the environments of {cluster} can't be listed", why));
        var fitting = all.RemoveAll(known => wanted is not null && known.Identity.Environment != wanted);
        if (wanted is null || fitting.Length > 0) return (fitting, null);
        var names = all.Select(known => known.Identity.Environment).Distinct(StringComparer.Ordinal).ToArray();
        return ([], RunCodes.WhichEnvironment.At(Origin.None, $"{cluster} has no environment {wanted}", Spelling.Suggest(wanted, names) ?? (names.Length > 0 ? $"there is {Words.List(names)}" : "apply a source first")));
    }
}
