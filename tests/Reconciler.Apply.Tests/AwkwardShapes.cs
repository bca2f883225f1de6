using System.Collections.Immutable;
using System.Globalization;

namespace Reconciler.Apply.Tests;

/// <summary>Objects that a server writes otherwise than they were sent, or that field ownership has odd words for.</summary>
internal static class AwkwardShapes
{
    private static readonly string[] Containers =
    [
        "env: []", "envFrom: []", "ports: []", "args: []", "command: []", "env: [{name: A, value: ''}]", "env: [{name: A}]",
        "env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]", "resources: {limits: {cpu: '0.1', memory: 1024Mi}}",
        "resources: {limits: {cpu: 1000m, memory: 1Gi}, requests: {cpu: '1'}}", "resources: {requests: {memory: 1.5Gi, ephemeral-storage: 1000000k}}",
        "ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]", "tty: false",
        "livenessProbe: {httpGet: {port: 80}, initialDelaySeconds: 0}", "startupProbe: {tcpSocket: {port: 9}, timeoutSeconds: 5}",
        "lifecycle: {preStop: {exec: {command: [a]}}}", "securityContext: {}", "securityContext: {runAsUser: 0, capabilities: {drop: [ALL]}}",
        "volumeMounts: []", "envFrom: [{prefix: A_, configMapRef: {name: x, optional: false}}]", "env: [{name: A, value: null}]",
        "env: [{name: B, value: b}, {name: A, value: $(B)}, {name: C, valueFrom: {secretKeyRef: {name: s, key: k}}}]", "imagePullPolicy: ''",
        "readinessProbe: {httpGet: {path: /, port: http, httpHeaders: [{name: A, value: b}]}}\n        ports: [{name: http, containerPort: 80}]",
        "args: [-c, 'a\n\n  b']", "terminationMessagePolicy: FallbackToLogsOnError",
    ];

