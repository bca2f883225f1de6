using Reconciler.Health;

namespace Reconciler.Core.Tests.Health;

/// <summary>Everything that runs no pods, in each state that its controller reports.</summary>
public sealed class OtherHealthTests
{
    [Theory]
    [InlineData("spec: {volumeName: pv-1}\nstatus: {phase: Bound, capacity: {storage: 1Gi}}", "Healthy: bound to pv-1")]
    [InlineData("spec: {storageClassName: local-path}\nstatus: {phase: Pending}", "Healthy: waiting for its first pod")]
    [InlineData("spec: {volumeName: pv-1}\nstatus: {phase: Pending}", "Progressing: waiting to be bound to pv-1")]
    [InlineData("spec: {volumeName: pv-1}\nstatus: {phase: Lost}", "Failed: its volume pv-1 is gone")]
    [InlineData("spec: {volumeName: pv-1}\nstatus: {phase: Bound, conditions: [{type: Resizing, status: 'True'}]}", "Progressing: being resized")]
    [InlineData("spec: {volumeName: pv-1}\nstatus: {phase: Bound, conditions: [{type: FileSystemResizePending, status: 'True'}]}", "Healthy: bound, its file system grows when a pod mounts it")]
    [InlineData("spec: {volumeName: pv-1}\nstatus: {phase: Bound, conditions: [{type: ControllerResizeError, status: 'True', message: no space}]}", "Progressing: can't be resized: no space")]
    public void A_claim(string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("v1", "PersistentVolumeClaim", rest));

    [Theory]
    [InlineData("volume.kubernetes.io/storage-provisioner: rancher.io/local-path", "Progressing: waiting for rancher.io/local-path to make its volume")]
    [InlineData("volume.beta.kubernetes.io/storage-provisioner: ebs.csi.aws.com", "Progressing: waiting for ebs.csi.aws.com to make its volume")]
    [InlineData("volume.kubernetes.io/selected-node: node-1", "Progressing: waiting for a volume on node-1")]
    [InlineData("other: x", "Healthy: waiting for its first pod")]
    public void A_pending_claim_is_waited_for_once_a_volume_is_being_made(string annotation, string verdict) =>
        Assert.Equal(verdict, Verdict.Of($"apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: data, annotations: {{{annotation}}}}}\nstatus: {{phase: Pending}}\n"));

    [Theory]
    [InlineData("status: {phase: Available}", "Healthy: available")]
    [InlineData("spec: {claimRef: {namespace: demo, name: data}}\nstatus: {phase: Bound}", "Healthy: bound to demo/data")]
    [InlineData("spec: {claimRef: {namespace: demo, name: data}}\nstatus: {phase: Released}", "Healthy: released, its claim demo/data is gone")]
    [InlineData("status: {phase: Failed, reason: VolumeFailedDelete, message: 'host_path deleter only supports /tmp/.+'}", "Failed: failed: host_path deleter only supports /tmp/.+")]
    [InlineData("status: {phase: Pending}", "Progressing: waiting to be available")]
    public void A_volume(string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("v1", "PersistentVolume", rest));

    [Theory]
    [InlineData("spec: {type: ClusterIP}\nstatus: {loadBalancer: {}}", "Healthy: current")]
    [InlineData("spec: {type: LoadBalancer}\nstatus: {loadBalancer: {}}", "Progressing: waiting for the address of its load balancer")]
    [InlineData("spec: {type: LoadBalancer}\nstatus: {loadBalancer: {ingress: [{ip: 10.0.0.7, ipMode: VIP}]}}", "Healthy: reachable at 10.0.0.7")]
    [InlineData("spec: {type: LoadBalancer}\nstatus: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}", "Healthy: reachable at lb.example.com")]
    public void A_service(string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("v1", "Service", rest));

    [Theory]
    [InlineData("status: {loadBalancer: {}}", "Healthy: current")]
    [InlineData("status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}", "Healthy: reachable at 10.0.0.7")]
    public void An_ingress(string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("networking.k8s.io/v1", "Ingress", rest));

