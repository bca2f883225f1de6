using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>Certificates that hold for some days.</summary>
internal static class TestCertificate
{
    public static (string Certificate, string Key) Make(string name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(days));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
