using System.Net;
using Reconciler.Cli.Clusters;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;

namespace Reconciler.Cli.Serving;

/// <summary>
/// Where the other pods of this controller are asked. The name is that of a lease, which more people may write than may run a pod with our
/// account; so only a pod of this namespace that has it is believed, as callers' tokens go there.
/// </summary>
internal sealed class ServePeers(CommandHost host, OpenClusters clusters, Uri listen)
{
    private const string Suffix = " (controller)";

    /// <summary>How a process is called that leads.</summary>
    public static string HolderOf(string pod) => pod + Suffix;

    public async Task<Uri?> FindAsync(string holder, CancellationToken cancellation)
    {
        if (host.Variable("POD_NAME") is not { Length: > 0 } own || host.Variable("POD_NAMESPACE") is not { Length: > 0 } space || !holder.EndsWith(Suffix, StringComparison.Ordinal)) return null;
        if ((await clusters.ConnectAsync(new ClusterChoice(null, null), cancellation)).Connection is not { } connection) return null;
        var cluster = new KubeCluster(connection.Client, connection.Name);
        var (us, them) = (await PodAsync(cluster, space, own, cancellation), await PodAsync(cluster, space, holder[..^Suffix.Length], cancellation));
        if (AccountOf(us) is not { } account || AccountOf(them) != account || !IPAddress.TryParse(them.Map("status").Text("podIP")?.Value, out var address)) return null;
        return new UriBuilder(Uri.UriSchemeHttp, address.ToString(), listen.Port).Uri;
    }

    private static string? AccountOf(MapNode? pod) => pod.Map("spec").Text("serviceAccountName")?.Value;

    private static async Task<MapNode?> PodAsync(KubeCluster cluster, string space, string name, CancellationToken cancellation) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') && (await cluster.GetAsync(new ObjectAddress(KubeResource.Pods, space, name), cancellation)).TryGet(out var pod, out _) ? pod : null;
}