    [Theory]
    [InlineData("status: {phase: Active}", "Healthy: active")]
    [InlineData("", "Progressing: waiting to be active")]
    [InlineData("status: {phase: Terminating}", "Progressing: being deleted")]
    public void A_namespace(string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("v1", "Namespace", rest));

    [Theory]
    [InlineData("{conditions: [{type: NamesAccepted, status: 'True', reason: NoConflicts, message: no conflicts found}, {type: Established, status: 'True', reason: InitialNamesAccepted, message: the initial names have been accepted}]}", "Healthy: established")]
    [InlineData("{conditions: [{type: NamesAccepted, status: 'True'}, {type: Established, status: 'False', reason: Installing}]}", "Progressing: waiting to be established")]
    [InlineData("{}", "Progressing: waiting to be established")]
    [InlineData("{conditions: [{type: NamesAccepted, status: 'False', reason: PluralConflict, message: '\"widgets\" is already in use'}, {type: Established, status: 'False', reason: NotAccepted}]}", "Failed: its names are taken: \"widgets\" is already in use")]
    public void A_custom_resource_definition(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("apiextensions.k8s.io/v1", "CustomResourceDefinition", $"status: {status}"));

    [Theory]
    [InlineData("{conditions: [{type: Available, status: 'True', reason: Passed, message: all checks passed}]}", "Healthy: available")]
    [InlineData("{conditions: [{type: Available, status: 'False', reason: ServiceNotFound, message: service/metrics in \"demo\" is not present}]}", "Progressing: not available: service/metrics in \"demo\" is not present")]
    [InlineData("{}", "Progressing: waiting for the API server to try it")]
    public void An_api_service(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("apiregistration.k8s.io/v1", "APIService", $"status: {status}"));

    private const string Able = "{type: AbleToScale, status: 'True', reason: ReadyForNewScale}";

    [Theory]
    [InlineData("{}", "Progressing: waiting for its controller to look at it")]
    [InlineData("{currentReplicas: 2, desiredReplicas: 2, conditions: [" + Able + ", {type: ScalingActive, status: 'True', reason: ValidMetricFound}, {type: ScalingLimited, status: 'False', reason: DesiredWithinRange}]}", "Healthy: 2 replicas, 2 wanted")]
    [InlineData("{currentReplicas: 1, desiredReplicas: 1, conditions: [" + Able + ", {type: ScalingActive, status: 'True'}, {type: ScalingLimited, status: 'True', reason: TooFewReplicas, message: the desired replica count is less than the minimum replica count}]}", "Healthy: 1 replica, 1 wanted: the desired replica count is less than the minimum replica count")]
    [InlineData("{conditions: [{type: AbleToScale, status: 'False', reason: FailedGetScale, message: 'the HPA controller was unable to get the target''s current scale: deployments.apps \"shop\" not found'}]}", "Progressing: can't scale: the HPA controller was unable to get the target's current scale: deployments.apps \"shop\" not found")]
    [InlineData("{conditions: [" + Able + ", {type: ScalingActive, status: 'False', reason: FailedGetResourceMetric, message: 'the HPA was unable to compute the replica count: no metrics returned'}]}", "Progressing: has no metrics to scale by: the HPA was unable to compute the replica count: no metrics returned")]
    [InlineData("{conditions: [" + Able + ", {type: ScalingActive, status: 'False', reason: ScalingDisabled, message: scaling is disabled}]}", "Healthy: off while its target is scaled to 0")]
    public void An_autoscaler(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("autoscaling/v2", "HorizontalPodAutoscaler", $"status: {status}"));

    [Theory]
    [InlineData("{observedGeneration: 2, currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1, expectedPods: 2, conditions: [{type: DisruptionAllowed, status: 'True', reason: SufficientPods}]}", "Healthy: 2 pods ready, at least 1 wanted, 1 disruption allowed")]
    [InlineData("{observedGeneration: 2, currentHealthy: 0, desiredHealthy: 1, disruptionsAllowed: 0, conditions: [{type: DisruptionAllowed, status: 'False', reason: InsufficientPods}]}", "Healthy: 0 pods ready, at least 1 wanted, 0 disruptions allowed")]
    [InlineData("{observedGeneration: 2, conditions: [{type: DisruptionAllowed, status: 'False', reason: SyncFailed, message: found no controllers for pod \"x\"}]}", "Progressing: can't be computed: found no controllers for pod \"x\"")]
    [InlineData("{}", "Progressing: waiting for its controller to see the last change")]
    public void A_disruption_budget(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("policy/v1", "PodDisruptionBudget", $"status: {status}"));

