using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Config;

/// <summary>The account of the pod that this runs in. The kubelet renews its token, so it is kept as a file.</summary>
internal static class InCluster
{
    public static ClusterAccess? Read(ConfigSources sources, ICollection<Diagnostic> problems)
    {
        var host = sources.ServiceHost is { Length: > 0 } set ? set : null;
        if (sources.Context is { } context)
        {
            problems.Add(ConnectionCodes.ContextMissing.At(default, $"there is no context \"{context}\", because there is no kubeconfig file",
                host is null ? "name a file with --kubeconfig, or use --cluster sandbox" : "leave --cluster out to use the pod's own account"));
            return null;
        }
        if (host is null)
        {
            problems.Add(ConnectionCodes.NoCluster.At(default, "no cluster is named, and none was found", "name a file with --kubeconfig, or use --cluster sandbox"));
            return null;
        }
        var tokenFile = Path.Combine(sources.InClusterFolder, "token");
        var authority = Read(Path.Combine(sources.InClusterFolder, "ca.crt"), problems);
        if (Read(tokenFile, problems) is null || authority is null) return null;
        try
        {
            return new ClusterAccess
            {
                Context = "in-cluster",
                Server = new UriBuilder("https", host.Trim('[', ']'), int.TryParse(sources.ServicePort, out var port) ? port : 443).Uri,
                Authorities = Pem.Certificates(authority),
                Namespace = Read(Path.Combine(sources.InClusterFolder, "namespace"), [])?.Trim() is { Length: > 0 } own ? own : "default",
                Credentials = new Credentials.TokenFile(tokenFile, null),
            };
        }
        catch (Exception problem) when (EntryData.IsBadPem(problem))
        {
            problems.Add(ConnectionCodes.CertificateInvalid.At(new Origin(Path.Combine(sources.InClusterFolder, "ca.crt"), 0, 0), "the file has no PEM certificate"));
            return null;
        }
    }

    private static string? Read(string path, ICollection<Diagnostic> problems)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            problems.Add(ConnectionCodes.AccountIncomplete.At(new Origin(path, 0, 0), "the file of the pod's service account can't be read"));
            return null;
        }
    }
}
