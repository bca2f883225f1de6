using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Health;

/// <summary>Why pods are not ready, from statuses and events as kubelets and controllers write them.</summary>
public sealed class PodProblemTests
{
    private const string NotReady = "conditions: [{type: PodScheduled, status: 'True'}, {type: Ready, status: 'False', reason: ContainersNotReady}]";

    private static MapNode Pod(string status, string name = "shop-a", string spec = "{containers: [{name: web, image: 'shop:v42'}]}", string owner = "ReplicaSet") => Trees.Read(
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: demo, uid: u-{name}, ownerReferences: [{{kind: {owner}, name: shop}}]}}\nspec: {spec}\nstatus: {status}\n");

    private static MapNode Waiting(string reason, string message, string name = "shop-a", string extra = "") =>
        Pod($"{{phase: Pending, {NotReady}, containerStatuses: [{{name: web, ready: false, image: 'shop:v42', restartCount: 0, state: {{waiting: {{reason: {reason}, message: '{message}'}}}}{extra}}}]}}", name);

    private static MapNode Event(string reason, string message, string kind = "Pod", string name = "shop-a", string time = "2026-08-01T10:00:00Z") => Trees.Read(
        $"apiVersion: v1\nkind: Event\ninvolvedObject: {{kind: {kind}, name: {name}, fieldPath: 'spec.containers{{web}}'}}\nreason: {reason}\nmessage: '{message}'\nlastTimestamp: '{time}'\ntype: Warning\n");

    [Theory]
    [InlineData("ImagePullBackOff", "Back-off pulling image \"shop:v42\"", "back-off pulling image shop:v42")]
    [InlineData("ImagePullBackOff", "Back-off pulling image \"shop:v42\": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/library/shop:v42\": not found", "back-off pulling image shop:v42 (not found)")]
    [InlineData("ErrImagePull", "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized", "can't pull image shop:v42 (access denied)")]
    [InlineData("ErrImagePull", "pull access denied, repository does not exist or may require authorization", "can't pull image shop:v42 (no such image, or access denied)")]
    [InlineData("ErrImagePull", "dial tcp: lookup registry.example: no such host", "can't pull image shop:v42 (registry not reachable)")]
    [InlineData("ErrImagePull", "toomanyrequests: You have reached your pull rate limit", "can't pull image shop:v42 (too many requests)")]
    [InlineData("InvalidImageName", "Failed to apply default image tag", "shop:v42 is no name of an image")]
    [InlineData("ErrImageNeverPull", "Container image is not present with pull policy of Never", "image shop:v42 is not on the node, and imagePullPolicy is Never")]
    [InlineData("CreateContainerConfigError", "secret \"shop-env\" not found", "container web can't be configured: Secret shop-env not found")]
    [InlineData("CreateContainerConfigError", "configmap \"shop-env\" not found", "container web can't be configured: ConfigMap shop-env not found")]
    [InlineData("CreateContainerConfigError", "couldn''t find key PASSWORD in Secret demo/shop-env", "container web can't be configured: Secret shop-env has no key PASSWORD")]
    [InlineData("CreateContainerConfigError", "container has runAsNonRoot and image will run as root", "container web can't be configured: runAsNonRoot is set, and the image runs as root or a named user")]
    [InlineData("RunContainerError", "failed to create shim task: exec: \"/bin/serve --password=hunter2\": stat: no such file or directory", "container web can't be started: a file or folder that it names does not exist")]
    [InlineData("CreateContainerError", "something new with hunter2", "container web can't be started")]
    [InlineData("PostStartHookError", "Exec lifecycle hook printed hunter2", "the postStart hook of container web fails")]
    [InlineData("ContainerCreating", "", null)]
    public void A_container_that_waits(string reason, string message, string? problem) => Assert.Equal(problem, PodProblems.Of([Waiting(reason, message)]));

    [Theory]
    [InlineData("restartCount: 5, state: {waiting: {reason: CrashLoopBackOff, message: 'back-off 2m40s restarting failed container=web'}}, lastState: {terminated: {exitCode: 1, reason: Error, message: hunter2}}", "container web keeps crashing: exit code 1, 5 restarts")]
    [InlineData("restartCount: 1, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}", "container web keeps crashing: out of memory (OOMKilled), 1 restart")]
    [InlineData("restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 0, reason: Completed}}", "container web keeps ending with exit code 0, 3 restarts")]
    [InlineData("restartCount: 2, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 128, reason: StartError, message: hunter2}}", "container web keeps crashing: its command can't be run (exit code 128), 2 restarts")]
    [InlineData("restartCount: 2, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason: Error}}", "container web keeps crashing: exit code 137 (killed), 2 restarts")]
    [InlineData("restartCount: 0, state: {terminated: {exitCode: 2, reason: Error}}", "container web crashed: exit code 2")]
    [InlineData("restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}", "container web keeps crashing, 4 restarts")]
    [InlineData("restartCount: 0, state: {running: {startedAt: '2026-08-01T10:00:00Z'}}, ready: false, started: true", null)]
    [InlineData("restartCount: 2, state: {running: {}}, ready: false, started: true, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}", "container web is not ready, after 2 restarts (out of memory (OOMKilled))")]
    public void A_container_that_ends(string container, string? problem) =>
        Assert.Equal(problem, PodProblems.Of([Pod($"{{phase: Running, {NotReady}, containerStatuses: [{{name: web, {container}}}]}}")]));

    [Theory]
    [InlineData("readinessProbe", "started: true, restartCount: 0", null, "the readiness probe of container web has not passed yet")]
    [InlineData("readinessProbe", "started: true, restartCount: 2", "Readiness probe failed: HTTP probe failed with statuscode: 503", "the readiness probe of container web fails (HTTP status 503), after 2 restarts")]
    [InlineData("readinessProbe", "started: true, restartCount: 0", "Readiness probe failed: Get \"http://10.0.0.3:80/?token=hunter2\": dial tcp 10.0.0.3:80: connect: connection refused", "the readiness probe of container web fails (connection refused)")]
    [InlineData("readinessProbe", "started: true, restartCount: 0", "Readiness probe failed: cat hunter2", "the readiness probe of container web fails")]
    [InlineData("startupProbe", "started: false, restartCount: 1", "Startup probe failed: context deadline exceeded", "the startup probe of container web fails (no answer in time), after 1 restart")]
    [InlineData("startupProbe", "started: false, restartCount: 0", "Readiness probe failed: x", "the startup probe of container web has not passed yet")]
    public void A_container_whose_probe_fails(string probe, string container, string? message, string problem)
    {
        var pod = Pod($"{{phase: Running, {NotReady}, containerStatuses: [{{name: web, ready: false, state: {{running: {{}}}}, {container}}}]}}", spec: $"{{containers: [{{name: web, image: 'shop:v42', {probe}: {{httpGet: {{port: 80}}}}}}]}}");
        Assert.Equal(problem, PodProblems.Of([pod], message is null ? null : [Event("Unhealthy", message)]));
    }

    [Theory]
    [InlineData("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.'}]}", "unschedulable: 0/3 nodes are available: 3 Insufficient cpu")]
    [InlineData("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated, message: Scheduling is blocked due to non-empty scheduling gates}]}", "a scheduling gate holds it")]
    [InlineData("{phase: Pending, initContainerStatuses: [{name: migrate, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, reason: Error}}}], containerStatuses: [{name: web, state: {waiting: {reason: PodInitializing}}}]}", "init container migrate keeps crashing: exit code 1, 3 restarts")]
    [InlineData("{phase: Pending, initContainerStatuses: [{name: migrate, ready: false, restartCount: 0, state: {running: {}}}], containerStatuses: [{name: web, state: {waiting: {reason: PodInitializing}}}]}", "init container migrate is still running")]
    [InlineData("{phase: Pending, initContainerStatuses: [{name: migrate, ready: true, state: {terminated: {exitCode: 0, reason: Completed}}}], containerStatuses: [{name: web, state: {waiting: {reason: PodInitializing}}}]}", null)]
    [InlineData("{phase: Failed, reason: Evicted, message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. '}", "evicted: the node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi")]
    [InlineData("{phase: Failed, reason: OutOfcpu, message: 'Node didn''t have enough resource: cpu'}", "OutOfcpu: node didn't have enough resource: cpu")]
    [InlineData("{phase: Succeeded}", "a pod has completed and does not run again")]
    [InlineData("{phase: Running, conditions: [{type: ContainersReady, status: 'True'}, {type: Ready, status: 'False', reason: ReadinessGatesNotReady}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}", "waiting for readiness gate example.com/balanced")]
    [InlineData("{phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, restartCount: 9, state: {running: {}}}]}", null)]
    [InlineData("{}", null)]
    public void A_pod_that_is_not_ready(string status, string? problem) => Assert.Equal(problem,
        PodProblems.Of([Pod(status, spec: "{readinessGates: [{conditionType: example.com/balanced}], initContainers: [{name: migrate, image: 'shop:v42'}], containers: [{name: web, image: 'shop:v42'}]}")]));

    [Theory]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"env\" : secret \"shop-env\" not found", "volume env can't be mounted: secret \"shop-env\" not found")]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"env\" : references non-existent config key: app.ini", "volume env can't be mounted: references non-existent config key: app.ini")]
    [InlineData("FailedMount", "MountVolume.MountDevice failed for volume \"data\" : mount -o username=a,password=hunter2 failed", "volume data can't be mounted")]
    [InlineData("FailedAttachVolume", "Multi-Attach error for volume \"pv-1\" Volume is already used by 1 pod(s) on different nodes", "volume pv-1 is still attached to another node")]
    [InlineData("FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: plugin type=\"flannel\" failed", "its node can't set up the pod's network or sandbox")]
    [InlineData("Pulling", "Pulling image \"shop:v42\"", null)]
    public void An_event_of_a_pod_that_is_being_set_up(string reason, string message, string? problem) =>
        Assert.Equal(problem, PodProblems.Of([Waiting("ContainerCreating", "")], [Event(reason, message)]));

    [Fact]
    public void An_event_of_another_pod_is_passed_over() =>
        Assert.Null(PodProblems.Of([Waiting("ContainerCreating", "")], [Event("FailedMount", "x", name: "shop-b")]));

    [Fact]
    public void A_quota_that_lets_no_pod_be_made_is_told_from_the_event_of_their_owner() => Assert.Equal(
        "quota small is exceeded, requested: pods=1, used: pods=2, limited: pods=2",
        PodProblems.Of([], [Event("FailedCreate", "create Pod db-0 in StatefulSet db failed error: pods \"db-0\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2", "StatefulSet", "db")]));

    [Fact]
    public void A_refused_value_of_a_pod_is_not_repeated() => Assert.Equal(
        "its pods can't be made: Pod \"shop-x\" is invalid: spec.containers[0].env[0].value: Invalid value",
        PodProblems.Of([], [Event("FailedCreate", "Error creating: Pod \"shop-x\" is invalid: spec.containers[0].env[0].value: Invalid value: \"hunter2\": must be short", "ReplicaSet", "shop")]));

    [Fact]
    public void The_newest_event_counts() => Assert.Equal("its pods can't be made: new", PodProblems.Of([],
        [Event("FailedCreate", "Error creating: new", "ReplicaSet", time: "2026-08-01T10:00:05Z"), Event("FailedCreate", "Error creating: old", "ReplicaSet", time: "2026-08-01T10:00:01Z")]));

    [Fact]
    public void The_most_telling_problem_goes_first_whatever_the_order_of_the_pods()
    {
        MapNode[] pods =
        [
            Pod("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: no}]}", "shop-a"),
            Waiting("ImagePullBackOff", "x", "shop-b"),
            Pod("{phase: Running, containerStatuses: [{name: web, restartCount: 1, state: {waiting: {reason: CrashLoopBackOff}}}]}", "shop-c"),
        ];
        Assert.Equal("back-off pulling image shop:v42", PodProblems.Of(pods));
        Assert.Equal("back-off pulling image shop:v42", PodProblems.Of(pods.Reverse()));
    }

    [Fact]
    public void Among_equal_problems_the_one_of_most_pods_goes_first() => Assert.Equal("can't pull image shop:v42",
        PodProblems.Of([Waiting("ImagePullBackOff", "x", "shop-a"), Waiting("ErrImagePull", "x", "shop-b"), Waiting("ErrImagePull", "x", "shop-c")]));

    [Fact]
    public void Pods_that_go_and_completed_pods_of_a_job_are_no_problem()
    {
        var dying = Trees.Read("apiVersion: v1\nkind: Pod\nmetadata: {name: a, deletionTimestamp: '2026-08-01T10:00:00Z'}\nstatus: {phase: Failed, reason: Evicted}\n");
        Assert.Null(PodProblems.Of([dying, Pod("{phase: Succeeded}", owner: "Job")]));
    }

    [Fact]
    public void A_sidecar_is_judged_as_a_container() => Assert.Equal("the readiness probe of container proxy has not passed yet", PodProblems.Of([Pod(
        "{phase: Running, initContainerStatuses: [{name: proxy, ready: false, started: true, restartCount: 0, state: {running: {}}}]}",
        spec: "{initContainers: [{name: proxy, restartPolicy: Always, readinessProbe: {tcpSocket: {port: 1}}}], containers: [{name: web}]}")]));

    [Theory]
    [InlineData(HealthState.Progressing, "2 of 3 pods ready", "back-off pulling image shop:v42", "2 of 3 pods ready: back-off pulling image shop:v42")]
    [InlineData(HealthState.Failed, "1 of 3 pods updated: quota x is exceeded", "evicted", "1 of 3 pods updated: quota x is exceeded; evicted")]
    [InlineData(HealthState.Progressing, "2 of 3 pods ready: evicted", "evicted", "2 of 3 pods ready: evicted")]
    [InlineData(HealthState.Progressing, "2 of 3 pods ready", null, "2 of 3 pods ready")]
    [InlineData(HealthState.Healthy, "3 of 3 pods ready", "evicted", "3 of 3 pods ready")]
    public void A_verdict_and_the_problem_of_its_pods_are_one_sentence(HealthState state, string message, string? problem, string combined) =>
        Assert.Equal(combined, new HealthVerdict(state, message).With(problem).Message);
}
