using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Health;

/// <summary>Whatever an object looks like, it gets a verdict with a message, and never a secret in it.</summary>
public sealed class HealthProperties
{
    private const string Secret = "hunter2-of-the-secret";

    private static readonly string[] Kinds =
    [
        "apps/v1 Deployment", "apps/v1 ReplicaSet", "v1 ReplicationController", "apps/v1 StatefulSet", "apps/v1 DaemonSet", "v1 Pod", "batch/v1 Job", "batch/v1 CronJob", "v1 PersistentVolumeClaim", "v1 PersistentVolume", "v1 Service",
        "networking.k8s.io/v1 Ingress", "v1 Namespace", "apiextensions.k8s.io/v1 CustomResourceDefinition", "apiregistration.k8s.io/v1 APIService", "autoscaling/v2 HorizontalPodAutoscaler", "policy/v1 PodDisruptionBudget",
        "helm.cattle.io/v1 HelmChart", "cert-manager.io/v1 Certificate", "cert-manager.io/v1 Issuer", "keda.sh/v1alpha1 ScaledObject", "http.keda.sh/v1alpha1 HTTPScaledObject", "gateway.networking.k8s.io/v1 Gateway", "gateway.networking.k8s.io/v1 HTTPRoute",
        "v1 Secret", "example.com/v1 Widget",
    ];

    private static readonly string[] Keys =
    [
        "metadata", "spec", "status", "conditions", "type", "reason", "message", "generation", "observedGeneration", "deletionTimestamp", "finalizers", "annotations", "ownerReferences", "replicas", "readyReplicas", "updatedReplicas", "availableReplicas",
        "updateStrategy", "rollingUpdate", "partition", "phase", "containerStatuses", "initContainerStatuses", "containers", "initContainers", "state", "lastState", "waiting", "running", "terminated", "exitCode", "restartCount", "name", "image", "readinessProbe",
        "startupProbe", "readinessGates", "conditionType", "parents", "parentRef", "parentRefs", "loadBalancer", "ingress", "ip", "addresses", "claimRef", "volumeName", "jobName", "active", "succeeded", "failed", "completions", "backoffLimit", "suspend", "paused",
        "desiredNumberScheduled", "updatedNumberScheduled", "involvedObject", "regarding", "series", "lastTimestamp", "fieldPath", "note", "currentRevision", "updateRevision", "notAfter", "failedIssuanceAttempts", "minReadySeconds",
    ];

    private static readonly string[] Texts =
    [
        "", " ", ".", "A", "True", "False", "Unknown", "Ready", "Available", "Synced", "Failed", "Progressing", "Complete", "Accepted", "PodScheduled", "Unschedulable", "CrashLoopBackOff", "ImagePullBackOff", "CreateContainerConfigError", "ReplicaFailure",
        "ProgressDeadlineExceeded", "exceeded quota: ", "Error creating: ", "Invalid value:", "FailedCreate", "FailedMount", "Unhealthy", "Readiness probe failed: ", "couldn't find key ", "web", "Pending", "Running", "Evicted", "LoadBalancer", "\n\n", "\U0001F600", "{}", "volume \"",
    ];

    private static readonly int[] Numbers = [0, 1, 2, 3, -1, int.MaxValue, int.MinValue];

    [Fact]
    public void No_tree_of_any_shape_throws()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var kind = Kinds[seed % Kinds.Length].Split(' ');
            var body = Object(random, kind);
            var verdict = HealthRules.Of(body);
            Assert.False(string.IsNullOrWhiteSpace(verdict.Message), $"seed {seed}");
            Assert.DoesNotContain('\n', verdict.Message);
            HealthRules.OfChart(body, random.Next(2) == 0 ? null : Object(random, kind));
            var problem = PodProblems.Of([body, Object(random, kind)], [Object(random, kind), Object(random, kind)]);
            Assert.NotEqual("", problem);
        }
    }

    /// <summary>Where only a process or its output speaks, nothing is repeated, and neither is what a Secret or an env holds.</summary>
    [Theory]
    [InlineData("Pod", "status: {phase: Failed, containerStatuses: [{name: web, state: {terminated: {exitCode: 1, message: SECRET}}}]}")]
    [InlineData("Pod", "status: {containerStatuses: [{name: web, state: {waiting: {reason: CrashLoopBackOff, message: SECRET}}, lastState: {terminated: {exitCode: 1, message: SECRET}}}]}")]
    [InlineData("Pod", "status: {containerStatuses: [{name: web, state: {waiting: {reason: RunContainerError, message: 'exec SECRET permission denied'}}}]}")]
    [InlineData("Pod", "status: {containerStatuses: [{name: web, state: {waiting: {reason: CreateContainerConfigError, message: 'SECRET'}}}]}")]
    [InlineData("Pod", "status: {containerStatuses: [{name: web, state: {waiting: {reason: ImagePullBackOff, message: 'user:SECRET unauthorized'}}}]}")]
    [InlineData("Pod", "status: {containerStatuses: [{name: web, state: {running: {}}}]}\nspec: {containers: [{name: web, readinessProbe: {exec: {command: [SECRET]}}, env: [{name: A, value: SECRET}]}]}")]
    [InlineData("Secret", "data: {password: SECRET}\nstringData: {password: SECRET}")]
    public void No_secret_is_repeated(string kind, string rest)
    {
        var body = Trees.Read($"apiVersion: v1\nkind: {kind}\nmetadata: {{name: x}}\n{rest.Replace("SECRET", Secret, StringComparison.Ordinal)}\n");
        var events = new[] { "Unhealthy", "FailedMount", "FailedCreatePodSandBox", "BackOff" }.Select(reason => Trees.Read(
            $"apiVersion: v1\nkind: Event\ninvolvedObject: {{kind: Pod, name: x}}\nreason: {reason}\nmessage: 'Readiness probe failed: volume \"v\" {Secret}'\n")).ToArray();
        Assert.DoesNotContain(Secret, HealthRules.Of(body).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, PodProblems.Of([body], events) ?? "", StringComparison.Ordinal);
    }

    private static MapNode Object(Random random, string[] kind) =>
        new([new MapEntry("apiVersion", kind[0]), new MapEntry("kind", kind[1]), .. new[] { "metadata", "spec", "status", "involvedObject", "reason", "message" }.Select(key => new MapEntry(key, Tree(random, 0, key)))]);

    private static Node Tree(Random random, int depth, string key) => random.Next(depth > 5 ? 4 : 12) switch
    {
        0 => ScalarNode.Null,
        1 => Numbers[random.Next(Numbers.Length)],
        2 => random.Next(2) == 0,
        3 => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Texts[random.Next(Texts.Length)]))!,
        < 7 when key is "type" or "reason" or "status" or "message" or "phase" or "name" => Texts[random.Next(Texts.Length)]!,
        < 7 => new ListNode([.. Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, depth + 1, key == "conditions" ? "condition" : ""))]),
        _ => new MapNode([.. Enumerable.Range(0, random.Next(8)).Select(_ => Keys[random.Next(Keys.Length)])
            .Concat(key == "condition" ? ["type", "status", "message"] : [])
            .Distinct().Select(each => new MapEntry(each, Tree(random, depth + 1, each)))]),
    };
}
