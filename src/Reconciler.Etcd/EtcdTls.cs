using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Engine;
using Reconciler.Engine.Routers;

namespace Reconciler.Etcd;

/// <summary>Makes the pool of connections to an etcd: whom to trust, and what to show.</summary>
internal static class EtcdTls
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    public static SocketsHttpHandler Handler(StoreAccess access)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            // the environment's proxy is for the world outside
            UseProxy = !access.Endpoints.All(endpoint => Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && ThisMachine.Is(address.Host)),
        };
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        if (access.Authorities is { } authorities) handler.SslOptions.CertificateChainPolicy = Trusting(Certificates(authorities));
        if (access is { Certificate: { } certificate, Key: { } key })
        {
            var chain = Certificates(certificate);
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), [.. chain.Skip(1)], offline: true);
        }
        return handler;
    }

    /// <summary>What the machine trusts doesn't count where authorities are named.</summary>
    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection Certificates(string text)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("a file that is named has no certificate");
    }
}
