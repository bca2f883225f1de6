using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Rendering.Routing;

/// <summary>
/// The two files of a Certificate, read and checked. Nothing of what they say ever gets into a message but the
/// certificate's public names.
/// </summary>
internal sealed record CertificateFiles(Node Certificate, Node Key, CertificateNames Names)
{
    /// <summary>The files of a Certificate; null, with every problem reported, where they can't be used.</summary>
    public static CertificateFiles? Read(CertificateSpec spec, SourceTree source, ICollection<Diagnostic> problems)
    {
        if (spec.CertificateFile is not { } certificatePath || spec.KeyFile is not { } keyPath)
        {
            problems.Add(RoutingCodes.IncompleteCertificate.At(spec.Document.Place, $"the Certificate {spec.Name} has {(spec.CertificateFile is null ? "no certificateFile" : "no keyFile")}",
                "write certificateFile and keyFile, or secret"));
            return null;
        }
        var certificate = NamedText.Read(spec.Document, certificatePath, "certificateFile", source, problems);
        var key = NamedText.Read(spec.Document, keyPath, "keyFile", source, problems);
        if (certificate is null || key is null) return null;
        using var leaf = Leaf(certificate);
        if (leaf is null) problems.Add(RoutingCodes.BadCertificate.At(certificatePath.Origin, $"{certificatePath} is not a certificate in PEM form", "it starts with -----BEGIN CERTIFICATE-----", "spec.certificateFile"));
        var publicKey = PrivateKey.PublicHalf(key);
        if (publicKey is PublicHalf.Unreadable unreadable) problems.Add(RoutingCodes.BadCertificate.At(keyPath.Origin, $"{keyPath} {unreadable.Reason}", "it starts with -----BEGIN PRIVATE KEY-----", "spec.keyFile"));
        if (leaf is null || publicKey is PublicHalf.Unreadable) return null;
        if (publicKey is PublicHalf.Known known && !known.SubjectPublicKeyInfo.AsSpan().SequenceEqual(leaf.PublicKey.ExportSubjectPublicKeyInfo()))
        {
            problems.Add(RoutingCodes.KeyDoesNotFit.At(keyPath.Origin, $"the key in {keyPath} does not belong to the first certificate in {certificatePath}",
                "put the server's own certificate first, or name the key that it was requested with", "spec.keyFile"));
            return null;
        }
        return new CertificateFiles(Base64(certificate, certificatePath.Origin), Base64(key, keyPath.Origin), CertificateNames.Of(leaf));
    }

    private static X509Certificate2? Leaf(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static ScalarNode Base64(string text, Origin origin) => ScalarNode.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), origin);
}

/// <summary>The names that a certificate is for.</summary>
internal sealed record CertificateNames(IReadOnlyList<string> Names)
{
    public static CertificateNames Of(X509Certificate2 certificate) =>
        new([.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames())]);

    /// <summary>Whether a domain is covered: by its own name, or by a wildcard in the place of its first label.</summary>
    public bool Cover(string domain)
    {
        var dot = domain.IndexOf('.', StringComparison.Ordinal);
        return Names.Any(name => name.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || (dot > 0 && name.StartsWith("*.", StringComparison.Ordinal) && name.AsSpan(1).Equals(domain.AsSpan(dot), StringComparison.OrdinalIgnoreCase)));
    }
}
