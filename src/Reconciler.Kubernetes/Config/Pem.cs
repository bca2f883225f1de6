using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Kubernetes.Config;

/// <summary>Certificates and keys as text. RSA and EC keys are read in PKCS#8, PKCS#1 and SEC1 form.</summary>
internal static class Pem
{
    /// <summary>All certificates of a text; other blocks are passed over. Throws <see cref="CryptographicException"/> where there are none.</summary>
    public static ImmutableArray<X509Certificate2> Certificates(string text)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        return certificates.Count > 0 ? [.. certificates] : throw new CryptographicException("the text has no certificate");
    }

    /// <summary>The first certificate with its key, the others as its chain. Throws <see cref="CryptographicException"/> where they don't belong together.</summary>
    public static ClientCertificate Pair(string certificates, string key)
    {
        var all = Certificates(certificates);
        X509Certificate2Collection chain = [.. all.Skip(1)];
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal)) throw new CryptographicException("the key is encrypted");
        return new ClientCertificate(WithKey(all[0], key), chain);
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
        {
            using var privateKey = RSA.Create();
            privateKey.ImportFromPem(key);
            return certificate.CopyWithPrivateKey(privateKey);
        }
        using var ecPrivateKey = ECDsa.Create();
        // Files of openssl ecparam start with the curve's parameters, which the key repeats.
        ecPrivateKey.ImportFromPem(WithoutParameters(key));
        return certificate.CopyWithPrivateKey(ecPrivateKey);
    }

    private static ReadOnlySpan<char> WithoutParameters(string key)
    {
        const string End = "-----END EC PARAMETERS-----";
        var at = key.IndexOf(End, StringComparison.Ordinal);
        return at < 0 ? key : key.AsSpan(at + End.Length);
    }
}
