using System.Globalization;
using System.Text;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>Objects that a server writes otherwise than they were sent, or that field ownership has odd words for: at rest none of them may count as moved.</summary>
public sealed class AwkwardTests
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
    ];

    private static readonly string[] Pods =
    [
        "nodeSelector: {}", "tolerations: []", "tolerations: [{key: a, operator: Exists}]", "volumes: [{name: v, emptyDir: {}}]",
        "volumes: [{name: v, emptyDir: {sizeLimit: 1024Mi}}]", "volumes: [{name: v, secret: {secretName: s}}]", "volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]",
        "volumes: [{name: v, hostPath: {path: /a}}]", "securityContext: {runAsNonRoot: true, fsGroup: 5}", "imagePullSecrets: []", "terminationGracePeriodSeconds: 0",
        "initContainers: [{name: b, image: x}, {name: a, image: x}]", "hostAliases: [{ip: 1.1.1.1, hostnames: [a]}]", "serviceAccountName: foo",
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}}]",
    ];

    private static readonly (string Kind, string Body)[] Others =
    [
        ("v1 Service", "spec: {ports: [{port: 80}], clusterIP: ''}"), ("v1 Service", "spec: {ports: [{port: 80, nodePort: 0}], selector: {a: b}}"), ("v1 Service", "spec: {clusterIP: None, selector: {a: b}}"),
        ("v1 Service", "spec: {ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP}]}"), ("v1 Service", "spec: {type: ExternalName, externalName: a.b}"),
        ("v1 ConfigMap", "data: {}"), ("v1 ConfigMap", "data: {a: null}"), ("v1 ConfigMap", "binaryData: {a: eA==}"), ("v1 Secret", "stringData: {a: x}"), ("v1 Secret", "data: {a: eA==}\nstringData: {b: y}"),
        ("v1 ServiceAccount", "imagePullSecrets: []"), ("v1 PersistentVolumeClaim", "spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1024Mi}}}"),
        ("rbac.authorization.k8s.io/v1 Role", "rules: []"), ("rbac.authorization.k8s.io/v1 RoleBinding", "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}\nsubjects: [{kind: User, name: x}]"),
        ("networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {}, egress: []}"), ("networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}"),
        ("networking.k8s.io/v1 Ingress", "spec: {tls: [], rules: [{host: a.example.com}]}"), ("policy/v1 PodDisruptionBudget", "spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}"),
        ("autoscaling/v2 HorizontalPodAutoscaler", "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, maxReplicas: 5, metrics: [{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1024Mi}}}]}"),
        ("batch/v1 CronJob", "spec: {schedule: '@hourly', suspend: true, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: a}]}}}}}"),
        ("v1 ResourceQuota", "spec: {hard: {pods: 500, requests.cpu: 100000m}}"), ("v1 LimitRange", "spec: {limits: [{type: PersistentVolumeClaim, max: {storage: 1024Gi}}]}"),
    ];

    [Theory, Everywhere]
    public async Task Awkward_objects_are_unchanged_once_they_are_applied(Target target)
    {
        await using var bench = await Bench.On(target);
        var text = new StringBuilder();
        var count = 0;
        string Name() => string.Create(CultureInfo.InvariantCulture, $"o{++count}");
        foreach (var container in Containers) text.Append(Deployment(bench, Name(), container, ""));
        foreach (var pod in Pods) text.Append(Deployment(bench, Name(), "", $"      {pod}\n"));
        foreach (var (kind, body) in Others)
        {
            var words = kind.Split(' ');
            text.Append(CultureInfo.InvariantCulture, $"---\napiVersion: {words[0]}\nkind: {words[1]}\nmetadata: {{name: {Name()}, namespace: {bench.Name}}}\n{body}\n");
        }
        bench.Write("awkward.yaml", text.ToString());
        var plan = await bench.Settle(waits: false);
        Assert.Equal(count, plan.Counts.Create);
        Assert.True(count > 55, $"{count} objects");
        Assert.All((await bench.Plan()).Changes, change => Assert.Equal(ChangeAction.Keep, change.Action));
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
