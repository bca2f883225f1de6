using System.Collections.Immutable;
using Reconciler.Cli.Clusters;
using Reconciler.Diagnostics;
using Reconciler.Engine.Control;
using Reconciler.Git;
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
        if (from is null) return setup;
        var other = new OtherCluster(host, from, context, clusters);
        return setup with { OpenCluster = other.OpenAsync, OpenLogs = other.OpenLogsAsync };
    }

    private static (ImmutableArray<EnvironmentSetup>, Diagnostic) Wrong(Origin place, string message, string? fix = null) => ([], ControlCodes.ConfigUnreadable.At(place, message, fix));
}
