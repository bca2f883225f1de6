using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Engine.Observing;

/// <summary>Tells until when the certificates hold that objects of ours are, or lead to. Of a Secret only the certificate is looked at.</summary>
internal sealed class CertificateReader(ICluster cluster)
{
    public async Task<ImmutableArray<CertificateStatus>> ReadAsync(Observation seen, CancellationToken cancellation)
    {
        var own = seen.Owned.Values.Where(live => live.Key is { Group: "", Kind: "Secret" } && live.Body.Text("type")?.Value == "kubernetes.io/tls").Select(live => Read(live.Key, live.Body)).ToList();
        var named = seen.Owned.Values.SelectMany(Named).Distinct().Where(key => !seen.Owned.ContainsKey(key)).ToList();
        var read = await Bounded.SelectAsync(named, (key, stop) => cluster.GetAsync(new ObjectAddress(KubeResource.Secrets, key.Namespace, key.Name), stop), cancellation);
        return [.. own.Concat(named.Zip(read).Select(pair => pair.Second.TryGet(out var body, out var why) ? Read(pair.First, body) : new CertificateStatus(pair.First, null, why is KubeError.NotFound ? "it is not there" : why.ToString()))).OrderBy(status => status.Secret)];
    }

    /// <summary>The Secrets that routes take their certificates from.</summary>
    private static IEnumerable<ObjectKey> Named(LiveObject live) => live.Key switch
    {
        { Group: "networking.k8s.io", Kind: "Ingress" } => live.Body.Map("spec").Maps("tls").Select(tls => tls.Text("secretName")?.Value).OfType<string>().Select(name => new ObjectKey("", "Secret", live.Key.Namespace, name)),
        { Group: "traefik.io", Kind: "IngressRoute" } when live.Body.Map("spec").Map("tls").Text("secretName")?.Value is { } name => [new ObjectKey("", "Secret", live.Key.Namespace, name)],
        _ => [],
    };

    private static CertificateStatus Read(ObjectKey key, MapNode body)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(body.Map("data").Text("tls.crt")?.Value ?? "")));
            return new CertificateStatus(key, new DateTimeOffset(certificate.NotAfter.ToUniversalTime()), null);
        }
        catch (Exception problem) when (problem is CryptographicException or FormatException)
        {
            return new CertificateStatus(key, null, "it holds no certificate in PEM form");
        }
    }
}
