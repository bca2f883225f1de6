using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Rendering;

/// <summary>Imported certificates.</summary>
public sealed class RoutingCertificateTests
{
    private const string Files = "certificateFile: ./tls.crt\nkeyFile: ../keys/tls.key";
    private const string Uses = "namespace: store\ndomains: [shop.example.com]\ningress: {class: nginx}\ntls: {certificate: shop-cert}";

    private static (string Certificate, string Key) Pair(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (Signed(new CertificateRequest("CN=shop", key, HashAlgorithmName.SHA256), names), key.ExportPkcs8PrivateKeyPem());
    }

    private static string Signed(CertificateRequest request, string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names) alternatives.AddDnsName(name);
        if (names.Length > 0) request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return certificate.ExportCertificatePem();
    }

    private static RoutingScene Scene((string Certificate, string Key) pair, string app = Uses, string certificate = Files) =>
        new RoutingScene().App(app).Certificate(certificate).File("certs/tls.crt", pair.Certificate).File("keys/tls.key", pair.Key);

    [Fact]
    public void A_Certificate_becomes_a_TLS_Secret_where_the_App_is()
    {
        var pair = Pair("shop.example.com");
        var scene = Scene(pair);
        var secret = scene.Object("Secret", "tls-shop-cert");
        Assert.Empty(scene.Problems);
        Assert.Equal("store", secret.Map("metadata").Text("namespace")!.Value);
        Assert.Equal("kubernetes.io/tls", secret.Text("type")!.Value);
        Assert.Equal(pair.Certificate, Decoded(secret, "tls.crt"));
        Assert.Equal(pair.Key, Decoded(secret, "tls.key"));
        Assert.Equal(new Origin("certs/cert.yaml", 6, 12), secret.Map("data")!["tls.key"]!.Origin);
        Assert.Equal("tls-shop-cert", Assert.IsType<MapNode>(scene.Object("Ingress", "shop").Map("spec").List("tls")!.Items[0]).Text("secretName")!.Value);
    }

    [Fact]
    public void Without_a_namespace_it_goes_to_every_App_that_names_it()
    {
        var scene = Scene(Pair("*.example.com")).App("namespace: b\ndomains: [b.example.com]\ningress: {class: nginx}\ntls: {certificate: shop-cert}", "b")
            .App("namespace: c\ndomains: [c.example.com]\ningress: {class: nginx}", "c");
        Assert.Equal(["b", "store"], scene.Render().Where(manifest => manifest.Key.Kind == "Secret").Select(manifest => manifest.Key.Namespace));
    }

    [Fact]
    public void A_namespace_that_is_written_is_the_only_one()
    {
        var scene = Scene(Pair("shop.example.com"), certificate: $"namespace: elsewhere\n{Files}");
        Assert.Equal("elsewhere", Assert.Single(scene.Render(), manifest => manifest.Key.Kind == "Secret").Key.Namespace);
        Assert.Equal(["RCN1417"], scene.Codes());
        Assert.Empty(Scene(Pair("shop.example.com"), certificate: $"namespace: store\n{Files}").Codes());
    }

    [Fact]
    public void A_Secret_that_is_there_already_is_used_as_it_is()
    {
        var scene = new RoutingScene().App(Uses).Certificate("secret: theirs");
        Assert.Equal(["Ingress/shop"], scene.Names());
        Assert.Empty(scene.Problems);
        Assert.Contains("secretName: theirs", YamlWriter.Write(scene.Object("Ingress", "shop")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_does_not_fit_is_refused_and_not_shown()
    {
        var scene = Scene((Pair("shop.example.com").Certificate, Pair().Key));
        Assert.DoesNotContain("Secret/tls-shop-cert", scene.Names());
        var problem = Assert.Single(scene.Problems);
        Assert.Equal(("RCN1419", 6), (problem.Code.Id, problem.Place.Line));
        Assert.DoesNotContain("BEGIN", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_RSA_key_in_its_older_form_fits_too()
    {
        using var key = RSA.Create(2048);
        var certificate = Signed(new CertificateRequest("CN=shop", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), ["shop.example.com"]);
        Assert.Empty(Scene((certificate, key.ExportRSAPrivateKeyPem())).Codes());
    }

    [Theory]
    [InlineData("nothing", null)]
    [InlineData(null, "nothing")]
    [InlineData(null, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData(null, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----")]
    [InlineData(null, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----")]
    public void What_is_not_PEM_or_has_a_passphrase_is_refused(string? certificate, string? key)
    {
        var pair = Pair("shop.example.com");
        Assert.Equal(["RCN1418"], Scene((certificate ?? pair.Certificate, key ?? pair.Key)).Codes());
    }

    [Fact]
    public void An_Ed25519_key_is_taken_as_it_is()
    {
        // A key of all zeros: PKCS#8 with the algorithm 1.3.101.112.
        var key = new byte[] { 0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 }.Concat(new byte[32]).ToArray();
        Assert.Empty(Scene((Pair("shop.example.com").Certificate, PemEncoding.WriteString("PRIVATE KEY", key))).Codes());
    }

    [Theory]
    [InlineData("[shop.example.com, a.example.com]", new[] { "shop.example.com", "*.example.com" }, 0)]
    [InlineData("[shop.example.com, a.b.example.com]", new[] { "*.example.com" }, 1)]
    [InlineData("[example.com]", new[] { "*.example.com" }, 1)]
    [InlineData("[\"*.example.com\"]", new[] { "*.example.com" }, 0)]
    [InlineData("[\"*.example.com\"]", new[] { "a.example.com" }, 1)]
    [InlineData("[shop.example.com]", new string[0], 1)]
    public void A_domain_that_the_certificate_does_not_have_is_a_warning(string domains, string[] names, int warnings)
    {
        var scene = Scene(Pair(names), Uses.Replace("[shop.example.com]", domains, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Repeat("RCN1420", warnings), scene.Codes());
        Assert.All(scene.Problems, problem => Assert.Equal(6, problem.Place.Line));
    }

    [Fact]
    public void An_encrypted_key_makes_the_file_unknown()
    {
        var scene = Scene((Pair("shop.example.com").Certificate, """{"data": "ENC[AES256_GCM,data:abc]", "sops": {}}"""));
        Assert.Equal(["RCN1012"], scene.Codes());
        Assert.DoesNotContain("Secret/tls-shop-cert", scene.Names());
    }

    [Fact]
    public void A_file_that_is_not_known_is_reported_at_its_name()
    {
        var pair = Pair("shop.example.com");
        Assert.Equal(["RCN1017"], new RoutingScene().App(Uses).Certificate(Files).File("certs/tls.crt", pair.Certificate).Codes());
        Assert.Equal(["RCN1011"], Scene(pair).File("keys/tls.key", new FileContent.Unreadable("permission denied")).Codes());
        Assert.Equal(["RCN1009"], Scene(pair).File("keys/tls.key", new FileContent.TooLarge()).Codes());
        Assert.Equal(["RCN1010"], Scene(pair).File("keys/tls.key", new FileContent.LeavesSource("/etc")).Codes());
    }

    [Theory]
    [InlineData("certificateFile: ./tls.crt")]
    [InlineData("keyFile: ./tls.key")]
    public void A_Certificate_needs_both_files(string spec) => Assert.Equal(["RCN1421"], new RoutingScene().App(Uses).Certificate(spec).Codes());

    private static string Decoded(MapNode secret, string key) => Encoding.UTF8.GetString(Convert.FromBase64String(secret.Map("data").Text(key)!.Value));
}
