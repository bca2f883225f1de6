using Reconciler.Objects;

namespace Reconciler.Sandbox.Tests.Writes;

/// <summary>Awkward but legal objects: applied again, nothing may change, neither in the object nor in who owns it.</summary>
public sealed class AtRestTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("v1, kind: ConfigMap", "data: {}")]
    [InlineData("v1, kind: ConfigMap", "data: {a: null, b: \"\"}, binaryData: {c: \"eA==\"}")]
    [InlineData("v1, kind: Secret", "data: {x: \"aGVs\\nbG8=\"}")]
    [InlineData("v1, kind: Secret", "stringData: {x: y}")]
    [InlineData("v1, kind: Secret", "stringData: {x: y}, data: {x: eg==, z: eg==}")]
    [InlineData("v1, kind: ServiceAccount", "imagePullSecrets: []")]
    [InlineData("v1, kind: ServiceAccount", "imagePullSecrets: [{name: a}], automountServiceAccountToken: false")]
    [InlineData("v1, kind: Service", "spec: {clusterIP: \"\", ports: [{port: 80, nodePort: 0}]}")]
    [InlineData("v1, kind: Service", "spec: {ports: [{name: a, port: 53, protocol: UDP}, {name: b, port: 53}]}")]
    [InlineData("v1, kind: Service", "spec: {type: ExternalName, externalName: example.com}")]
    [InlineData("v1, kind: Service", "spec: {sessionAffinity: ClientIP, ports: [{port: 80, targetPort: http}]}")]
    [InlineData("v1, kind: Service", "spec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}")]
    [InlineData("v1, kind: PersistentVolumeClaim", "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}, status: {phase: Bound}")]
    [InlineData("v1, kind: ResourceQuota", "spec: {hard: {pods: 10, requests.cpu: 1000m, limits.memory: 1024Mi}}")]
    [InlineData("v1, kind: LimitRange", "spec: {limits: [{type: Container, max: {cpu: 1000m}, default: {memory: 1024Mi}}]}")]
    [InlineData("v1, kind: Namespace", "spec: {}")]
    [InlineData("batch/v1, kind: CronJob", "spec: {schedule: \"* * * * *\", suspend: false, jobTemplate: {spec: {template: {metadata: {creationTimestamp: null}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}")]
    [InlineData("batch/v1, kind: Job", "spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}")]
    [InlineData("apps/v1, kind: StatefulSet", "spec: {serviceName: s, replicas: 0, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}}]}")]
    [InlineData("apps/v1, kind: DaemonSet", "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {hostNetwork: true, containers: [{name: c, image: i, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53}]}]}}}")]
    [InlineData("apps/v1, kind: Deployment", "spec: {minReadySeconds: 0, paused: false, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {nodeSelector: {}, tolerations: [], volumes: [{name: v, emptyDir: {sizeLimit: 1024Mi}}], containers: [{name: c, image: i, volumeMounts: [{name: v, mountPath: /v, readOnly: false}]}]}}}, status: {}")]
    [InlineData("autoscaling/v2, kind: HorizontalPodAutoscaler", "spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, metrics: [{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1024Mi}}}]}")]
    [InlineData("autoscaling/v1, kind: HorizontalPodAutoscaler", "spec: {maxReplicas: 3, targetCPUUtilizationPercentage: 50, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}")]
    [InlineData("policy/v1, kind: PodDisruptionBudget", "spec: {maxUnavailable: 50%, selector: {matchLabels: {a: b}}}")]
    [InlineData("networking.k8s.io/v1, kind: Ingress", "spec: {tls: [], rules: [{host: a.b, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}}]}")]
    [InlineData("networking.k8s.io/v1, kind: NetworkPolicy", "spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}], egress: []}")]
    [InlineData("networking.k8s.io/v1, kind: IngressClass", "spec: {controller: a.b/c}")]
    [InlineData("rbac.authorization.k8s.io/v1, kind: Role", "rules: []")]
    [InlineData("rbac.authorization.k8s.io/v1, kind: Role", "rules: null")]
    [InlineData("rbac.authorization.k8s.io/v1, kind: RoleBinding", "roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: s, namespace: default}, {kind: Group, name: g}]")]
    [InlineData("rbac.authorization.k8s.io/v1, kind: ClusterRole", "rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}], aggregationRule: null")]
    [InlineData("scheduling.k8s.io/v1, kind: PriorityClass", "value: 0, globalDefault: false")]
    [InlineData("storage.k8s.io/v1, kind: StorageClass", "provisioner: p, allowVolumeExpansion: false")]
    [InlineData("discovery.k8s.io/v1, kind: EndpointSlice", "addressType: IPv4, endpoints: [{addresses: [10.0.0.1]}], ports: [{port: 80}]")]
    [InlineData("coordination.k8s.io/v1, kind: Lease", "spec: {leaseDurationSeconds: 15, renewTime: \"2026-01-31T12:00:00.000000Z\"}")]
    [InlineData("admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration", "webhooks: [{name: a.b.c, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {service: {name: s, namespace: n}}, rules: [{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}]")]
    [InlineData("apiextensions.k8s.io/v1, kind: CustomResourceDefinition", "spec: {group: a.b, scope: Namespaced, names: {plural: things, kind: Thing}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true, default: {a: 1}}}}}}]}")]
    [InlineData("apiregistration.k8s.io/v1, kind: APIService", "spec: {group: a.b, version: v1, groupPriorityMinimum: 1000, versionPriority: 15, service: {name: s, namespace: n}}")]
    public void An_object_that_is_applied_again_rests(string kind, string content)
    {
        var name = kind.Contains("CustomResourceDefinition", StringComparison.Ordinal) ? "things.a.b" : kind.Contains("APIService", StringComparison.Ordinal) ? "v1.a.b" : "a";
        var body = $"{{apiVersion: {kind}, metadata: {{name: {name}, creationTimestamp: null, labels: {{}}, annotations: {{}}}}, {content}}}";
        var first = _world.Apply(body).Body();
        _world.Now = _world.Now.AddHours(1);
        var again = _world.Apply(body);
        Assert.Equal(CanonicalJson.Write(first), CanonicalJson.Write(again.Body()));
        Assert.True(again.IsNoChange());
        Assert.True(_world.Put(again.Body(), "somebody").IsNoChange());
    }

    [Fact]
    public void A_new_definition_says_what_it_stores_and_nothing_else_yet()
    {
        var body = _world.Apply("{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.a.b}, spec: {group: a.b, scope: Namespaced, names: {plural: things, kind: Thing}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}").Body();
        Assert.Equal("""{"acceptedNames":{"kind":"","plural":""},"conditions":null,"storedVersions":["v1"]}""", body.At("status"));
        Assert.Equal(("ThingList", "thing", "None"), (body.At("spec", "names", "listKind"), body.At("spec", "names", "singular"), body.At("spec", "conversion", "strategy")));
    }
}
