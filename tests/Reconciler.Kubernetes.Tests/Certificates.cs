using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Kubernetes.Tests;

/// <summary>A real authority with real certificates and keys, made for one test.</summary>
internal sealed class Certificates
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public X509Certificate2 Root { get; } = Authority("CN=root", null);

    /// <summary>An authority that the root has signed.</summary>
    public X509Certificate2 Intermediate { get; }

    public Certificates() => Intermediate = Authority("CN=intermediate", Root);

    public static string Pem(params X509Certificate2[] certificates) => string.Join("\n", certificates.Select(certificate => certificate.ExportCertificatePem())) + "\n";

    /// <summary>A server's certificate for names or addresses, with its key.</summary>
    public static X509Certificate2 Server(X509Certificate2 issuer, params string[] names)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return Sign(request, issuer).CopyWithPrivateKey(key);
    }

    /// <summary>A user's certificate in PEM and its key in the form that is named.</summary>
    public (string Certificate, string Key) Client(string form)
    {
        if (form.StartsWith("rsa", StringComparison.Ordinal))
        {
            using var rsa = RSA.Create(2048);
            var signed = Sign(new CertificateRequest("CN=jane", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), Root);
            return (Pem(signed), form == "rsa-pkcs1" ? rsa.ExportRSAPrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem());
        }
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = Sign(new CertificateRequest("CN=jane", key, HashAlgorithmName.SHA256), Root);
        return (Pem(certificate), form switch
        {
            "ec-sec1" => key.ExportECPrivateKeyPem(),
            "ec-parameters" => $"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{key.ExportECPrivateKeyPem()}",
            "ec-encrypted" => key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
            _ => key.ExportPkcs8PrivateKeyPem(),
        });
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return issuer is null ? request.CreateSelfSigned(From, To) : Sign(request, issuer).CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer)
    {
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7f;
        using var key = issuer.GetECDsaPrivateKey()!;
        return request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(key), From, To, serial);
    }
}