    [Theory]
    [InlineData("", "Progressing: waiting for the helm controller to look at it")]
    [InlineData("status: {jobName: helm-install-shop, conditions: [{type: JobCreated, status: 'True', reason: Job created}, {type: Failed, status: 'False'}]}", "Healthy: handed to Job helm-install-shop")]
    [InlineData("status: {jobName: helm-install-shop, conditions: [{type: JobCreated, status: 'False'}]}", "Progressing: Job helm-install-shop isn't made yet")]
    [InlineData("status: {conditions: [{type: Failed, status: 'True', reason: Unsupported version, message: Helm v2 is no longer supported}]}", "Failed: failed: helm v2 is no longer supported")]
    public void A_helm_chart(string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("helm.cattle.io/v1", "HelmChart", rest));

    [Theory]
    [InlineData("{succeeded: 1, conditions: [{type: Complete, status: 'True'}]}", "Healthy: installed by Job helm-install-shop")]
    [InlineData("{active: 1}", "Progressing: Job helm-install-shop: 0 pods succeeded, 1 running")]
    [InlineData("{conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}], failed: 7}", "Failed: Job helm-install-shop: failed: 7 pods failed, and backoffLimit allows 6")]
    [InlineData(null, "Progressing: waiting for the Job that installs it")]
    public void A_helm_chart_with_its_job(string? status, string verdict)
    {
        var chart = Trees.Read("apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: shop}\nstatus: {jobName: helm-install-shop}\n");
        var job = status is null ? null : Trees.Read($"apiVersion: batch/v1\nkind: Job\nmetadata: {{name: helm-install-shop}}\nstatus: {status}\n");
        Assert.Equal(verdict, Verdict.Text(HealthRules.OfChart(chart, job)));
    }

    [Fact]
    public void A_helm_chart_that_failed_says_so_without_its_job() =>
        Assert.Equal("Failed: failed", Verdict.Text(HealthRules.OfChart(Trees.Read("apiVersion: helm.cattle.io/v1\nkind: HelmChart\nstatus: {conditions: [{type: Failed, status: 'True'}]}\n"), null)));

    [Theory]
    [InlineData("", "Progressing: waiting for cert-manager to look at it")]
    [InlineData("status: {notAfter: '2026-11-01T00:00:00Z', conditions: [{type: Ready, status: 'True', observedGeneration: 2, reason: Ready, message: Certificate is up to date and has not expired}]}", "Healthy: issued, valid until 2026-11-01T00:00:00Z")]
    [InlineData("status: {conditions: [{type: Ready, status: 'True', observedGeneration: 1}]}", "Progressing: waiting for its controller to see the last change")]
    [InlineData("status: {conditions: [{type: Ready, status: 'False', observedGeneration: 2, reason: DoesNotExist, message: Issuing certificate as Secret does not exist}, {type: Issuing, status: 'True', reason: DoesNotExist}]}", "Progressing: not ready: issuing certificate as Secret does not exist; being issued")]
    [InlineData("status: {failedIssuanceAttempts: 2, conditions: [{type: Ready, status: 'False', reason: DoesNotExist, message: Issuing certificate as Secret does not exist}, {type: Issuing, status: 'False', reason: Failed, message: 'The certificate request has failed to complete: order is invalid'}]}", "Progressing: not ready: issuing certificate as Secret does not exist; issuing failed 2 times: the certificate request has failed to complete: order is invalid")]
    public void A_certificate(string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("cert-manager.io/v1", "Certificate", rest));

