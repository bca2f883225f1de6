using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Config;

/// <summary>The way into a cluster, or what stands in it. Access is null where a problem is an error.</summary>
public sealed record KubeConfigResult(ClusterAccess? Access, ImmutableArray<Diagnostic> Problems);

/// <summary>
/// Finds the way into a cluster as kubectl does. Of several files the first that has an entry gives the whole entry, and
/// the first that has a current context gives it; a relative path is relative to the file that it stands in.
/// </summary>
public static class KubeConfig
{
    public static KubeConfigResult Load(ConfigSources sources)
    {
        var problems = new List<Diagnostic>();
        var files = ReadFiles(sources, problems);
        if (problems.Exists(problem => problem.Severity == Severity.Error)) return Result(null, problems);
        if (files.Count == 0) return Result(InCluster.Read(sources, problems), problems);
        return Result(Resolve(files, sources, problems), problems);
    }

    /// <summary>The contexts that the files have, in their order: for completion and for messages.</summary>
    public static ImmutableArray<string> Contexts(ConfigSources sources)
    {
        var problems = new List<Diagnostic>();
        return [.. Merged(ReadFiles(sources, problems), file => file.Contexts).Select(context => context.Name)];
    }

    private static List<KubeConfigFile> ReadFiles(ConfigSources sources, List<Diagnostic> problems)
    {
        if (sources.ExplicitFile is { } asked)
        {
            var file = KubeConfigFile.Read(asked, problems);
            if (file is null) problems.Add(ConnectionCodes.ConfigMissing.At(new Origin(asked, 0, 0), "there is no such file", "correct --kubeconfig"));
            return file is null ? [] : [file];
        }
        var files = sources.Files.Select(path => KubeConfigFile.Read(path, problems)).OfType<KubeConfigFile>().ToList();
        // k3s's file can usually be read by root only: that is no reason to complain about it.
        if (files.Count == 0 && sources.LastResort is { } last && KubeConfigFile.Read(last, []) is { Clusters.IsEmpty: false } readable) files.Add(readable);
        return files;
    }

    private static ClusterAccess? Resolve(List<KubeConfigFile> files, ConfigSources sources, List<Diagnostic> problems)
    {
        var contexts = Merged(files, file => file.Contexts);
        var current = files.Select(file => file.CurrentContext).FirstOrDefault(context => context is not null);
        var known = contexts.Count == 0 ? "there are no contexts" : $"there are: {string.Join(", ", contexts.Select(entry => entry.Name).Order(StringComparer.Ordinal))}";
        var name = sources.Context ?? current?.Value;
        if (name is null)
        {
            // A service account's pod may have an empty file in KUBECONFIG; kubectl goes on to the account as well.
            if (contexts.Count == 0 && sources is { ExplicitFile: null, ServiceHost: not null }) return InCluster.Read(sources, problems);
            problems.Add(ConnectionCodes.ContextMissing.At(new Origin(files[0].Path, 0, 0), $"no current-context is set; {known}", "name one with --cluster"));
            return null;
        }
        if (contexts.FirstOrDefault(entry => entry.Name == name) is not { } context)
        {
            var place = sources.Context is null ? current!.Origin : new Origin(files[0].Path, 0, 0);
            problems.Add(ConnectionCodes.ContextMissing.At(place, $"there is no context \"{name}\"; {known}", Near(name, contexts)));
            return null;
        }
        var cluster = Named(context, "cluster", Merged(files, file => file.Clusters), problems);
        var user = Named(context, "user", Merged(files, file => file.Users), problems);
        if (cluster is null || user is null) return null;
        return Access(context, cluster, user, problems);
    }

    private static ClusterAccess? Access(NamedEntry context, NamedEntry cluster, NamedEntry user, List<Diagnostic> problems)
    {
        var target = new ClusterEntry(cluster, problems);
        var identity = new UserEntry(user, problems);
        var server = target.Server();
        var access = new ClusterAccess
        {
            Context = context.Name,
            Server = server ?? new Uri("https://unknown.invalid"),
            Namespace = context.Text("namespace") ?? "default",
            TlsServerName = cluster.Text("tls-server-name"),
            SkipTlsVerify = cluster.Value.Flag("insecure-skip-tls-verify")?.Value ?? false,
            Authorities = target.Authorities(),
            Proxy = target.Proxy(),
            DisableCompression = cluster.Value.Flag("disable-compression")?.Value ?? false,
            Certificate = identity.Certificate(),
            Credentials = identity.Credentials(() => target.ForPlugin()),
            Impersonation = identity.Impersonation(),
        };
        return problems.Exists(problem => problem.Severity == Severity.Error) ? null : access;
    }

    private static NamedEntry? Named(NamedEntry context, string kind, List<NamedEntry> entries, List<Diagnostic> problems)
    {
        var name = context.Text(kind);
        if (name is null)
        {
            problems.Add(context.Problem(ConnectionCodes.ValueInvalid, kind, $"the context names no {kind}"));
            return null;
        }
        var entry = entries.FirstOrDefault(entry => entry.Name == name);
        if (entry is null) problems.Add(context.Problem(ConnectionCodes.EntryMissing, kind, $"there is no {kind} \"{name}\"", Near(name, entries)));
        return entry;
    }

    private static string? Near(string name, List<NamedEntry> entries) => Spelling.Suggest(name, entries.Select(entry => entry.Name));

    private static List<NamedEntry> Merged(List<KubeConfigFile> files, Func<KubeConfigFile, ImmutableArray<NamedEntry>> part) =>
        [.. files.SelectMany(file => part(file)).DistinctBy(entry => entry.Name, StringComparer.Ordinal)];

    private static KubeConfigResult Result(ClusterAccess? access, List<Diagnostic> problems) => new(access, [.. problems]);
}
