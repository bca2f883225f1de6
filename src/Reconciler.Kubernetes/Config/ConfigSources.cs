using System.Collections.Immutable;

namespace Reconciler.Kubernetes.Config;

/// <summary>
/// Where to look for a cluster, in this order: the file that was asked for; the files of KUBECONFIG, else ~/.kube/config;
/// k3s's own file; the account of the pod that this runs in.
/// </summary>
public sealed record ConfigSources
{
    public const string K3sFile = "/etc/rancher/k3s/k3s.yaml";
    public const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>What --kubeconfig names.</summary>
    public string? ExplicitFile { get; init; }

    /// <summary>What --cluster names; null: the current context.</summary>
    public string? Context { get; init; }

    /// <summary>KUBECONFIG's files in order, or ~/.kube/config.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    public string? LastResort { get; init; }
    public string InClusterFolder { get; init; } = AccountFolder;
    public string? ServiceHost { get; init; }
    public string? ServicePort { get; init; }

    /// <summary>What an environment says, with the user's own folder.</summary>
    public static ConfigSources From(Func<string, string?> variable, string home, string? explicitFile, string? context)
    {
        var listed = variable("KUBECONFIG");
        return new ConfigSources
        {
            ExplicitFile = explicitFile,
            Context = context,
            Files = string.IsNullOrEmpty(listed) ? [Path.Combine(home, ".kube", "config")] : [.. listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)],
            LastResort = string.IsNullOrEmpty(listed) ? K3sFile : null,
            ServiceHost = variable("KUBERNETES_SERVICE_HOST"),
            ServicePort = variable("KUBERNETES_SERVICE_PORT"),
        };
    }
}
