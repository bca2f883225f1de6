using System.Text;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Shared;

namespace Reconciler.Core.Tests.Rendering.Shared;

public sealed class RegistriesTests
{
    private const string Apps = """

        ---
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: shop}
        spec: {namespace: shop, image: example.com/shop:v1}
        ---
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: other}
        spec: {namespace: shop, image: example.com/shop:v1}
        ---
        apiVersion: reconciler.dev/v1
        kind: App
        metadata: {name: api}
        spec: {namespace: api, image: example.com/shop:v1}
        """;

    private static ScalingScene Scene(string registries) => new($$"""
        apiVersion: reconciler.dev/v1
        kind: Environment
        metadata: {name: production}
        spec:
          registries: {{registries}}
        """ + Apps);

    private static string Login(Manifest manifest) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(((ScalarNode)manifest.Body.Path("data", ".dockerconfigjson")!).Value));

    [Fact]
    public void Each_namespace_with_Apps_has_a_pull_Secret_without_passwords()
    {
        var scene = Scene("[{server: ghcr.io, username: bot, passwordFrom: {secret: ghcr, key: token}}]");
        Assert.Equal(["Secret/api/reconciler-registries", "Secret/shop/reconciler-registries"], scene.Manifests.Select(manifest => manifest.Key.ToString()));
        var secret = scene.Manifests[0];
        Assert.Equal("reconciler-registries", Registries.PullSecretName(scene.Specs.Environment));
        Assert.Equal("\"kubernetes.io/dockerconfigjson\"", ScalingScene.Json(secret, "type"));
        Assert.Equal("""{"auths":{"ghcr.io":{"username":"bot"}}}""", Login(secret));
        Assert.Equal((5, "Environment/production"), (secret.Place.Line, secret.Lane.Title));
        var pending = Assert.Single(secret.Pending);
        Assert.Equal(("/data/.dockerconfigjson#/auths/ghcr.io/password", "ghcr", "token"), (pending.Path, pending.Source.Secret!.Value, pending.Source.Key!.Value));
    }

    [Fact]
    public void Without_registries_there_is_none()
    {
        var scene = Scene("[]");
        Assert.Empty(scene.Manifests);
        Assert.Null(Registries.PullSecretName(scene.Specs.Environment));
    }

    [Fact]
    public void Passwords_are_filled_in_when_they_are_known()
    {
        var secret = Scene("[{server: ghcr.io, username: bot, passwordFrom: {secret: ghcr, key: token}}, {server: \"https://index.docker.io/v1/\", username: me, passwordFrom: {secret: hub, key: token}}]").Manifests[0];
        Assert.Equal(["/data/.dockerconfigjson#/auths/ghcr.io/password", "/data/.dockerconfigjson#/auths/https:~1~1index.docker.io~1v1~1/password"], secret.Pending.Select(pending => pending.Path));
        var half = Registries.Fill(secret, new Dictionary<string, string> { [secret.Pending[0].Path] = "p\"w" });
        Assert.Equal("""{"auths":{"ghcr.io":{"auth":"Ym90OnAidw==","password":"p\"w","username":"bot"},"https://index.docker.io/v1/":{"username":"me"}}}""", Login(half));
        Assert.Single(half.Pending);
        var full = Registries.Fill(half, new Dictionary<string, string> { [half.Pending[0].Path] = "x" });
        Assert.Contains("\"https://index.docker.io/v1/\":{\"auth\":\"bWU6eA==\",\"password\":\"x\",\"username\":\"me\"}", Login(full), StringComparison.Ordinal);
        Assert.Empty(full.Pending);
        Assert.Equal(5, ScalingScene.Line(full, "data", ".dockerconfigjson"));
    }
}
