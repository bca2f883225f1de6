using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Reconciler.Kube;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Kubernetes.Tests.Http;

public sealed class TrustTests
{
    private static readonly ObjectAddress Address = new(KubeResource.Pods, "shop", "web");

    private readonly Certificates _certificates = new();

    [Fact]
    public async Task A_server_whose_certificate_the_authority_signed_is_trusted_and_spoken_to_over_HTTP_2()
    {
        string? protocol = null;
        await using var server = await Start(Certificates.Server(_certificates.Root, "127.0.0.1"), context => protocol = context.Request.Protocol);
        Assert.Null(await Ask(server, _certificates.Root));
        Assert.Equal("HTTP/2", protocol);
    }

    [Fact]
    public async Task An_authority_that_is_no_root_is_trusted_too()
    {
        await using var server = await Start(Certificates.Server(_certificates.Intermediate, "127.0.0.1"));
        Assert.Null(await Ask(server, _certificates.Intermediate));
    }

    [Fact]
    public async Task A_servers_own_certificate_may_be_the_authority()
    {
        var own = Certificates.Server(_certificates.Root, "127.0.0.1");
        await using var server = await Start(own);
        Assert.Null(await Ask(server, X509CertificateLoader.LoadCertificate(own.RawData)));
    }

    [Fact]
    public async Task Another_authority_of_the_same_name_is_not_trusted()
    {
        await using var server = await Start(Certificates.Server(new Certificates().Root, "127.0.0.1"));
        Assert.IsType<KubeError.Untrusted>(await Ask(server, _certificates.Root));
    }

    [Fact]
    public async Task Without_an_authority_only_the_machines_own_are_trusted()
    {
        await using var server = await Start(Certificates.Server(_certificates.Root, "127.0.0.1"));
        Assert.IsType<KubeError.Untrusted>(await Ask(server));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_trusted_unless_that_name_is_expected()
    {
        await using var server = await Start(Certificates.Server(_certificates.Root, "api.test"));
        Assert.IsType<KubeError.Untrusted>(await Ask(server, _certificates.Root));
        Assert.Null(await Ask(server.Access(_certificates.Root, tlsServerName: "api.test")));
        Assert.IsType<KubeError.Untrusted>(await Ask(server.Access(_certificates.Root, tlsServerName: "other.test")));
    }

    [Fact]
    public async Task Verification_can_be_switched_off()
    {
        await using var server = await Start(Certificates.Server(new Certificates().Root, "other.test"));
        Assert.Null(await Ask(new ClusterAccess { Context = "x", Server = server.Address, SkipTlsVerify = true }));
    }

    [Theory]
    [InlineData("rsa-pkcs1")]
    [InlineData("ec-sec1")]
    public async Task A_client_certificate_is_shown(string form)
    {
        string? subject = null;
        await using var server = await RawServer.Start(context =>
        {
            subject = context.Connection.ClientCertificate?.Subject;
            return context.Json(200, "{}");
        }, Certificates.Server(_certificates.Root, "127.0.0.1"), asksForCertificate: true);
        var (certificate, key) = _certificates.Client(form);
        Assert.Null(await Ask(new ClusterAccess { Context = "x", Server = server.Address, Authorities = [_certificates.Root], Certificate = Pem.Pair(certificate, key) }));
        Assert.Equal("CN=jane", subject);
    }

    private static Task<RawServer> Start(X509Certificate2 certificate, Action<HttpContext>? look = null) => RawServer.Start(context =>
    {
        look?.Invoke(context);
        return context.Json(200, "{}");
    }, certificate);

    private static Task<KubeError?> Ask(RawServer server, params ImmutableArray<X509Certificate2> authorities) =>
        Ask(new ClusterAccess { Context = "x", Server = server.Address, Authorities = authorities });

    private static async Task<KubeError?> Ask(ClusterAccess access)
    {
        using var client = new KubeClient(access, RawServer.Impatient, TimeProvider.System, new Random(1));
        return (await client.Objects.Get(Address, default)).Error;
    }
}

file static class TrustAccess
{
    public static ClusterAccess Access(this RawServer server, X509Certificate2 authority, string tlsServerName) =>
        new() { Context = "x", Server = server.Address, Authorities = [authority], TlsServerName = tlsServerName };
}