    [Theory]
    [InlineData("Issuer", "", "Progressing: waiting for cert-manager to look at it")]
    [InlineData("ClusterIssuer", "status: {conditions: [{type: Ready, status: 'True', reason: ACMEAccountRegistered}]}", "Healthy: ready")]
    [InlineData("ClusterIssuer", "status: {conditions: [{type: Ready, status: 'False', reason: ErrRegisterACMEAccount, message: 'Failed to register ACME account: 400'}]}", "Progressing: not ready: failed to register ACME account: 400")]
    public void An_issuer(string kind, string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind("cert-manager.io/v1", kind, rest));

    [Theory]
    [InlineData("{}", "Progressing: waiting for KEDA to look at it")]
    [InlineData("{conditions: [{type: Ready, status: Unknown}, {type: Active, status: Unknown}]}", "Progressing: not ready")]
    [InlineData("{conditions: [{type: Ready, status: 'True', reason: ScaledObjectReady}, {type: Active, status: 'False'}, {type: Fallback, status: 'False'}, {type: Paused, status: 'False'}]}", "Healthy: ready")]
    [InlineData("{conditions: [{type: Ready, status: 'True'}, {type: Active, status: 'True'}]}", "Healthy: ready, active")]
    [InlineData("{conditions: [{type: Ready, status: 'True'}, {type: Fallback, status: 'True', message: At least one trigger is falling back on this scaled object}]}", "Healthy: ready, on its fallback: at least one trigger is falling back on this scaled object")]
    [InlineData("{conditions: [{type: Ready, status: 'False', reason: ScaledObjectCheckFailed, message: ScaledObject doesn't have correct triggers specification}]}", "Progressing: not ready: ScaledObject doesn't have correct triggers specification")]
    [InlineData("{conditions: [{type: Ready, status: Unknown}, {type: Paused, status: 'True', reason: ScaledObjectPaused}]}", "Healthy: paused")]
    public void A_scaled_object(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("keda.sh/v1alpha1", "ScaledObject", $"status: {status}"));

    [Theory]
    [InlineData("{}", "Progressing: waiting for the KEDA HTTP add-on to look at it")]
    [InlineData("{conditions: [{type: Ready, status: 'True', message: App HTTPScaledObject ready}]}", "Healthy: ready")]
    public void A_http_scaled_object(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("http.keda.sh/v1alpha1", "HTTPScaledObject", $"status: {status}"));

    [Theory]
    [InlineData("{conditions: [{type: Accepted, status: Unknown, reason: Pending, message: Waiting for controller}]}", "Progressing: not accepted: waiting for controller")]
    [InlineData("{conditions: [{type: Accepted, status: 'True', observedGeneration: 2}, {type: Programmed, status: 'True', observedGeneration: 2}], addresses: [{type: IPAddress, value: 10.0.0.7}]}", "Healthy: reachable at 10.0.0.7")]
    [InlineData("{conditions: [{type: Accepted, status: 'True', observedGeneration: 1}]}", "Progressing: waiting for its controller to look at it")]
    [InlineData("{conditions: [{type: Accepted, status: 'True'}, {type: Programmed, status: 'False', reason: AddressNotAssigned, message: No addresses}]}", "Progressing: not programmed: no addresses")]
    [InlineData("{conditions: [{type: Accepted, status: 'False', reason: InvalidParameters, message: No such parameters}]}", "Failed: not accepted: no such parameters")]
    [InlineData("{conditions: [{type: Accepted, status: 'True'}]}", "Progressing: accepted, waiting to be programmed")]
    [InlineData("{conditions: [{type: Accepted, status: 'True'}, {type: Programmed, status: 'True'}]}", "Healthy: programmed")]
    public void A_gateway(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("gateway.networking.k8s.io/v1", "Gateway", $"status: {status}"));

    private const string Accepts = "{parentRef: {name: edge}, controllerName: traefik.io/gateway-controller, conditions: [{type: Accepted, status: 'True', observedGeneration: 2, reason: Accepted}, {type: ResolvedRefs, status: 'True', reason: ResolvedRefs}]}";

