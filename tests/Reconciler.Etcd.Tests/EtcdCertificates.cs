using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Etcd.Tests;

/// <summary>An authority of its own, with a server's and a client's certificate, as files and as text.</summary>
public sealed class EtcdCertificates
{
    private readonly string _folder;

    private EtcdCertificates(string folder) => _folder = folder;

    public string Authority => File.ReadAllText(PathOf("ca.crt"));
    public string Certificate => File.ReadAllText(PathOf("client.crt"));
    public string Key => File.ReadAllText(PathOf("client.key"));

    /// <summary>What makes an etcd show its certificate and ask for one.</summary>
    public string[] Arguments => ["--cert-file", PathOf("server.crt"), "--key-file", PathOf("server.key"), "--trusted-ca-file", PathOf("ca.crt"), "--client-cert-auth"];

    public static EtcdCertificates In(string folder)
    {
        var made = new EtcdCertificates(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(made.PathOf("ca.crt"), authority.ExportCertificatePem());
        made.Issue(authority, "server");
        made.Issue(authority, "client");
        return made;
    }

    public HttpClientHandler Handler()
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        handler.ClientCertificates.Add(X509Certificate2.CreateFromPem(Certificate, Key));
        return handler;
    }

    private void Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        // etcd's gateway is a client of its own server, with the server's certificate
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), BitConverter.GetBytes(name.GetHashCode(StringComparison.Ordinal)));
        File.WriteAllText(PathOf($"{name}.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private string PathOf(string file) => Path.Combine(_folder, file);
}
