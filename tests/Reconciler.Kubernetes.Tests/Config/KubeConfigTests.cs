using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Kubernetes.Config;

namespace Reconciler.Kubernetes.Tests.Config;

public sealed class KubeConfigTests : IDisposable
{
    private const string Minimal = """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts: [{name: main, context: {cluster: c, user: u, namespace: shop}}]
        clusters: [{name: c, cluster: {server: "https://10.0.0.1:6443/"}}]
        users: [{name: u, user: {token: s3cret}}]
        """;

    private readonly TestFolder _folder = new();
    private readonly Certificates _certificates = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_current_context_gives_server_namespace_and_token()
    {
        var access = Access(Minimal);
        Assert.Equal(("main", "https://10.0.0.1:6443/", "shop"), (access.Context, access.Server.AbsoluteUri, access.Namespace));
        Assert.Equal("s3cret", Assert.IsType<Credentials.Token>(access.Credentials).Value);
        Assert.DoesNotContain("s3cret", access.ToString() + access.Credentials, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_files_the_first_with_an_entry_gives_all_of_it_and_the_first_current_context_counts()
    {
        var first = _folder.Write("first", """
            current-context: other
            clusters: [{name: c, cluster: {server: "https://first:6443"}}]
            users: [{name: u, user: {token: first}}]
            """);
        var second = _folder.Write("second", Minimal);
        var third = _folder.Write("third", """
            current-context: main
            contexts: [{name: other, context: {cluster: c, user: u}}, {name: main, context: {cluster: gone, user: gone}}]
            clusters: [{name: c, cluster: {server: "https://third:6443", tls-server-name: third}}]
            """);
        var result = KubeConfig.Load(new ConfigSources { Files = [Path.Combine(_folder.Root, "missing"), first, second, third] });
        Assert.Empty(result.Problems);
        Assert.Equal(("other", "https://first:6443/", "default"), (result.Access!.Context, result.Access.Server.AbsoluteUri, result.Access.Namespace));
        Assert.Null(result.Access.TlsServerName);
        Assert.Equal("main,other", string.Join(',', KubeConfig.Contexts(new ConfigSources { Files = [first, second, third] })));
    }

    [Fact]
    public void A_context_that_is_asked_for_goes_before_the_current_one()
    {
        var path = _folder.Write("config", Minimal.Replace("contexts: [", "contexts: [{name: test, context: {cluster: c, user: u}}, ", StringComparison.Ordinal));
        Assert.Equal("test", KubeConfig.Load(new ConfigSources { ExplicitFile = path, Context = "test" }).Access!.Context);
    }

    [Fact]
    public void A_path_is_relative_to_the_file_that_it_stands_in()
    {
        var (certificate, key) = _certificates.Client("ec-pkcs8");
        _folder.Write("sub/pki/ca.crt", Certificates.Pem(_certificates.Root));
        _folder.Write("sub/pki/jane.crt", certificate);
        _folder.Write("sub/pki/jane.key", key);
        var config = _folder.Write("sub/config", Minimal
            .Replace("{server:", "{certificate-authority: pki/ca.crt, server:", StringComparison.Ordinal)
            .Replace("{token: s3cret}", "{client-certificate: pki/jane.crt, client-key: ../sub/pki/jane.key}", StringComparison.Ordinal));
        var access = KubeConfig.Load(new ConfigSources { Files = [config] }).Access!;
        Assert.Equal("CN=root", Assert.Single(access.Authorities).Subject);
        Assert.Equal("CN=jane", access.Certificate!.Leaf.Subject);
        Assert.IsType<Credentials.Anonymous>(access.Credentials);
    }

    [Theory]
    [InlineData("rsa-pkcs1")]
    [InlineData("rsa-pkcs8")]
    [InlineData("ec-sec1")]
    [InlineData("ec-pkcs8")]
    [InlineData("ec-parameters")]
    public void Client_keys_are_read_in_every_usual_form(string form)
    {
        var (certificate, key) = _certificates.Client(form);
        Assert.True(Access(WithUser($"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}")).Certificate!.Leaf.HasPrivateKey);
    }

    [Fact]
    public void A_client_certificate_brings_its_chain_along()
    {
        var (certificate, key) = _certificates.Client("ec-sec1");
        var access = Access(WithUser($"client-certificate-data: {Base64(certificate + Certificates.Pem(_certificates.Intermediate))}, client-key-data: {Base64(key)}"));
        Assert.Equal("CN=intermediate", Assert.Single(access.Certificate!.Intermediates).Subject);
    }

    [Theory]
    [InlineData("client-certificate-data: {cert}", "client-certificate-data", 2106)]
    [InlineData("client-key-data: {key}", "client-key-data", 2106)]
    [InlineData("client-certificate-data: {cert}, client-key-data: {other}", "client-key-data", 2109)]
    [InlineData("client-certificate-data: {cert}, client-key-data: {encrypted}", "client-key-data", 2109)]
    [InlineData("client-certificate-data: {cert}, client-key-data: '***'", "client-key-data", 2109)]
    [InlineData("client-certificate-data: {key}, client-key-data: {key}", "client-certificate-data", 2108)]
    [InlineData("client-certificate: gone.crt, client-key-data: {key}", "client-certificate", 2107)]
    [InlineData("client-certificate: x, client-certificate-data: {cert}, client-key-data: {key}", "client-certificate", 2110)]
    [InlineData("token: a, username: b, password: s3cret", "username", 2110)]
    [InlineData("tokenFile: gone", "tokenFile", 2107)]
    [InlineData("auth-provider: {name: gcp}", "auth-provider", 2111)]
    [InlineData("token: a, as-groups: [admins]", "as-groups", 2106)]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", "exec.command", 2106)]
    [InlineData("exec: {command: aws, interactiveMode: Never}", "exec.apiVersion", 2106)]
    [InlineData("exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Never}", "exec.apiVersion", 2106)]
    [InlineData("exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}", "exec.interactiveMode", 2106)]
    [InlineData("exec: {command: aws, apiVersion: client.authentication.k8s.io/v1beta1, env: [{value: s3cret}]}", "exec.env", 2106)]
    public void A_wrong_user_is_told_with_file_and_key_and_without_its_secrets(string user, string key, int code)
    {
        var (certificate, privateKey) = _certificates.Client("ec-sec1");
        var text = user.Replace("{cert}", Base64(certificate), StringComparison.Ordinal)
            .Replace("{key}", Base64(privateKey), StringComparison.Ordinal)
            .Replace("{other}", Base64(_certificates.Client("ec-sec1").Key), StringComparison.Ordinal)
            .Replace("{encrypted}", Base64(_certificates.Client("ec-encrypted").Key), StringComparison.Ordinal);
        var problem = Problem(WithUser(text));
        Assert.Equal(code, problem.Code.Number);
        Assert.Equal($"users[\"u\"].{key}", problem.Field);
        Assert.Contains($"users[\"u\"].{key}", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("config", problem.Place.File, StringComparison.Ordinal);
        Assert.True(problem.Place.Line > 0);
        Assert.DoesNotContain("s3cret", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls-server-name: x", "server", 2106)]
    [InlineData("server: 'ftp://x'", "server", 2106)]
    [InlineData("server: 'https://x', proxy-url: 'ftp://x'", "proxy-url", 2106)]
    [InlineData("server: 'https://x', certificate-authority-data: '%%'", "certificate-authority-data", 2108)]
    [InlineData("server: 'https://x', certificate-authority-data: aGVsbG8=", "certificate-authority-data", 2108)]
    [InlineData("server: 'https://x', certificate-authority: gone.crt", "certificate-authority", 2107)]
    public void A_wrong_cluster_is_told_with_file_and_key(string cluster, string key, int code)
    {
        var problem = Problem(Minimal.Replace("server: \"https://10.0.0.1:6443/\"", cluster, StringComparison.Ordinal));
        Assert.Equal((code, $"clusters[\"c\"].{key}"), (problem.Code.Number, problem.Field));
    }

    [Fact]
    public void An_authority_and_no_verification_contradict_each_other()
    {
        var cluster = $"insecure-skip-tls-verify: true, certificate-authority-data: {Base64(Certificates.Pem(_certificates.Root))}, server: ";
        Assert.Equal(ConnectionCodes.Contradiction, Problem(Minimal.Replace("server: ", cluster, StringComparison.Ordinal)).Code);
    }

    [Theory]
    [InlineData("current-context: main", "current-context: mian", 2104, "did you mean \"main\"")]
    [InlineData("current-context: main", "", 2104, "name one with --cluster")]
    [InlineData("cluster: c, user", "cluster: x, user", 2105, null)]
    [InlineData("user: u,", "user: v,", 2105, null)]
    [InlineData("user: u,", "", 2106, null)]
    [InlineData("kind: Config", "kind: Pod", 2103, null)]
    [InlineData("users: [", "users: [{name: u, user: {}}, ", 2112, null)]
    [InlineData("kind: Config", "kind: [", 1002, null)]
    public void A_context_that_leads_nowhere_is_told(string from, string to, int code, string? fix)
    {
        var problem = Problem(Minimal.Replace(from, to, StringComparison.Ordinal));
        Assert.Equal(code, problem.Code.Number);
        if (fix is not null) Assert.Contains(fix, problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var result = Load(Minimal.Replace("server: \"https://10.0.0.1:6443/\"", "proxy-url: x", StringComparison.Ordinal).Replace("token: s3cret", "tokenFile: gone", StringComparison.Ordinal));
        Assert.Null(result.Access);
        Assert.Equal(3, result.Problems.Length);
    }

    [Fact]
    public void Everything_else_of_a_user_and_a_cluster_is_read()
    {
        var access = Access("""
            current-context: main
            contexts: [{name: main, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://10.0.0.1", tls-server-name: api.test, insecure-skip-tls-verify: true, proxy-url: "socks5://localhost:1080", disable-compression: true}}]
            users: [{name: u, user: {username: jane, password: "0123", as: root, as-uid: "7", as-groups: [a, b], as-user-extra: {scopes: [x, y]}}}]
            """);
        Assert.Equal(("api.test", true, true, "socks5"), (access.TlsServerName, access.SkipTlsVerify, access.DisableCompression, access.Proxy!.Scheme));
        Assert.Equal(new Credentials.Basic("jane", "0123"), access.Credentials);
        Assert.Equal(("root", "7", 2, 2), (access.Impersonation!.User, access.Impersonation.Uid, access.Impersonation.Groups.Length, access.Impersonation.Extra.Length));
    }

    [Fact]
    public void A_plugin_is_read_with_what_it_is_told_about_the_cluster()
    {
        var access = Access($$$"""
            current-context: main
            contexts: [{name: main, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://10.0.0.1", certificate-authority-data: {{{Base64(Certificates.Pem(_certificates.Root))}}}, extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x} }] } }]
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [a, "1"], env: [{name: A, value: b}], provideClusterInfo: true, interactiveMode: IfAvailable, installHint: get it} } }]
            """);
        var settings = Assert.IsType<Credentials.Plugin>(access.Credentials).Settings;
        Assert.Equal((Path.Combine(_folder.Root, "login"), InteractiveMode.IfAvailable, "get it"), (settings.Command, settings.Interactive, settings.InstallHint));
        Assert.Equal(["server", "certificate-authority-data", "config"], settings.Cluster!.Keys);
    }

    [Fact]
    public void Nothing_anywhere_names_the_sandbox_as_a_way_out()
    {
        var problem = Assert.Single(KubeConfig.Load(new ConfigSources { Files = [Path.Combine(_folder.Root, "missing")], LastResort = Path.Combine(_folder.Root, "k3s.yaml") }).Problems);
        Assert.Equal(ConnectionCodes.NoCluster, problem.Code);
        Assert.Contains("--cluster sandbox", problem.Fix, StringComparison.Ordinal);
        Assert.Equal(ConnectionCodes.ConfigMissing, Assert.Single(KubeConfig.Load(new ConfigSources { ExplicitFile = Path.Combine(_folder.Root, "missing") }).Problems).Code);
    }

    [Fact]
    public void The_file_of_k3s_is_the_last_resort()
    {
        var path = _folder.Write("k3s.yaml", Minimal);
        Assert.Equal("main", KubeConfig.Load(new ConfigSources { Files = [Path.Combine(_folder.Root, "missing")], LastResort = path }).Access!.Context);
    }

    [Fact]
    public void A_pods_account_is_used_where_there_is_no_file()
    {
        _folder.Write("account/token", "abc\n");
        _folder.Write("account/ca.crt", Certificates.Pem(_certificates.Root));
        _folder.Write("account/namespace", "reconciler-system");
        var sources = new ConfigSources { InClusterFolder = Path.Combine(_folder.Root, "account"), ServiceHost = "fd00::1", ServicePort = "6443" };
        var access = KubeConfig.Load(sources).Access!;
        Assert.Equal(("https://[fd00::1]:6443/", "reconciler-system"), (access.Server.AbsoluteUri, access.Namespace));
        Assert.IsType<Credentials.TokenFile>(access.Credentials);
        File.Delete(Path.Combine(_folder.Root, "account/token"));
        Assert.Equal(ConnectionCodes.AccountIncomplete, Assert.Single(KubeConfig.Load(sources).Problems).Code);
    }

    private static string WithUser(string user) => Minimal.Replace("token: s3cret", user, StringComparison.Ordinal);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private KubeConfigResult Load(string text) => KubeConfig.Load(new ConfigSources { Files = [_folder.Write("config", text)] });

    private ClusterAccess Access(string text)
    {
        var result = Load(text);
        Assert.Empty(result.Problems);
        return result.Access!;
    }

    private Diagnostic Problem(string text)
    {
        var result = Load(text);
        Assert.Null(result.Access);
        return result.Problems[0];
    }
}
