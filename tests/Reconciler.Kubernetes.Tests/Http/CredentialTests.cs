using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Diagnostics;
using Reconciler.Kube;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Kubernetes.Tests.Http;

public sealed class CredentialTests : IDisposable
{
    private static readonly ObjectAddress Address = new(KubeResource.Pods, "shop", "web");

    private readonly TestFolder _folder = new();
    private readonly List<string?> _seen = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_and_a_password_are_sent()
    {
        Assert.Null(await Ask(new Credentials.Token("abc")));
        Assert.Null(await Ask(new Credentials.Basic("jane", "p:w")));
        Assert.Equal(["Bearer abc", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("jane:p:w"))}"], _seen);
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_the_token_is_refused()
    {
        var path = _folder.Write("token", "old\n");
        await using var server = await Server(accepted: "new", onRefusal: () => File.WriteAllText(path, "new\n"));
        Assert.Null(await Ask(server, new Credentials.TokenFile(path, null)));
        Assert.Equal(["Bearer old", "Bearer new"], _seen);
    }

    [Fact]
    public async Task A_token_file_that_is_gone_is_told_by_its_path()
    {
        var error = Assert.IsType<KubeError.CredentialsFailed>(await Ask(new Credentials.TokenFile(Path.Combine(_folder.Root, "gone"), null)));
        Assert.Equal(ConnectionCodes.TokenFileUnreadable, error.Problem.Code);
        Assert.Equal(Path.Combine(_folder.Root, "gone"), error.Problem.Place.File);
        Assert.Null(await Ask(new Credentials.TokenFile(Path.Combine(_folder.Root, "gone"), "fallback")));
    }

    [Theory]
    [InlineData("client.authentication.k8s.io/v1")]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task A_plugin_is_run_once_and_told_what_it_should_know(string version)
    {
        var script = _folder.Script("login", $$"""
            echo "$0 $1 $A" >> {{_folder.Root}}/calls
            echo "$KUBERNETES_EXEC_INFO" >> {{_folder.Root}}/info
            echo '{"apiVersion":"{{version}}","kind":"ExecCredential","status":{"token":"t1"} }'
            """);
        var settings = new ExecSettings(version, script) { Arguments = ["one"], Environment = [new("A", "b")] };
        await using var server = await Server(accepted: "t1");
        using var client = server.Client(Access(server, new Credentials.Plugin(settings)));
        Assert.Null((await client.Objects.Get(Address, default)).Error);
        Assert.Null((await client.Objects.Get(Address, default)).Error);
        Assert.Equal($"{script} one b\n", File.ReadAllText(Path.Combine(_folder.Root, "calls")));
        Assert.Equal($$$"""{"kind":"ExecCredential","apiVersion":"{{{version}}}","spec":{"interactive":false}}""", File.ReadAllText(Path.Combine(_folder.Root, "info")).Trim().Replace("\"interactive\":true", "\"interactive\":false", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plugin_is_run_again_when_its_token_is_over_or_refused()
    {
        var script = Counting("\"expirationTimestamp\":\"2020-01-01T00:00:00Z\",");
        await using var server = await Server(accepted: null);
        using var client = server.Client(Access(server, new Credentials.Plugin(new ExecSettings("client.authentication.k8s.io/v1", script))));
        await client.Objects.Get(Address, default);
        await client.Objects.Get(Address, default);
        Assert.Equal(["Bearer t1", "Bearer t2"], _seen);
        _seen.Clear();
        File.Delete(Path.Combine(_folder.Root, "count"));
        await using var other = await Server(accepted: "t2");
        Assert.Null(await Ask(other, new Credentials.Plugin(new ExecSettings("client.authentication.k8s.io/v1", Counting("")))));
        Assert.Equal(["Bearer t1", "Bearer t2"], _seen);
    }

    [Fact]
    public async Task A_token_that_stays_refused_is_unauthorized()
    {
        await using var server = await Server(accepted: "never");
        Assert.IsType<KubeError.Unauthorized>(await Ask(server, new Credentials.Plugin(new ExecSettings("client.authentication.k8s.io/v1", Counting("")))));
        Assert.Equal(2, _seen.Count);
    }

    [Fact]
    public async Task A_plugin_may_give_a_client_certificate()
    {
        var certificates = new Certificates();
        var (certificate, key) = certificates.Client("ec-pkcs8");
        string Json(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);
        _folder.Write("answer", $$$"""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":"{{{Json(certificate)}}}","clientKeyData":"{{{Json(key)}}}"}}""");
        var script = _folder.Script("login", $"cat {_folder.Root}/answer");
        string? subject = null;
        await using var server = await RawServer.Start(context =>
        {
            subject = context.Connection.ClientCertificate?.Subject;
            return context.Json(200, "{}");
        }, Certificates.Server(certificates.Root, "127.0.0.1"), asksForCertificate: true);
        var access = new ClusterAccess { Context = "x", Server = server.Address, Authorities = [certificates.Root], Credentials = new Credentials.Plugin(new ExecSettings("client.authentication.k8s.io/v1", script)) };
        using var client = server.Client(access);
        Assert.Null((await client.Objects.Get(Address, default)).Error);
        Assert.Equal("CN=jane", subject);
    }

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("echo s3cret", "ExecCredential")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"s3cret"}}'""", "version")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'""", "neither")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"s3cret"}}'""", "not both")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"s3cret","expirationTimestamp":"x"}}'""", "no time")]
    public async Task A_plugin_that_fails_is_told_without_what_it_wrote(string text, string told)
    {
        var settings = new ExecSettings("client.authentication.k8s.io/v1", _folder.Script("login", text));
        var error = Assert.IsType<KubeError.CredentialsFailed>(await Ask(new Credentials.Plugin(settings)));
        Assert.Equal(ConnectionCodes.PluginFailed, error.Problem.Code);
        Assert.Contains(told, error.Problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_is_told_with_the_hint_how_to_get_it()
    {
        var error = Assert.IsType<KubeError.CredentialsFailed>(await Ask(new Credentials.Plugin(new ExecSettings("client.authentication.k8s.io/v1", "no-such-plugin") { InstallHint = "install it" })));
        Assert.Equal("install it", error.Problem.Fix);
    }

    [Fact]
    public async Task Impersonation_is_sent()
    {
        HeaderDictionary headers = [];
        await using var server = await RawServer.Start(context =>
        {
            foreach (var header in context.Request.Headers) headers[header.Key] = header.Value;
            return context.Json(200, "{}");
        });
        var impersonation = new Impersonation("root") { Uid = "7", Groups = ["a", "b"], Extra = [new("example.com/scopes", "x"), new("example.com/scopes", "y")] };
        using var client = server.Client(new ClusterAccess { Context = "x", Server = server.Address, Impersonation = impersonation });
        Assert.Null((await client.Objects.Get(Address, default)).Error);
        Assert.Equal(("root", "7"), (headers["Impersonate-User"].ToString(), headers["Impersonate-Uid"].ToString()));
        Assert.Equal(["a", "b"], headers["Impersonate-Group"].SelectMany(line => line!.Split(", ")));
        Assert.Equal(["x", "y"], headers["Impersonate-Extra-example.com%2Fscopes"].SelectMany(line => line!.Split(", ")));
        Assert.Equal("reconcile", headers["User-Agent"].ToString());
    }

    private string Counting(string expiry) => _folder.Script("login", $$$"""
        echo x >> {{{_folder.Root}}}/count
        echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{ {{{expiry}}}"token":"t'$(wc -l < {{{_folder.Root}}}/count | tr -d ' ')'"}}'
        """);

    private Task<RawServer> Server(string? accepted, Action? onRefusal = null) => RawServer.Start(context =>
    {
        var header = context.Request.Headers.Authorization.ToString();
        _seen.Add(header);
        if (accepted is null || header == $"Bearer {accepted}") return context.Json(200, "{}");
        onRefusal?.Invoke();
        return context.Status(401, "Unauthorized", "Unauthorized");
    });

    private async Task<KubeError?> Ask(Credentials credentials)
    {
        await using var server = await Server(accepted: null);
        return await Ask(server, credentials);
    }

    private static async Task<KubeError?> Ask(RawServer server, Credentials credentials)
    {
        using var client = server.Client(Access(server, credentials));
        return (await client.Objects.Get(Address, default)).Error;
    }

    private static ClusterAccess Access(RawServer server, Credentials credentials) => new() { Context = "x", Server = server.Address, Credentials = credentials };
}