    [Theory]
    [InlineData("{parents: [" + Accepts + "]}", "Healthy: accepted by 1 gateway")]
    [InlineData("{parents: []}", "Progressing: accepted by 0 of 1 gateway")]
    [InlineData("{}", "Progressing: accepted by 0 of 1 gateway")]
    [InlineData("{parents: [{parentRef: {name: edge}, conditions: [{type: Accepted, status: 'False', reason: NoMatchingListenerHostname, message: No listener has this host}]}]}", "Progressing: not accepted by gateway edge: no listener has this host")]
    [InlineData("{parents: [{parentRef: {name: edge}, conditions: [{type: Accepted, status: 'True'}, {type: ResolvedRefs, status: 'False', reason: BackendNotFound, message: Service demo/shop not found}]}]}", "Progressing: gateway edge can't find what it points to: service demo/shop not found")]
    [InlineData("{parents: [{parentRef: {name: edge}, conditions: [{type: Accepted, status: 'True', observedGeneration: 1}]}]}", "Progressing: waiting for gateway edge to look at it")]
    public void A_route(string status, string verdict) => Assert.Equal(verdict, Verdict.OfKind("gateway.networking.k8s.io/v1", "HTTPRoute", $"spec: {{parentRefs: [{{name: edge}}]}}\nstatus: {status}"));

    [Theory]
    [InlineData("v1", "ConfigMap", "data: {a: b}", "Healthy: current")]
    [InlineData("traefik.io/v1alpha1", "IngressRoute", "spec: {routes: []}", "Healthy: current")]
    [InlineData("traefik.io/v1alpha1", "Middleware", "spec: {compress: {}}", "Healthy: current")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Ready, status: 'True'}]}", "Healthy: ready")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Ready, status: 'False', reason: NoDisk}]}", "Progressing: not ready: NoDisk")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Ready, status: Unknown}]}", "Progressing: not ready")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Synced, status: 'False', message: Denied.}, {type: Ready, status: 'True'}]}", "Progressing: not synced: denied")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Available, status: 'True'}]}", "Healthy: available")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Stalled, status: 'True', message: Bad path}, {type: Ready, status: 'False'}]}", "Failed: stalled: bad path")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Reconciling, status: 'True'}]}", "Progressing: not done yet")]
    [InlineData("example.com/v1", "Widget", "status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}", "Progressing: waiting for its controller to see the last change")]
    [InlineData("example.com/v1", "Widget", "status: {conditions: [{type: Ready, status: 'True', observedGeneration: 1}]}", "Progressing: waiting for its controller to see the last change")]
    public void Anything_else(string apiVersion, string kind, string rest, string verdict) => Assert.Equal(verdict, Verdict.OfKind(apiVersion, kind, rest));

    [Theory]
    [InlineData("ConfigMap", "finalizers: [example.com/hold]", "", "Progressing: being deleted, waiting for finalizer example.com/hold")]
    [InlineData("ConfigMap", "finalizers: [a.io/x, b.io/y]", "", "Progressing: being deleted, waiting for finalizers a.io/x and b.io/y")]
    [InlineData("ConfigMap", "finalizers: [foregroundDeletion]", "", "Progressing: being deleted, waiting for what it owns to go")]
    [InlineData("Pod", "labels: {}", "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}", "Progressing: being deleted")]
    [InlineData("PersistentVolumeClaim", "finalizers: [kubernetes.io/pvc-protection]", "status: {phase: Bound}", "Progressing: being deleted, waiting for finalizer kubernetes.io/pvc-protection: a pod still uses it")]
    [InlineData("Namespace", "labels: {}", "status: {phase: Terminating, conditions: [{type: NamespaceContentRemaining, status: 'True', message: 'Some resources are remaining: widgets.example.com has 1 resource instances'}]}", "Progressing: being deleted: some resources are remaining: widgets.example.com has 1 resource instances")]
    public void Something_that_is_being_deleted(string kind, string metadata, string rest, string verdict) =>
        Assert.Equal(verdict, Verdict.Of($"apiVersion: v1\nkind: {kind}\nmetadata: {{name: x, deletionTimestamp: '2026-08-01T10:00:00Z', {metadata}}}\n{rest}\n"));
}