    private static readonly string[] Pods =
    [
        "nodeSelector: {}", "tolerations: []", "tolerations: [{key: a, operator: Exists}]", "volumes: [{name: v, emptyDir: {}}]",
        "volumes: [{name: v, emptyDir: {sizeLimit: 1024Mi}}]", "volumes: [{name: v, secret: {secretName: s}}]", "volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]",
        "volumes: [{name: v, hostPath: {path: /a}}]", "securityContext: {runAsNonRoot: true, fsGroup: 5}", "imagePullSecrets: []", "terminationGracePeriodSeconds: 0",
        "initContainers: [{name: b, image: x}, {name: a, image: x}]", "hostAliases: [{ip: 1.1.1.1, hostnames: [a]}]", "serviceAccountName: foo",
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}}]",
        "volumes: [{name: b, configMap: {name: x, items: [{key: k, path: p}]}}, {name: a, downwardAPI: {items: [{path: p, fieldRef: {fieldPath: metadata.labels}}]}}]",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b, a]}]}]}}}",
        "dnsConfig: {options: [{name: ndots, value: '2'}], searches: []}",
    ];

    private static readonly (string Kind, string Body)[] Others =
    [
        ("v1 Service", "spec: {ports: [{port: 80}], clusterIP: ''}"), ("v1 Service", "spec: {ports: [{port: 80, nodePort: 0}], selector: {a: b}}"), ("v1 Service", "spec: {clusterIP: None, selector: {a: b}}"),
        ("v1 Service", "spec: {ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP}]}"), ("v1 Service", "spec: {type: ExternalName, externalName: a.b}"),
        ("v1 Service", "spec: {ports: [{port: 80, targetPort: web}], sessionAffinity: ClientIP, selector: {b: c, a: b}, externalIPs: []}"),
        ("v1 ConfigMap", "data: {}"), ("v1 ConfigMap", "data: {a: null}"), ("v1 ConfigMap", "binaryData: {a: eA==}"), ("v1 ConfigMap", "immutable: false\ndata: {b: \"1\\n2\", a: ''}"),
        ("v1 Secret", "stringData: {a: x}"), ("v1 Secret", "data: {a: eA==}\nstringData: {b: y}"), ("v1 Secret", "type: Opaque\ndata: {a: ''}"), ("v1 ServiceAccount", "imagePullSecrets: []"),
        ("v1 ServiceAccount", "automountServiceAccountToken: false\nimagePullSecrets: [{name: b}, {name: a}]"),
        ("v1 PersistentVolumeClaim", "spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1024Mi}}}"),
        ("rbac.authorization.k8s.io/v1 Role", "rules: []"), ("rbac.authorization.k8s.io/v1 Role", "rules: [{apiGroups: [''], resources: [pods, configmaps], verbs: [list, get]}]"),
        ("rbac.authorization.k8s.io/v1 RoleBinding", "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}\nsubjects: [{kind: User, name: x}]"),
        ("networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {}, egress: []}"), ("networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}"),
        ("networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {matchLabels: {a: b}}, policyTypes: [Egress, Ingress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.2.0.0/16, 10.1.0.0/16]}}]}]}"),
        ("networking.k8s.io/v1 Ingress", "spec: {tls: [], rules: [{host: a.example.com}]}"),
        ("networking.k8s.io/v1 Ingress", "spec: {tls: [{hosts: [b.example.com, a.example.com], secretName: t}], rules: [{host: b.example.com, http: {paths: [{path: /b, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}, {path: /, pathType: Exact, backend: {service: {name: s, port: {name: web}}}}]}}]}"),
        ("policy/v1 PodDisruptionBudget", "spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}"), ("policy/v1 PodDisruptionBudget", "spec: {maxUnavailable: 50%, selector: {matchExpressions: [{key: a, operator: Exists}]}}"),
        ("autoscaling/v2 HorizontalPodAutoscaler", "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, maxReplicas: 5, metrics: [{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1024Mi}}}]}"),
        ("autoscaling/v2 HorizontalPodAutoscaler", "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, maxReplicas: 5, behavior: {scaleDown: {stabilizationWindowSeconds: 0}}}"),
        ("autoscaling/v1 HorizontalPodAutoscaler", "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, maxReplicas: 5, targetCPUUtilizationPercentage: 70}"),
        ("batch/v1 CronJob", "spec: {schedule: '@hourly', suspend: true, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: a}]}}}}}"),
        ("batch/v1 Job", "spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: [{name: c, image: a}]}}}"),
        ("v1 ResourceQuota", "spec: {hard: {pods: 500, requests.cpu: 100000m}}"), ("v1 LimitRange", "spec: {limits: [{type: PersistentVolumeClaim, max: {storage: 1024Gi}}]}"),
        ("apps/v1 StatefulSet", "spec: {replicas: 0, serviceName: s, selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: a}]}}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}}]}"),
        ("apps/v1 StatefulSet", "spec: {replicas: 0, serviceName: s, podManagementPolicy: Parallel, updateStrategy: {rollingUpdate: {partition: 0}}, selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: a}]}}}"),
        ("apps/v1 DaemonSet", "spec: {selector: {matchLabels: {app: y}}, updateStrategy: {type: OnDelete}, template: {metadata: {labels: {app: y}}, spec: {nodeSelector: {none: none}, containers: [{name: c, image: a}]}}}"),
        ("discovery.k8s.io/v1 EndpointSlice", "addressType: IPv4\nendpoints: [{addresses: [10.9.8.7], conditions: {}}]\nports: [{port: 80}]"),
        ("coordination.k8s.io/v1 Lease", "spec: {holderIdentity: a, leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.000000Z'}"),
        ("rbac.authorization.k8s.io/v1 ClusterRole", "aggregationRule: {clusterRoleSelectors: [{matchLabels: {none: none}}]}\nrules: []"),
        ("rbac.authorization.k8s.io/v1 ClusterRoleBinding", "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: none}\nsubjects: [{kind: Group, name: none}, {kind: ServiceAccount, name: none, namespace: none}]"),
        ("scheduling.k8s.io/v1 PriorityClass", "value: 0\nglobalDefault: false\ndescription: ''"),
        ("admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", "webhooks: [{name: none.example.com, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Ignore, clientConfig: {service: {name: none, namespace: none}}, rules: [{apiGroups: [none.example.com], apiVersions: [v1], operations: [UPDATE, CREATE], resources: [nones]}]}]"),
        ("admissionregistration.k8s.io/v1 MutatingWebhookConfiguration", "webhooks: [{name: none.example.com, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Ignore, clientConfig: {url: 'https://none.example.com/'}, matchPolicy: Exact, rules: [{apiGroups: [none.example.com], apiVersions: [v1], operations: [CREATE], resources: [nones]}]}]"),
    ];

    private static readonly string[] Customs =
    [
        "{}", "{atomic: [{a: x}]}", "{atomic: [{a: y, b: 5}, {a: x}]}", "{atomic: []}", "{set: [b, a]}", "{set: []}", "{map: [{name: b, value: '1'}, {name: a}]}", "{map: []}",
        "{pairs: [{name: a}, {name: a, protocol: UDP}]}", "{plain: [b, a, b]}", "{plain: []}", "{defaulted: {}}", "{defaulted: {x: 3}}", "{defaulted: {z: q}}", "{nullable: null}", "{nullable: x}",
        "{either: 5}", "{either: 50%}", "{free: {a: {b: [1, {c: d}]}}}", "{free: {}}", "{free: {a: null, b: []}}",
        "{embedded: {apiVersion: v1, kind: ConfigMap, metadata: {name: e, labels: {a: b}}, data: {a: b}}}", "{labels: {b: c, a: b}}", "{labels: {}}", "{whole: {b: '1', a: '2'}}",
        "{number: 1.50}", "{number: 1e3}", "{count: 0, flag: false, text: ''}", "{map: [{name: a, inner: [{name: b}, {name: a, value: x}]}]}", "{list: [[b, a], []]}", "{text: \"a\\n  b\\n\"}",
    ];

    public static int Count { get; } = Containers.Length + Pods.Length + Others.Length + Customs.Length;

    /// <summary>A shape as an object; the same number is the same shape under any name.</summary>
    public static string Of(int number, string name, Bench bench)
    {
        var index = number % Count;
        if (index < Containers.Length) return Deployment(bench, name, Containers[index], "");
        index -= Containers.Length;
        if (index < Pods.Length) return Deployment(bench, name, "", $"      {Pods[index]}\n");
        index -= Pods.Length;
        if (index < Others.Length) return Plain(bench, name, Others[index].Kind, Others[index].Body);
        return Plain(bench, name, $"{Group(bench)}/v1 Odd", $"spec: {Customs[index - Others.Length]}");
    }

    public static string DefinitionName(Bench bench) => $"odds.{Group(bench)}";

    /// <summary>A kind with every sort of list, map and default that a definition knows.</summary>
    public static string Definition(Bench bench) => """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: odds.GROUP}
        spec:
          group: GROUP
          scope: Namespaced
          names: {kind: Odd, plural: odds, singular: odd, listKind: OddList}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      atomic: {type: array, x-kubernetes-list-type: atomic, items: {type: object, properties: {a: {type: string}, b: {type: integer, default: 5}}}}
                      set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                      map:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items:
                          type: object
                          required: [name]
                          properties:
                            name: {type: string}
                            value: {type: string}
                            port: {type: integer, default: 80}
                            inner: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object, required: [name], properties: {name: {type: string}, value: {type: string, default: v}}}}
                      pairs: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name, protocol], items: {type: object, required: [name], properties: {name: {type: string}, protocol: {type: string, default: TCP}}}}
                      plain: {type: array, items: {type: string}}
                      defaulted: {type: object, default: {}, properties: {x: {type: integer, default: 1}, y: {type: string, default: why}, z: {type: string}}}
                      nullable: {type: string, nullable: true, default: d}
                      either: {x-kubernetes-int-or-string: true}
                      free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                      embedded: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
                      labels: {type: object, additionalProperties: {type: string}}
                      whole: {type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: string}}
                      number: {type: number}
                      count: {type: integer}
                      flag: {type: boolean}
                      text: {type: string}
                      list: {type: array, items: {type: array, items: {type: string}}}

        """.Replace("GROUP", Group(bench), StringComparison.Ordinal);

    private static string Group(Bench bench) => $"{bench.Name}.example.com";

    private static string Plain(Bench bench, string name, string kind, string body)
    {
        var words = kind.Split(' ');
        ImmutableArray<string> ofCluster = ["ClusterRole", "ClusterRoleBinding", "PriorityClass", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"];
        var place = ofCluster.Contains(words[1]) ? $"name: {bench.Name}-{name}" : $"name: {name}, namespace: {bench.Name}";
        return string.Create(CultureInfo.InvariantCulture, $"---\napiVersion: {words[0]}\nkind: {words[1]}\nmetadata: {{{place}}}\n{body}\n");
    }

    private static string Deployment(Bench bench, string name, string container, string pod) => string.Create(CultureInfo.InvariantCulture, $"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {name}
          namespace: {bench.Name}
        spec:
          replicas: 0
          selector:
            matchLabels:
              app: x
          template:
            metadata:
              labels:
                app: x
            spec:
              containers:
              - name: c
                image: nginx
                {container}

        """) + pod;
}
