using System.Collections.Immutable;
using System.Text;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;

namespace Reconciler.Cli.Serving;

/// <summary>
/// A cluster that is not the one this process runs in, reached by a kubeconfig from a file, a variable or a Secret. What is no file yet
/// is kept in one that only this process reads, and that is written anew each time that it is tried.
/// </summary>
internal sealed class OtherCluster(CommandHost host, MapNode from, string? context, OpenClusters clusters)
{
    private readonly Lazy<string> _file = new(() => Path.Combine(Directory.CreateTempSubdirectory("reconcile-").FullName, "kubeconfig"));
    private volatile ClusterConnection? _connection;

    public async Task<(ICluster? Cluster, ImmutableArray<Diagnostic> Problems)> OpenAsync(CancellationToken cancellation)
    {
        var (connection, problems) = await ConnectAsync(cancellation);
        return connection is null ? (null, problems) : (new KubeCluster(connection.Client, connection.Name), []);
    }

    public async Task<IPodLogs?> OpenLogsAsync(CancellationToken cancellation) => (await ConnectAsync(cancellation)).Connection is { } connection ? new KubePodLogs(connection.Client) : null;

    private async Task<(ClusterConnection? Connection, ImmutableArray<Diagnostic> Problems)> ConnectAsync(CancellationToken cancellation)
    {
        if (_connection is { } known) return (known, []);
        var (path, problem) = await KubeconfigAsync(cancellation);
        if (path is null) return (null, [problem!]);
        var (connection, problems) = await clusters.ConnectAsync(new ClusterChoice(context, path), cancellation);
        _connection = connection;
        return (connection, problems);
    }

    private async Task<(string? Path, Diagnostic? Problem)> KubeconfigAsync(CancellationToken cancellation)
    {
        if (from.Text("file") is { } file) return (Path.GetFullPath(file.Value, host.WorkingDirectory), null);
        if (from.Text("env") is { } variable) return host.Variable(variable.Value) is { Length: > 0 } text ? (await StoreAsync(text, cancellation), null) : Missing(variable.Origin, $"the variable {variable.Value} is not set");
        if (from.Text("secret") is not { } secret) return Missing(from.Origin, "kubeconfigFrom names no secret, file or env");
        var key = from.Text("key")?.Value ?? "kubeconfig";
        var (own, problems) = await clusters.ConnectAsync(new ClusterChoice(null, null), cancellation);
        if (own is null) return (null, problems[0]);
        var address = new ObjectAddress(KubeResource.Secrets, host.Variable("POD_NAMESPACE") ?? "default", secret.Value);
        var answer = await new KubeCluster(own.Client, own.Name).GetAsync(address, cancellation);
        if (!answer.TryGet(out var body, out var why)) return Missing(secret.Origin, $"the kubeconfig in {address} can't be read: {why.Message}");
        if (body.Map("data").Text(key)?.Value is not { } encoded) return Missing(secret.Origin, $"{address} has no key {key}");
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? (await StoreAsync(Encoding.UTF8.GetString(bytes, 0, length), cancellation), null) : Missing(secret.Origin, $"{key} of {address} is no base64");
    }

    private async Task<string> StoreAsync(string kubeconfig, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(_file.Value, kubeconfig, cancellation);
        return _file.Value;
    }

    private static (string?, Diagnostic) Missing(Origin place, string message) => (null, ControlCodes.ConfigUnreadable.At(place, message));
}
