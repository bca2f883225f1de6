using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Server;

/// <summary>
/// The server's certificate and the authority that signed it. Both are made once and kept in the store, so that a kubeconfig stays valid.
/// </summary>
public sealed class ServerCertificates : IDisposable
{
    private const string AuthoritySetting = "certificate-authority";
    private const string CertificateSetting = "certificate";
    private const string KeySetting = "certificate-key";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    private readonly Lazy<X509Certificate2> _server;

    private ServerCertificates(string authority, string certificate, string key) => (AuthorityPem, _server) = (authority, new Lazy<X509Certificate2>(() => Load(certificate, key)));

    public X509Certificate2 Server => _server.Value;

    /// <summary>What clients have to trust.</summary>
    public string AuthorityPem { get; }

    public static ServerCertificates Open(ObjectStore store, TimeProvider time)
    {
        if (store.Setting(CertificateSetting) is not { } certificate || store.Setting(KeySetting) is not { } key || store.Setting(AuthoritySetting) is not { } authority)
        {
            (authority, certificate, key) = Make(time.GetUtcNow());
            store.Set(AuthoritySetting, authority);
            store.Set(KeySetting, key);
            store.Set(CertificateSetting, certificate);
        }
        return new ServerCertificates(authority, certificate, key);
    }

    public void Dispose()
    {
        if (_server.IsValueCreated) Server.Dispose();
    }

    private static X509Certificate2 Load(string certificate, string key)
    {
        var read = X509Certificate2.CreateFromPem(certificate, key);
        if (OperatingSystem.IsLinux()) return read;
        // TLS of other systems wants the key in a container of its own
        using (read) return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    private static (string Authority, string Certificate, string Key) Make(DateTimeOffset now)
    {
        var (from, until) = (now.AddDays(-1), now + Lifetime);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=reconciler-sandbox-ca", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(from, until);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ours = new CertificateRequest("CN=reconciler-sandbox", key, HashAlgorithmName.SHA256);
        ours.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        ours.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        ours.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        ours.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var name in (string[])["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"]) names.AddDnsName(name);
        ours.CertificateExtensions.Add(names.Build());
        using var certificate = ours.Create(authority, from, until, RandomNumberGenerator.GetBytes(16).Select((part, at) => at == 0 ? (byte)(part & 0x7F | 0x01) : part).ToArray());
        return (authority.ExportCertificatePem(), certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
