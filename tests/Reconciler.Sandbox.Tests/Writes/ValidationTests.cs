using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Writes;

public sealed class ValidationTests
{
    private const string Pod = "spec: {containers: [{name: c, image: nginx}]}";
    private const string Web = "apiVersion: apps/v1, kind: Deployment, metadata: {name: web}";
    private const string WebTemplate = "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}";

    private readonly World _world = new();

    private static string Container(string more) => $"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: c, image: nginx, {more}}}]}}}}";

    [Theory]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: A_b}}", "FieldValueInvalid", "metadata.name")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {\"a b\": c}}}", "FieldValueInvalid", "metadata.labels")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {a: \"b c\"}}}", "FieldValueInvalid", "metadata.labels")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [\"a b\"]}}", "FieldValueInvalid", "metadata.finalizers")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: \"\"}]}}", "FieldValueInvalid", "metadata.ownerReferences.uid")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {\"a b\": c}}", "FieldValueInvalid", "data[a b]")]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}, type: kubernetes.io/tls}", "FieldValueRequired", "data[tls.crt]")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a.b}, spec: {ports: [{port: 80}]}}", "FieldValueInvalid", "metadata.name")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: []}}", "FieldValueRequired", "spec.ports")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 70000}]}}", "FieldValueInvalid", "spec.ports[0].port")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}, {port: 81}]}}", "FieldValueRequired", "spec.ports[0].name")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: NodePort, ports: [{port: 80, nodePort: 80}]}}", "FieldValueInvalid", "spec.ports[0].nodePort")]
    [InlineData("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {resources: {requests: {storage: 1Gi}}}}", "FieldValueRequired", "spec.accessModes")]
    [InlineData("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {rules: [{http: {paths: [{backend: {service: {name: s, port: {number: 80}}}}]}}]}}", "FieldValueRequired", "spec.rules[0].http.paths[0].pathType")]
    [InlineData("{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {minAvailable: 1, maxUnavailable: 1}}", "FieldValueInvalid", "spec")]
    [InlineData("{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {minReplicas: 5, maxReplicas: 3, scaleTargetRef: {kind: D, name: d}}}", "FieldValueInvalid", "spec.maxReplicas")]
    [InlineData("{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: sometimes, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}", "FieldValueInvalid", "spec.schedule")]
    [InlineData("{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {containers: [{name: c, image: i}]}}}}", "FieldValueRequired", "spec.template.spec.restartPolicy")]
    [InlineData("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a}, rules: [{resources: [pods], apiGroups: [\"\"]}]}", "FieldValueRequired", "rules[0].verbs")]
    [InlineData("{" + Web + ", spec: {selector: {matchLabels: {app: other}}, " + WebTemplate + "}}", "FieldValueInvalid", "spec.template.metadata.labels")]
    [InlineData("{" + Web + ", spec: {" + WebTemplate + "}}", "FieldValueRequired", "spec.selector")]
    [InlineData("{" + Web + ", spec: {strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}, selector: {matchLabels: {app: web}}, " + WebTemplate + "}}", "FieldValueForbidden", "spec.strategy.rollingUpdate")]
    [InlineData("{" + Web + ", spec: {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, selector: {matchLabels: {app: web}}, " + WebTemplate + "}}", "FieldValueInvalid", "spec.strategy.rollingUpdate.maxUnavailable")]
    public void What_is_wrong_names_its_field_and_reason(string body, string reason, string field)
    {
        var status = _world.Create(body).Refusal();
        Assert.Equal((422, "Invalid"), (status.Code, status.Reason));
        Assert.Contains((reason, field), status.Causes.Select(cause => (cause.Reason!, cause.Field!)));
    }

    [Theory]
    [InlineData("ports: [{containerPort: 0}]", "FieldValueRequired", "spec.containers[0].ports[0].containerPort")]
    [InlineData("ports: [{containerPort: 80, name: UPPER}]", "FieldValueInvalid", "spec.containers[0].ports[0].name")]
    [InlineData("env: [{name: \"\", value: x}]", "FieldValueRequired", "spec.containers[0].env[0].name")]
    [InlineData("env: [{name: \"a=b\", value: x}]", "FieldValueInvalid", "spec.containers[0].env[0].name")]
    [InlineData("volumeMounts: [{name: v, mountPath: /x}]", "FieldValueNotFound", "spec.containers[0].volumeMounts[0].name")]
    [InlineData("resources: {requests: {cpu: 2}, limits: {cpu: 1}}", "FieldValueInvalid", "spec.containers[0].resources.requests")]
    [InlineData("livenessProbe: {periodSeconds: 5}", "FieldValueRequired", "spec.containers[0].livenessProbe")]
    [InlineData("livenessProbe: {httpGet: {port: 80}, tcpSocket: {port: 80}}", "FieldValueForbidden", "spec.containers[0].livenessProbe.tcpSocket")]
    [InlineData("livenessProbe: {httpGet: {port: 80}, successThreshold: 2}", "FieldValueInvalid", "spec.containers[0].livenessProbe.successThreshold")]
    [InlineData("imagePullPolicy: Sometimes", "FieldValueNotSupported", "spec.containers[0].imagePullPolicy")]
    public void What_is_wrong_in_a_container_is_found(string container, string reason, string field) =>
        Assert.Contains((reason, field), _world.Create(Container(container)).Refusal().Causes.Select(cause => (cause.Reason!, cause.Field!)));

    [Fact]
    public void A_right_container_passes() =>
        Assert.Equal("p", _world.Create(Container("ports: [{containerPort: 80, name: http}], env: [{name: A.b-c, value: x}], resources: {requests: {cpu: 1}, limits: {cpu: 1}}, livenessProbe: {httpGet: {port: http}}")).Body().At("metadata", "name"));

    [Theory]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c}]}}", "Pod \"p\" is invalid: spec.containers[0].image: Required value")]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {}}", "Pod \"p\" is invalid: spec.containers: Required value")]
    public void The_message_is_the_servers(string body, string message) => Assert.Equal(message, _world.Create(body).Refusal().Message);

    [Theory]
    [InlineData("{" + Web + ", spec: {selector: {matchLabels: {app: web}}, " + WebTemplate + "}}", "{spec: {selector: {matchLabels: {app: other}}, template: {metadata: {labels: {app: other}}}}}", "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"other\"}}: field is immutable")]
    [InlineData("{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {serviceName: s, selector: {matchLabels: {app: web}}, " + WebTemplate + "}}", "{spec: {serviceName: t}}", "StatefulSet.apps \"s\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, immutable: true, data: {x: y}}", "{data: {x: z}}", "ConfigMap \"a\" is invalid: data: Forbidden: field is immutable when `immutable` is set")]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}, immutable: true}", "{immutable: false}", "Secret \"a\" is invalid: immutable: Forbidden: field is immutable when `immutable` is set")]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}}", "{type: other}", "Secret \"a\" is invalid: type: Invalid value: \"other\": field is immutable")]
    [InlineData("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}", "{spec: {resources: {requests: {storage: 2Gi}}}}", "PersistentVolumeClaim \"a\" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims")]
    [InlineData("{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a}, roleRef: {kind: Role, name: r}}", "{roleRef: {name: s}}", "RoleBinding.rbac.authorization.k8s.io \"a\" is invalid: roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"Role\",\"Name\":\"s\"}: cannot change roleRef")]
    [InlineData("{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: a}, value: 1}", "{value: 2}", "PriorityClass.scheduling.k8s.io \"a\" is invalid: value: Forbidden: may not be changed in an update.")]
    [InlineData("{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: a}, provisioner: p}", "{provisioner: q}", "StorageClass.storage.k8s.io \"a\" is invalid: provisioner: Invalid value: \"q\": field is immutable")]
    public void What_may_not_change_is_refused(string body, string patch, string message)
    {
        _world.Create(body);
        Assert.Equal(message, _world.Patch(WriteVerb.MergePatch, body, patch).Refusal().Message);
        Assert.Equal("b", _world.Patch(WriteVerb.MergePatch, body, "{metadata: {labels: {a: b}}}").Body().At("metadata", "labels", "a"));
    }

    [Fact]
    public void A_jobs_template_is_immutable_and_its_parallelism_is_not()
    {
        const string Job = "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}";
        _world.Apply(Job);
        Assert.Contains(_world.Apply(Job.Replace("nginx", "other", StringComparison.Ordinal)).Refusal().Causes, cause => cause.Field == "spec.template" && cause.Message.EndsWith("field is immutable", StringComparison.Ordinal));
        Assert.Equal("2", _world.Patch(WriteVerb.MergePatch, Job, "{spec: {parallelism: 2}}").Body().At("spec", "parallelism"));
    }

    [Fact]
    public void A_bound_claim_may_grow_and_not_shrink()
    {
        const string Claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}";
        _world.Create(Claim);
        _world.Patch(WriteVerb.MergePatch, Claim, "{status: {phase: Bound}}", subresource: "status");
        Assert.Equal("3Gi", _world.Patch(WriteVerb.MergePatch, Claim, "{spec: {resources: {requests: {storage: 3Gi}}}}").Body().At("spec", "resources", "requests", "storage"));
        Assert.Equal(422, _world.Patch(WriteVerb.MergePatch, Claim, "{spec: {resources: {requests: {storage: 1Gi}}}}").Refusal().Code);
    }

    [Fact]
    public void A_dying_object_gets_no_new_finalizers()
    {
        const string Config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [a.b/c]}}";
        var body = _world.Create(Config).Body();
        _world.Replace(body.WithMeta("deletionTimestamp", "2026-01-31T12:00:00Z"));
        Assert.All(_world.Patch(WriteVerb.MergePatch, Config, "{metadata: {finalizers: [a.b/c, a.b/d]}}").Refusal().Causes, cause => Assert.Equal("metadata.finalizers", cause.Field));
        Assert.Equal("", _world.Patch(WriteVerb.MergePatch, Config, "{metadata: {finalizers: null}}").Body().At("metadata", "finalizers"));
    }

    [Fact]
    public void Several_problems_are_in_one_answer()
    {
        var status = _world.Create("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c}, {name: c, image: i}]}}").Refusal();
        Assert.Equal("Pod \"p\" is invalid: [spec.containers[0].image: Required value, spec.containers[1].name: Duplicate value: \"c\"]", status.Message);
    }

    [Fact]
    public void A_pod_is_fine() => Assert.Equal("Pending", _world.Create($"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, {Pod}}}").Body().At("status", "phase"));
}
