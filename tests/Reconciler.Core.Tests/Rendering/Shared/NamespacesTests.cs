namespace Reconciler.Core.Tests.Rendering.Shared;

public sealed class NamespacesTests
{
    private const string Storages = """
        apiVersion: reconciler.dev/v1
        kind: Storage
        metadata: {name: b}
        spec: {namespace: shop, size: 1Gi}
        ---
        apiVersion: reconciler.dev/v1
        kind: Storage
        metadata: {name: a}
        spec: {namespace: shop, size: 1Gi}
        ---
        apiVersion: reconciler.dev/v1
        kind: Storage
        metadata: {name: c}
        spec: {namespace: app, size: 1Gi}
        ---
        apiVersion: reconciler.dev/v1
        kind: Storage
        metadata: {name: d}
        spec: {namespace: kube-public, size: 1Gi}
        ---
        apiVersion: reconciler.dev/v1
        kind: Storage
        metadata: {name: e}
        spec: {size: 1Gi}
        """;

    private static string Environment(string spec) => $"\n---\napiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: production, labels: {{a: b}}}}\nspec: {spec}";

    private static string[] Names(string yaml) => [.. new ScalingScene(yaml).Namespaces.Select(manifest => manifest.Key.Name)];

    [Fact]
    public void Each_namespace_of_the_set_is_there_once_and_none_of_the_clusters() => Assert.Equal(["app", "shop"], Names(Storages));

    [Fact]
    public void It_has_the_first_place_that_asks_for_it_and_is_of_Environments_lane()
    {
        var shop = new ScalingScene(Storages + Environment("{labels: {namespace: {team: x}}}")).Namespaces[1];
        Assert.Equal((3, "Environment/production"), (shop.Place.Line, shop.Lane.Title));
        Assert.Equal("""{"team":"x","a":"b","app.kubernetes.io/part-of":"production","app.kubernetes.io/managed-by":"reconciler"}""", ScalingScene.Json(shop, "metadata", "labels"));
        Assert.Equal("Environment/default", new ScalingScene(Storages).Namespaces[1].Lane.Title);
    }

    [Fact]
    public void Where_they_are_expected_none_is_rendered() => Assert.Empty(Names(Storages + Environment("{namespaces: expect}")));

    [Fact]
    public void One_that_is_a_manifest_is_not_rendered_again() =>
        Assert.Equal(["app"], Names(Storages + "\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}"));
}
