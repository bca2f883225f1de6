using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Kubernetes.Http;

/// <summary>Makes the pool of connections to one server.</summary>
internal static class HandlerFactory
{
    public static SocketsHttpHandler Make(ClusterAccess access, ClientCertificate? certificate, HttpSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = settings.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            // a list is large and the window starts small: without this each one would need many round trips
            InitialHttp2StreamWindowSize = 1024 * 1024,
            AutomaticDecompression = access.DisableCompression || access.Server.IsLoopback ? DecompressionMethods.None : DecompressionMethods.GZip,
        };
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        if (access.SkipTlsVerify || !access.Authorities.IsEmpty)
        {
            var trust = new ServerTrust(access.Authorities, access.SkipTlsVerify);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, leaf, chain, errors) => trust.IsTrusted(leaf, chain, errors);
        }
        if (certificate is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate.Leaf, certificate.Intermediates, offline: true);
        UseProxy(handler, access);
        return handler;
    }

    private static void UseProxy(SocketsHttpHandler handler, ClusterAccess access)
    {
        if (access.Proxy is { } address)
        {
            var proxy = new WebProxy(address);
            if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
                proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), rest is [var password] ? Uri.UnescapeDataString(password) : "");
            handler.Proxy = proxy;
            return;
        }
        // the environment's proxy is for the world outside
        handler.UseProxy = !access.Server.IsLoopback;
    }
}
