using System.Collections.Immutable;
using System.Text;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Engine.Control;
using Reconciler.Git;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;

namespace Reconciler.Cli.Serving;

/// <summary>What the controller is to look after, from --config or from the command line.</summary>
internal static class ServeConfig
{
    private static readonly ImmutableArray<string> Fields = ["name", "source", "ref", "path", "cluster", "kubeconfigFrom"];

    /// <summary>The one environment that a command line names.</summary>
    public static EnvironmentSetup One(CommandHost host, SourceChoice source, ClusterChoice cluster, OpenClusters clusters) => new(
        source.ShownName,
        cancellation => Repositories.OpenAsync(new GitSettings(host.Variable), source.Name, source.Path, host.WorkingDirectory, cancellation),
        cancellation => clusters.OpenAsync(cluster, cancellation),
        LoadedSource.Kustomize(host))
    {
        OpenLogs = async cancellation => (await clusters.ConnectAsync(cluster, cancellation)).Connection is { } connection ? new KubePodLogs(connection.Client) : null,
        Routers = EtcdRouters.Of(host),
        Reference = source.Reference,
        Path = source.Path,
        // a folder on this machine is looked at for free
        Interval = Repositories.IsUrl(source.Name) || source.Reference is not null ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(2),
    };

    /// <summary>The environments of a file, or what is wrong with it.</summary>
    public static (ImmutableArray<EnvironmentSetup> Setups, Diagnostic? Problem) Read(CommandHost host, string file, OpenClusters clusters)
    {
        string text;
        try
        {
            text = File.ReadAllText(Path.GetFullPath(file, host.WorkingDirectory));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Wrong(Origin.None, $"{file} can't be read: {problem.Message}");
        }
        var yaml = YamlReader.Read(file, text);
        if (yaml.Problems is [var first, ..]) return ([], first);
        if (yaml.Documents is not [var document]) return Wrong(new Origin(file, 1, 1), $"{file} has {yaml.Documents.Length} documents", "write one, with environments");
        if (document.Root.Entries.FirstOrDefault(entry => entry.Key != "environments") is { Key: { } other } unknown) return Wrong(unknown.KeyOrigin, $"{other} is not understood", "write environments");
        var entries = document.Root.Maps("environments").ToList();
        if (entries.Count == 0) return Wrong(new Origin(file, 1, 1), $"{file} has no environments", "write environments: [{source: https://…}]");
        var setups = ImmutableArray.CreateBuilder<EnvironmentSetup>();
        foreach (var entry in entries)
        {
            if (entry.Entries.FirstOrDefault(field => !Fields.Contains(field.Key)) is { Key: { } strange } at) return Wrong(at.KeyOrigin, $"{strange} is not understood here", Spelling.Suggest(strange, [.. Fields]) ?? $"there is {string.Join(", ", Fields)}");
            if (entry.Text("source") is not { Value.Length: > 0 } source) return Wrong(entry.Origin, "an environment has no source", "add source: https://…, or a folder");
            setups.Add(Setup(host, entry, source.Value, clusters));
        }
        if (setups.Where(setup => setup.Name is not null).GroupBy(setup => setup.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Count() > 1) is { } twice) return Wrong(new Origin(file, 1, 1), $"two environments are called {twice.Key}", "give each a name of its own");
        return (setups.ToImmutable(), null);
    }

    private static EnvironmentSetup Setup(CommandHost host, MapNode entry, string source, OpenClusters clusters)
    {
        var choice = new SourceChoice(source, entry.Text("ref")?.Value, entry.Text("path")?.Value);
        var context = entry.Text("cluster")?.Value;
        var from = entry.Map("kubeconfigFrom");
        var setup = One(host, choice, new ClusterChoice(context, null), clusters) with { Name = entry.Text("name")?.Value };
        return from is null ? setup : setup with
        {
            OpenCluster = async cancellation =>
            {
                var (path, problem) = await KubeconfigAsync(host, from, clusters, cancellation);
                return path is null ? (null, [problem!]) : await clusters.OpenAsync(new ClusterChoice(context, path), cancellation);
            },
        };
    }

    /// <summary>The kubeconfig of another cluster as a file that only this process reads.</summary>
    private static async Task<(string? Path, Diagnostic? Problem)> KubeconfigAsync(CommandHost host, MapNode from, OpenClusters clusters, CancellationToken cancellation)
    {
        if (from.Text("file") is { } file) return (Path.GetFullPath(file.Value, host.WorkingDirectory), null);
        if (from.Text("env") is { } variable) return host.Variable(variable.Value) is { Length: > 0 } text ? (Store(text), null) : Missing(variable.Origin, $"the variable {variable.Value} is not set");
        if (from.Text("secret") is not { } secret) return Missing(from.Origin, "kubeconfigFrom names no secret, file or env");
        var key = from.Text("key")?.Value ?? "kubeconfig";
        var (own, problems) = await clusters.ConnectAsync(new ClusterChoice(null, null), cancellation);
        if (own is null) return (null, problems[0]);
        var address = new ObjectAddress(KubeResource.Secrets, host.Variable("POD_NAMESPACE") ?? "default", secret.Value);
        var answer = await new KubeCluster(own.Client, own.Name).GetAsync(address, cancellation);
        if (!answer.TryGet(out var body, out var why)) return Missing(secret.Origin, $"the kubeconfig in {address} can't be read: {why.Message}");
        return body.Map("data").Text(key) is { } value ? (Store(Encoding.UTF8.GetString(Convert.FromBase64String(value.Value))), null) : Missing(secret.Origin, $"{address} has no key {key}");
    }

    private static string Store(string kubeconfig)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("reconcile-").FullName, "kubeconfig");
        File.WriteAllText(path, kubeconfig);
        return path;
    }

    private static (string?, Diagnostic) Missing(Origin place, string message) => (null, ControlCodes.ConfigUnreadable.At(place, message));

    private static (ImmutableArray<EnvironmentSetup>, Diagnostic) Wrong(Origin place, string message, string? fix = null) => ([], ControlCodes.ConfigUnreadable.At(place, message, fix));
}
