using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class KubeTypesTests
{
    /// <summary>With RECORD=1 the table is written anew.</summary>
    [Fact]
    public void The_table_is_what_the_API_server_says_of_itself()
    {
        if (SharedFolder.Find("openapi") is not { } folder) return;
        var written = KubernetesTypesWriter.Write(folder);
        if (Environment.GetEnvironmentVariable("RECORD") == "1")
            File.WriteAllText(Path.Combine(SharedFolder.SolutionRoot(), "src/Reconciler.Core/Objects", KubeTypes.ResourceName), written);
        else
            Assert.Equal(written, KubeTypes.EmbeddedText());
    }

    [Theory]
    [InlineData("v1", "ConfigMap", "configmaps", "configmap", true)]
    [InlineData("v1", "Namespace", "namespaces", "namespace", false)]
    [InlineData("apps/v1", "Deployment", "deployments", "deployment", true)]
    [InlineData("networking.k8s.io/v1", "Ingress", "ingresses", "ingress", true)]
    [InlineData("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", "clusterrole", false)]
    [InlineData("autoscaling/v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "horizontalpodautoscaler", true)]
    [InlineData("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "flowschemas", "flowschema", false)]
    public void A_kind_has_its_resource_and_scope(string apiVersion, string kind, string resource, string singular, bool isNamespaced)
    {
        var known = KubeTypes.Find(apiVersion, kind)!;
        Assert.Equal((resource, singular, isNamespaced), (known.Resource, known.Singular, known.IsNamespaced));
    }

    [Fact]
    public void A_kind_has_its_verbs_short_names_and_subresources()
    {
        var deployment = KubeTypes.Find("apps/v1", "Deployment")!;
        Assert.Equal(("apps", "v1", true), (deployment.Group, deployment.Version, deployment.IsKept));
        Assert.Equal(["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"], deployment.Verbs.ToArray());
        Assert.Equal(["deploy"], deployment.ShortNames.ToArray());
        Assert.Equal(["scale", "status"], deployment.Subresources.Select(sub => sub.Name));
        Assert.Equal(("autoscaling/v1", "Scale", "io.k8s.api.autoscaling.v1.Scale"), (deployment.Subresources[0].ApiVersion, deployment.Subresources[0].Kind, deployment.Subresources[0].Root!.Name));
        Assert.False(KubeTypes.Find("authentication.k8s.io/v1", "TokenReview")!.IsKept);
    }

    [Theory]
    [InlineData("apps/v1", "Pod")]
    [InlineData("apps/v1beta1", "Deployment")]
    [InlineData("cert-manager.io/v1", "Certificate")]
    [InlineData("", "")]
    public void What_Kubernetes_does_not_serve_is_not_found(string apiVersion, string kind) => Assert.Null(KubeTypes.Find(apiVersion, kind));

    [Fact]
    public void A_field_knows_what_it_holds()
    {
        var container = KubeTypes.Type("io.k8s.api.core.v1.Container")!;
        var ports = Assert.IsType<KubeList>(container.Field("ports")!.Value);
        Assert.Equal((KubeListKind.Map, "containerPort", true), (ports.Kind, ports.PatchKey, ports.IsPatchMerged));
        Assert.Equal(["containerPort", "protocol"], ports.Keys.ToArray());
        var port = Assert.IsType<KubeObject>(ports.Item).Type;
        Assert.True(Node.DeepEquals("TCP", port.Field("protocol")!.Default));
        Assert.True(container.Field("name")!.IsRequired);
        Assert.Equal(KubeListKind.Atomic, Assert.IsType<KubeList>(container.Field("args")!.Value).Kind);
        Assert.Contains("IfNotPresent", Assert.IsType<KubeScalar>(container.Field("imagePullPolicy")!.Value).Allowed);
        Assert.Null(container.Field("imagePulPolicy"));
    }

    [Fact]
    public void Atomic_is_said_of_a_type_or_of_a_field()
    {
        Assert.True(KubeTypes.Type("io.k8s.api.core.v1.SecretKeySelector")!.IsAtomic);
        Assert.True(Assert.IsType<KubeMap>(KubeTypes.PodSpec.Field("nodeSelector")!.Value).IsAtomic);
        Assert.False(Assert.IsType<KubeObject>(KubeTypes.Type("io.k8s.api.core.v1.PersistentVolumeSpec")!.Field("claimRef")!.Value).IsAtomic);
        Assert.True(KubeTypes.PodSpec.Field("volumes")!.RetainsKeys);
    }

    [Fact]
    public void Every_type_can_be_read_and_every_reference_leads_to_one()
    {
        var values = KubeTypes.Types.SelectMany(type => type.Fields).Select(known => known.Value).ToList();
        Assert.InRange(values.Count, 1_000, 10_000);
        Assert.All(values, value => Assert.NotNull(value));
        var schema = KubeTypes.Type("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")!;
        Assert.Same(schema, Assert.IsType<KubeObject>(schema.Field("not")!.Value).Type);
    }

    [Fact]
    public void A_group_is_built_in_or_not()
    {
        Assert.True(KubeTypes.IsBuiltInGroup("") && KubeTypes.IsBuiltInGroup("apps") && KubeTypes.IsBuiltInGroup("networking.k8s.io"));
        Assert.False(KubeTypes.IsBuiltInGroup("gateway.networking.k8s.io") || KubeTypes.IsBuiltInGroup("keda.sh"));
    }
}
