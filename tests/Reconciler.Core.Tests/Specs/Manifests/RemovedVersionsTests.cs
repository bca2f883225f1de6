using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Manifests;

namespace Reconciler.Core.Tests.Specs.Manifests;

public sealed class RemovedVersionsTests
{
    [Theory]
    [InlineData("extensions/v1beta1", "Ingress", "networking.k8s.io/v1", "1.22")]
    [InlineData("extensions/v1beta1", "Deployment", "apps/v1", "1.16")]
    [InlineData("extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1", "1.16")]
    [InlineData("extensions/v1beta1", "PodSecurityPolicy", null, "1.16")]
    [InlineData("apps/v1beta1", "StatefulSet", "apps/v1", "1.16")]
    [InlineData("apps/v1beta2", "DaemonSet", "apps/v1", "1.16")]
    [InlineData("networking.k8s.io/v1beta1", "Ingress", "networking.k8s.io/v1", "1.22")]
    [InlineData("networking.k8s.io/v1beta1", "IngressClass", "networking.k8s.io/v1", "1.22")]
    [InlineData("batch/v1beta1", "CronJob", "batch/v1", "1.25")]
    [InlineData("policy/v1beta1", "PodDisruptionBudget", "policy/v1", "1.25")]
    [InlineData("policy/v1beta1", "PodSecurityPolicy", null, "1.25")]
    [InlineData("autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2", "1.25")]
    [InlineData("autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2", "1.26")]
    [InlineData("rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding", "rbac.authorization.k8s.io/v1", "1.22")]
    [InlineData("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1", "1.22")]
    [InlineData("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1", "1.22")]
    [InlineData("storage.k8s.io/v1beta1", "StorageClass", "storage.k8s.io/v1", "1.22")]
    [InlineData("storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1", "1.27")]
    [InlineData("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "flowcontrol.apiserver.k8s.io/v1", "1.26")]
    [InlineData("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "flowcontrol.apiserver.k8s.io/v1", "1.29")]
    [InlineData("flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1", "1.32")]
    [InlineData("certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1", "1.22")]
    [InlineData("coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1", "1.22")]
    [InlineData("discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1", "1.25")]
    [InlineData("events.k8s.io/v1beta1", "Event", "events.k8s.io/v1", "1.25")]
    [InlineData("node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1", "1.25")]
    public void A_removed_version_is_named_with_its_successor_and_release(string apiVersion, string kind, string? successor, string release)
    {
        var problem = Assert.Single(ManifestReader.Read(Trees.Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\n"), "shop").Problems);
        Assert.Equal((ManifestCodes.RemovedVersion, 1, 13, successor), (problem.Code, problem.Place.Line, problem.Place.Column, problem.Expected));
        Assert.Contains($"removed in Kubernetes {release}", problem.Message, StringComparison.Ordinal);
        Assert.NotNull(problem.Fix);
    }

    [Fact]
    public void Every_successor_is_served_and_nothing_removed_is() =>
        Assert.All(RemovedVersions.All, removed =>
        {
            Assert.Null(KubeTypes.Find(removed.ApiVersion, removed.Kind));
            Assert.True(removed.Successor is null || KubeTypes.Find(removed.Successor, removed.Kind) is not null, removed.ToString());
            Assert.True(removed.Successor is null != removed.Instead is null, removed.ToString());
        });

    [Fact]
    public void An_object_of_a_removed_version_has_the_scope_of_its_successor()
    {
        var ingress = ManifestReader.Read(Trees.Read("apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\n"), "shop").Objects.Single();
        Assert.Equal("shop", ingress.Map("metadata").Text("namespace")!.Value);
    }

    [Fact]
    public void A_version_that_is_served_is_not_called_removed() => Assert.Null(RemovedVersions.Find("apps/v1", "Deployment"));
}
