namespace Reconciler.Core.Tests.Health;

/// <summary>Workloads in each state that their controllers report.</summary>
public sealed class WorkloadHealthTests
{
    private const string Moving = "conditions: [{type: Available, status: \"True\", reason: MinimumReplicasAvailable, message: Deployment has minimum availability.}, {type: Progressing, status: \"True\", reason: ReplicaSetUpdated}]";
    private const string Stuck = "conditions: [{type: Available, status: \"False\", reason: MinimumReplicasUnavailable}, {type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded, message: ReplicaSet \"shop-5d9\" has timed out progressing.}]";
    private const string OverQuota = "conditions: [{type: Progressing, status: \"True\", reason: NewReplicaSetCreated}, {type: ReplicaFailure, status: \"True\", reason: FailedCreate, message: 'pods \"shop-5d9-x\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2'}]";

    [Theory]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, " + Moving + "}", "Healthy: 3 of 3 pods ready")]
    [InlineData("{}", "{observedGeneration: 2, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1}", "Healthy: 1 of 1 pod ready")]
    [InlineData("{replicas: 0}", "{observedGeneration: 2}", "Healthy: scaled to 0")]
    [InlineData("{replicas: 0}", "{observedGeneration: 2, replicas: 1, updatedReplicas: 1}", "Progressing: waiting for 1 pod to go")]
    [InlineData("{replicas: 3}", "{observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3}", "Progressing: waiting for its controller to see the last change")]
    [InlineData("{replicas: 3}", "{}", "Progressing: waiting for its controller to see the last change")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 2, availableReplicas: 2}", "Progressing: 2 of 3 pods ready")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 4, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3, " + Moving + "}", "Progressing: 1 of 3 pods updated")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 4, updatedReplicas: 3, readyReplicas: 4, availableReplicas: 4}", "Progressing: waiting for 1 old pod to go")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 5, updatedReplicas: 3, readyReplicas: 5, availableReplicas: 5}", "Progressing: waiting for 2 old pods to go")]
    [InlineData("{replicas: 1}", "{observedGeneration: 2, replicas: 2, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1}", "Progressing: 1 of 1 pod updated, not all of them ready")]
    [InlineData("{replicas: 3, minReadySeconds: 10}", "{observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 1}", "Progressing: 3 of 3 pods ready, 2 of them for less than the 10 s of minReadySeconds")]
    [InlineData("{replicas: 2}", "{observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3}", "Progressing: waiting for 1 pod to go")]
    [InlineData("{replicas: 3, progressDeadlineSeconds: 60}", "{observedGeneration: 2, replicas: 4, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3, " + Stuck + "}", "Failed: 1 of 3 pods updated, no progress for 60 s")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, " + Stuck + "}", "Healthy: 3 of 3 pods ready")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, " + OverQuota + "}", "Progressing: 2 of 3 pods ready: quota small is exceeded, requested: pods=1, used: pods=2, limited: pods=2")]
    [InlineData("{replicas: 3, paused: true}", "{observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3}", "Healthy: paused, 3 of 3 pods ready")]
    [InlineData("{replicas: 3, paused: true}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3}", "Healthy: paused, 3 of 3 pods ready, 0 of 3 pods updated")]
    [InlineData("{replicas: 3, paused: true}", "{observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 1, availableReplicas: 1}", "Progressing: paused, 1 of 3 pods ready")]
    public void A_deployment(string spec, string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("apps/v1", "Deployment", $"spec: {spec}\nstatus: {status}\n"));

    [Theory]
    [InlineData("{replicas: 2}", "{observedGeneration: 2, replicas: 2, readyReplicas: 2, availableReplicas: 2, fullyLabeledReplicas: 2}", "Healthy: 2 of 2 pods ready")]
    [InlineData("{replicas: 2}", "{observedGeneration: 2, replicas: 2, readyReplicas: 1, availableReplicas: 1}", "Progressing: 1 of 2 pods ready")]
    [InlineData("{replicas: 2}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3}", "Progressing: waiting for 1 pod to go")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 0, " + OverQuota + "}", "Progressing: 0 of 3 pods ready: quota small is exceeded, requested: pods=1, used: pods=2, limited: pods=2")]
    [InlineData("{replicas: 2}", "{observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2}", "Progressing: waiting for its controller to see the last change")]
    public void A_replica_set(string spec, string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("apps/v1", "ReplicaSet", $"spec: {spec}\nstatus: {status}\n"));

    [Theory]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3, currentReplicas: 3, updatedReplicas: 3, currentRevision: db-1, updateRevision: db-1}", "Healthy: 3 of 3 pods ready")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 1, availableReplicas: 0, updatedReplicas: 1, currentRevision: db-1, updateRevision: db-1}", "Progressing: 0 of 3 pods ready")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 3, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 1, currentRevision: db-1, updateRevision: db-2}", "Progressing: 1 of 3 pods updated")]
    [InlineData("{replicas: 3}", "{observedGeneration: 2, replicas: 3, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 3, currentRevision: db-1, updateRevision: db-2}", "Progressing: 2 of 3 pods ready")]
    [InlineData("{replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 0, currentRevision: db-1, updateRevision: db-2}", "Progressing: 0 of 1 pod updated, the partition keeps 2 pods as they are")]
    [InlineData("{replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 2, currentRevision: db-1, updateRevision: db-2}", "Healthy: 3 of 3 pods ready, the partition keeps 1 pod as it is")]
    [InlineData("{replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 9}}}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 0, currentRevision: db-1, updateRevision: db-2}", "Healthy: 3 of 3 pods ready, the partition keeps 3 pods as they are")]
    [InlineData("{replicas: 3, updateStrategy: {type: OnDelete}}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 1, currentRevision: db-1, updateRevision: db-2}", "Healthy: 3 of 3 pods ready, 2 of them updated only when deleted")]
    [InlineData("{replicas: 3, updateStrategy: {type: OnDelete}}", "{observedGeneration: 2, replicas: 3, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 1, currentRevision: db-1, updateRevision: db-2}", "Progressing: 2 of 3 pods ready")]
    [InlineData("{replicas: 2, minReadySeconds: 5}", "{observedGeneration: 2, replicas: 2, readyReplicas: 2, availableReplicas: 1, updatedReplicas: 2, currentRevision: db-1, updateRevision: db-1}", "Progressing: 2 of 2 pods ready, 1 of them for less than the 5 s of minReadySeconds")]
    [InlineData("{replicas: 1}", "{observedGeneration: 2, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3, currentRevision: db-1, updateRevision: db-1}", "Progressing: waiting for 2 pods to go")]
    [InlineData("{replicas: 0}", "{observedGeneration: 2, replicas: 0, currentRevision: db-1, updateRevision: db-1}", "Healthy: scaled to 0")]
    [InlineData("{replicas: 3}", "{replicas: 0}", "Progressing: waiting for its controller to see the last change")]
    public void A_stateful_set(string spec, string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("apps/v1", "StatefulSet", $"spec: {spec}\nstatus: {status}\n"));

    [Theory]
    [InlineData("{}", "{observedGeneration: 2, currentNumberScheduled: 3, desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3, updatedNumberScheduled: 3, numberMisscheduled: 0}", "Healthy: 3 of 3 pods ready")]
    [InlineData("{}", "{observedGeneration: 2, currentNumberScheduled: 3, desiredNumberScheduled: 3, numberReady: 2, numberAvailable: 2, updatedNumberScheduled: 3}", "Progressing: 2 of 3 pods ready")]
    [InlineData("{}", "{observedGeneration: 2, currentNumberScheduled: 3, desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3, updatedNumberScheduled: 1}", "Progressing: 1 of 3 pods updated")]
    [InlineData("{}", "{observedGeneration: 2, currentNumberScheduled: 1, desiredNumberScheduled: 3, numberReady: 0, updatedNumberScheduled: 1}", "Progressing: 0 of 3 pods ready")]
    [InlineData("{updateStrategy: {type: OnDelete}}", "{observedGeneration: 2, currentNumberScheduled: 3, desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3, updatedNumberScheduled: 1}", "Healthy: 3 of 3 pods ready, 2 of them updated only when deleted")]
    [InlineData("{}", "{observedGeneration: 2, currentNumberScheduled: 0, desiredNumberScheduled: 0, numberReady: 0}", "Healthy: no node fits it")]
    [InlineData("{}", "{observedGeneration: 1, desiredNumberScheduled: 1, numberReady: 1, numberAvailable: 1, updatedNumberScheduled: 1}", "Progressing: waiting for its controller to see the last change")]
    public void A_daemon_set(string spec, string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("apps/v1", "DaemonSet", $"spec: {spec}\nstatus: {status}\n"));

    [Theory]
    [InlineData("{completions: 1, backoffLimit: 6}", "{startTime: '2026-08-01T10:00:00Z', completionTime: '2026-08-01T10:00:09Z', succeeded: 1, ready: 0, conditions: [{type: SuccessCriteriaMet, status: 'True'}, {type: Complete, status: 'True', reason: CompletionsReached}]}", "Healthy: completed, 1 of 1 pod succeeded")]
    [InlineData("{completions: 3, parallelism: 2}", "{active: 2, ready: 2, succeeded: 1, failed: 1}", "Progressing: 1 of 3 pods succeeded, 2 running, 1 failed")]
    [InlineData("{parallelism: 2}", "{active: 2}", "Progressing: 0 pods succeeded, 2 running")]
    [InlineData("{completions: 1}", "{}", "Progressing: 0 of 1 pod succeeded")]
    [InlineData("{completions: 1, backoffLimit: 2}", "{failed: 3, conditions: [{type: FailureTarget, status: 'True', reason: BackoffLimitExceeded}, {type: Failed, status: 'True', reason: BackoffLimitExceeded, message: Job has reached the specified backoff limit}]}", "Failed: failed: 3 pods failed, and backoffLimit allows 2")]
    [InlineData("{completions: 1, backoffLimit: 0}", "{failed: 1, active: 1, conditions: [{type: FailureTarget, status: 'True', reason: BackoffLimitExceeded}]}", "Failed: failed: 1 pod failed, and backoffLimit allows 0")]
    [InlineData("{completions: 1, activeDeadlineSeconds: 30}", "{failed: 1, conditions: [{type: Failed, status: 'True', reason: DeadlineExceeded, message: Job was active longer than specified deadline}]}", "Failed: failed: it ran for longer than the 30 s of activeDeadlineSeconds")]
    [InlineData("{completions: 1}", "{failed: 1, conditions: [{type: Failed, status: 'True', reason: PodFailurePolicy, message: Container job for pod demo/shop-x failed with exit code 42 matching FailJob rule at index 0}]}", "Failed: failed: container job for pod demo/shop-x failed with exit code 42 matching FailJob rule at index 0 (PodFailurePolicy)")]
    [InlineData("{completions: 1, suspend: true}", "{conditions: [{type: Suspended, status: 'True', reason: JobSuspended, message: Job suspended}]}", "Healthy: suspended")]
    [InlineData("{completions: 2}", "{active: 1, succeeded: 1, conditions: [{type: SuccessCriteriaMet, status: 'True', reason: SuccessPolicy}]}", "Progressing: succeeded, waiting for its last pods to end")]
    public void A_job(string spec, string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("batch/v1", "Job", $"spec: {spec}\nstatus: {status}\n"));

    [Theory]
    [InlineData("{schedule: '0 3 * * *'}", "{}", "Healthy: waiting for its first run")]
    [InlineData("{schedule: '0 3 * * *'}", "{lastScheduleTime: '2026-08-01T03:00:00Z', lastSuccessfulTime: '2026-08-01T03:00:05Z'}", "Healthy: last run at 2026-08-01T03:00:00Z")]
    [InlineData("{schedule: '0 3 * * *'}", "{lastScheduleTime: '2026-08-01T03:00:00Z', active: [{kind: Job, name: shop-1}]}", "Healthy: 1 job running")]
    [InlineData("{schedule: '0 3 * * *', suspend: true}", "{}", "Healthy: suspended")]
    public void A_cron_job(string spec, string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("batch/v1", "CronJob", $"spec: {spec}\nstatus: {status}\n"));

    [Theory]
    [InlineData("{phase: Running, conditions: [{type: Ready, status: 'True'}]}", "Healthy: ready")]
    [InlineData("{phase: Succeeded, conditions: [{type: Ready, status: 'False', reason: PodCompleted}]}", "Healthy: completed")]
    [InlineData("{phase: Pending}", "Progressing: not ready")]
    [InlineData("{phase: Failed, reason: Evicted, message: 'The node was low on resource: memory. '}", "Failed: failed: evicted: the node was low on resource: memory")]
    [InlineData("{phase: Failed, containerStatuses: [{name: web, state: {terminated: {exitCode: 3, reason: Error}}}]}", "Failed: failed: container web ended with exit code 3")]
    [InlineData("{phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: InvalidImageName, message: 'Failed to apply default image tag \"Shop:\"'}}}]}", "Failed: not ready: Shop: is no name of an image")]
    [InlineData("{phase: Running, conditions: [{type: Ready, status: 'False'}], containerStatuses: [{name: web, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, reason: Error}}}]}", "Progressing: not ready: container web keeps crashing: exit code 1, 4 restarts")]
    public void A_pod(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("v1", "Pod", $"spec: {{containers: [{{name: web, image: 'Shop:'}}]}}\nstatus: {status}\n"));
}
