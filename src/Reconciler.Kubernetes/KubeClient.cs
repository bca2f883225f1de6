using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Discovery;
using Reconciler.Kubernetes.Http;
using Reconciler.Kubernetes.Streams;
using Reconciler.Kubernetes.Verbs;

namespace Reconciler.Kubernetes;

/// <summary>A dynamic client of one cluster: every kind, in trees, over one pool of connections.</summary>
public sealed class KubeClient : IDisposable
{
    private readonly KubeHttp _http;

    public KubeClient(ClusterAccess access, HttpSettings settings, TimeProvider time, Random jitter)
    {
        _http = new KubeHttp(access, settings, time, new Jitter(jitter));
        Kinds = new KindCatalog(_http);
        Objects = new ObjectVerbs(_http);
        Watches = new WatchVerbs(_http, Objects);
        Pods = new PodVerbs(_http);
        Reviews = new ReviewVerbs(_http);
    }

    public ClusterAccess Access => _http.Access;

    public KindCatalog Kinds { get; }
    public ObjectVerbs Objects { get; }
    public WatchVerbs Watches { get; }
    public PodVerbs Pods { get; }
    public ReviewVerbs Reviews { get; }

    public void Dispose()
    {
        Kinds.Dispose();
        _http.Dispose();
    }
}
