using Reconciler.Core.Tests.Rendering.Shared;

namespace Reconciler.Core.Tests.Rendering.Volumes;

public sealed class StorageTests
{
    private static ScalingScene Scene(string fields, string annotations = "{}", string more = "") => new($$"""
        apiVersion: reconciler.dev/v1
        kind: Storage
        metadata: {name: uploads, labels: {backup: daily}, annotations: {{annotations}}}
        spec:
          namespace: shop
          size: 2Gi
          {{fields}}
        {{more}}
        """);

    [Fact]
    public void A_Storage_is_a_claim_of_the_clusters_default_class()
    {
        var scene = Scene("accessMode: ReadWriteMany");
        var claim = Assert.Single(scene.Manifests);
        Assert.Equal("PersistentVolumeClaim/shop/uploads", claim.Key.ToString());
        Assert.Equal("""{"accessModes":["ReadWriteMany"],"resources":{"requests":{"storage":"2Gi"}}}""", ScalingScene.Json(claim, "spec"));
        Assert.Equal("""{"backup":"daily","app.kubernetes.io/part-of":"default","app.kubernetes.io/managed-by":"reconciler"}""", ScalingScene.Json(claim, "metadata", "labels"));
        Assert.Equal(6, ScalingScene.Line(claim, "spec", "resources", "requests", "storage"));
        Assert.Equal(3, claim.Place.Line);
    }

    [Fact]
    public void A_class_is_named()
    {
        var claim = Scene("storageClass: longhorn").One("PersistentVolumeClaim", "uploads");
        Assert.Equal("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"2Gi"}},"storageClassName":"longhorn"}""", ScalingScene.Json(claim, "spec"));
        Assert.Equal(7, ScalingScene.Line(claim, "spec", "storageClassName"));
    }

    [Fact]
    public void A_host_path_is_a_volume_and_a_claim_bound_to_it()
    {
        var scene = Scene("hostPath: /var/lib/uploads");
        Assert.Equal("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"2Gi"}},"storageClassName":"","volumeName":"shop-uploads"}""", ScalingScene.Json(scene.One("PersistentVolumeClaim", "uploads"), "spec"));
        var volume = scene.One("PersistentVolume", "shop-uploads");
        Assert.Equal("", volume.Key.Namespace);
        Assert.Equal("""{"capacity":{"storage":"2Gi"},"accessModes":["ReadWriteOnce"],"persistentVolumeReclaimPolicy":"Retain","storageClassName":"","hostPath":{"path":"/var/lib/uploads"},"claimRef":{"apiVersion":"v1","kind":"PersistentVolumeClaim","namespace":"shop","name":"uploads"}}""", ScalingScene.Json(volume, "spec"));
        Assert.Contains("\"backup\":\"daily\"", ScalingScene.Json(volume, "metadata", "labels"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_volume_may_be_deleted_with_its_claim() =>
        Assert.Equal("\"Delete\"", ScalingScene.Json(Scene("hostPath: /x\n  reclaimPolicy: Delete").One("PersistentVolume", "shop-uploads"), "spec", "persistentVolumeReclaimPolicy"));

    [Theory]
    [InlineData("", "worker-1")]
    [InlineData("---\napiVersion: reconciler.dev/v1\nkind: Node\nmetadata: {name: worker-1}\nspec: {nodeName: machine-7}", "machine-7")]
    public void A_host_path_lies_on_a_node(string node, string expected)
    {
        var volume = Scene("hostPath: /x\n  node: worker-1", more: node).One("PersistentVolume", "shop-uploads");
        Assert.Equal($$$"""{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["{{{expected}}}"]}]}]}}""", ScalingScene.Json(volume, "spec", "nodeAffinity"));
    }

    [Theory]
    [InlineData("hostPath: /x", "{}", """{"reconciler.dev/prune":"never"}""")]
    [InlineData("hostPath: /x\n  onRemove: keep", "{reconciler.dev/prune: confirm}", """{"reconciler.dev/prune":"confirm"}""")]
    [InlineData("hostPath: /x\n  onRemove: delete", "{}", "nothing")]
    public void What_is_kept_says_so(string fields, string annotations, string expected)
    {
        foreach (var manifest in Scene(fields, annotations).Manifests) Assert.Equal(expected, ScalingScene.Json(manifest, "metadata", "annotations"));
    }

    [Fact]
    public void Environments_labels_go_by_resource_type()
    {
        var scene = Scene("hostPath: /x", more: "---\napiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: production}\nspec: {labels: {persistentvolume: {tier: back}, persistentvolumeclaim: {tier: \"in-${NAMESPACE}\"}}}");
        Assert.Contains("\"tier\":\"in-shop\"", ScalingScene.Json(scene.One("PersistentVolumeClaim", "uploads"), "metadata", "labels"), StringComparison.Ordinal);
        Assert.Contains("\"app.kubernetes.io/part-of\":\"production\"", ScalingScene.Json(scene.One("PersistentVolume", "shop-uploads"), "metadata", "labels"), StringComparison.Ordinal);
    }
}
