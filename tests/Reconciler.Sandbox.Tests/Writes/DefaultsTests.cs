using Reconciler.Objects;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class DefaultsTests
{
    private readonly World _world = new();

    private MapNode Pod(string spec) => _world.Create($"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{{spec}}}}}").Body();

    private static MapNode Container(MapNode pod) => pod.Map("spec").Maps("containers").First();

    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1.27", "IfNotPresent")]
    [InlineData("registry:5000/nginx", "Always")]
    [InlineData("nginx@sha256:0123456789012345678901234567890123456789012345678901234567890123", "IfNotPresent")]
    public void An_image_is_pulled_as_its_tag_says(string image, string policy) =>
        Assert.Equal(policy, Container(Pod($"containers: [{{name: c, image: \"{image}\"}}]")).At("imagePullPolicy"));

    [Fact]
    public void A_pod_asks_for_what_it_is_limited_to_and_a_template_does_not()
    {
        const string Limited = "containers: [{name: c, image: nginx, resources: {limits: {cpu: 1000m}}}]";
        Assert.Equal("""{"limits":{"cpu":"1"},"requests":{"cpu":"1"}}""", Container(Pod(Limited)).At("resources"));
        var deployment = _world.Create($"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d}}, spec: {{selector: {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{{Limited}}}}}}}}}").Body();
        Assert.Equal("""{"limits":{"cpu":"1"}}""", deployment.Map("spec").Map("template").Map("spec").Maps("containers").First().At("resources"));
    }

    [Theory]
    [InlineData("volumes: [{name: v}], ", "volumes", """[{"emptyDir":{},"name":"v"}]""")]
    [InlineData("volumes: [{name: v, configMap: {name: m}}], ", "volumes", """[{"configMap":{"defaultMode":420,"name":"m"},"name":"v"}]""")]
    [InlineData("", "dnsPolicy", "ClusterFirst")]
    [InlineData("", "terminationGracePeriodSeconds", "30")]
    [InlineData("", "enableServiceLinks", "true")]
    [InlineData("serviceAccountName: robot, ", "serviceAccount", "robot")]
    public void Parts_of_a_pod_are_filled_in(string spec, string field, string value) =>
        Assert.Equal(value, Pod(spec + "containers: [{name: c, image: nginx}]").At("spec", field));

    [Fact]
    public void Probes_and_ports_are_filled_in()
    {
        var container = Container(Pod("containers: [{name: c, image: nginx, ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 80}}}]"));
        Assert.Equal("""[{"containerPort":80,"protocol":"TCP"}]""", container.At("ports"));
        Assert.Equal("""{"failureThreshold":3,"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"periodSeconds":10,"successThreshold":1,"timeoutSeconds":1}""", container.At("livenessProbe"));
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {x: y}}", "data", """{"x":"eQ=="}""")]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}}", "type", "Opaque")]
    [InlineData("{apiVersion: v1, kind: Namespace, metadata: {name: a}}", "spec", """{"finalizers":["kubernetes"]}""")]
    [InlineData("{apiVersion: v1, kind: Namespace, metadata: {name: a}}", "status", """{"phase":"Active"}""")]
    [InlineData("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, egress: [{}]}}", "spec", """{"egress":[{}],"podSelector":{},"policyTypes":["Ingress","Egress"]}""")]
    [InlineData("{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a}, roleRef: {kind: Role, name: r}, subjects: [{kind: User, name: u}]}", "subjects", """[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"u"}]""")]
    [InlineData("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a}}", "rules", "null")]
    [InlineData("{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: a}, provisioner: p}", "volumeBindingMode", "Immediate")]
    [InlineData("{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}}", "spec", """{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}""")]
    public void Other_kinds_are_filled_in(string body, string field, string value) => Assert.Equal(value, _world.Create(body).Body().At(field));

    [Fact]
    public void A_namespace_is_labelled_with_its_name() =>
        Assert.Equal("a", _world.Create("{apiVersion: v1, kind: Namespace, metadata: {name: a}}").Body().Map("metadata").Map("labels").Text("kubernetes.io/metadata.name")?.Value);

    [Fact]
    public void An_autoscaler_follows_the_cpu()
    {
        var body = _world.Create("{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}}").Body();
        Assert.Equal("1", body.At("spec", "minReplicas"));
        Assert.Contains("\"averageUtilization\":80", body.At("spec", "metrics"), StringComparison.Ordinal);
        Assert.Contains("\"stabilizationWindowSeconds\":0", body.At("spec", "behavior", "scaleUp"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_finds_its_pods_by_its_uid()
    {
        var body = _world.Create("{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}").Body();
        Assert.Equal("""{"matchLabels":{"batch.kubernetes.io/controller-uid":"uid-1"}}""", body.At("spec", "selector"));
        Assert.Equal("j", body.Map("spec").Map("template").Map("metadata").Map("labels").Text("batch.kubernetes.io/job-name")?.Value);
        Assert.Equal(("6", "NonIndexed", "false"), (body.At("spec", "backoffLimit"), body.At("spec", "completionMode"), body.At("spec", "suspend")));
    }

    [Fact]
    public void Claim_templates_get_their_kind_and_mode()
    {
        var body = _world.Create("{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {serviceName: s, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx, volumeMounts: [{name: data, mountPath: /x}]}]}}, volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}}]}}").Body();
        var claim = body.Map("spec").Maps("volumeClaimTemplates").Single();
        Assert.Equal(("PersistentVolumeClaim", "Filesystem", "1Gi", "Pending"), (claim.At("kind"), claim.At("spec", "volumeMode"), claim.At("spec", "resources", "requests", "storage"), claim.At("status", "phase")));
    }
}
