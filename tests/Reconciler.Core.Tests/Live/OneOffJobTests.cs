using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Live;

public sealed class OneOffJobTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop-web-xyz, namespace: web, uid: u1, labels: {app.kubernetes.io/name: shop, app.kubernetes.io/component: web, reconciler.dev/version: xyz, applyset.kubernetes.io/part-of: set}}
        spec:
          selector: {matchLabels: {app.kubernetes.io/name: shop, app.kubernetes.io/component: web}}
          template:
            metadata:
              labels: {app.kubernetes.io/name: shop, app.kubernetes.io/component: web, app.kubernetes.io/part-of: production, app.kubernetes.io/managed-by: reconciler, reconciler.dev/version: xyz, tier: front}
              annotations: {kubectl.kubernetes.io/default-container: web, reconciler.dev/restart: once, example.com/a: b}
            spec:
              serviceAccountName: shop
              imagePullSecrets: [{name: registry}]
              nodeSelector: {disk: ssd}
              terminationGracePeriodSeconds: 40
              initContainers: [{name: first, image: i, volumeMounts: [{name: scratch, mountPath: /s}]}]
              containers:
              - {name: proxy, image: sidecar, volumeMounts: [{name: proxy-config, mountPath: /p}]}
              - name: web
                image: shop:v1
                command: [launcher]
                args: [bundle, exec, puma]
                ports: [{containerPort: 5000}]
                env: [{name: PORT, value: "5000"}, {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: LEVEL, value: info}]
                envFrom: [{secretRef: {name: shop-config-abc}}]
                resources: {requests: {cpu: 500m}, limits: {memory: 1Gi}}
                readinessProbe: {httpGet: {path: /, port: 5000}}
                livenessProbe: {tcpSocket: {port: 5000}}
                lifecycle: {preStop: {sleep: {seconds: 5}}}
                volumeMounts: [{name: uploads, mountPath: /data}]
                securityContext: {runAsNonRoot: true}
              volumes:
              - {name: uploads, persistentVolumeClaim: {claimName: uploads}}
              - {name: scratch, emptyDir: {}}
              - {name: proxy-config, configMap: {name: proxy}}
        """;

    private static readonly OneOffOrder Order = new("bcdfghjkmn", "me@here", ["rake", "db:version"]);

    [Fact]
    public void It_has_what_the_process_has_and_nothing_of_serving()
    {
        var job = Job(Order);
        Assert.Equal("shop-run-bcdfghjkmn", ObjectKey.Of(job).Name);
        Assert.Equal("""
            app.kubernetes.io/name: shop
            app.kubernetes.io/component: run
            app.kubernetes.io/part-of: production
            app.kubernetes.io/managed-by: reconciler
            reconciler.dev/run: bcdfghjkmn

            """, YamlWriter.Write(job.Map("metadata").Map("labels")!));
        var spec = job.Map("spec")!;
        Assert.Equal((0, 86400, 300), (spec.Int("backoffLimit")?.Value, spec.Int("activeDeadlineSeconds")?.Value, spec.Int("ttlSecondsAfterFinished")?.Value));
        Assert.Equal("""
            metadata:
              labels:
                app.kubernetes.io/name: shop
                app.kubernetes.io/component: run
                app.kubernetes.io/part-of: production
                app.kubernetes.io/managed-by: reconciler
                tier: front
                reconciler.dev/run: bcdfghjkmn
              annotations:
                example.com/a: b
            spec:
              serviceAccountName: shop
              imagePullSecrets:
              - name: registry
              nodeSelector:
                disk: ssd
              terminationGracePeriodSeconds: 40
              initContainers:
              - name: first
                image: i
                volumeMounts:
                - name: scratch
                  mountPath: /s
              containers:
              - name: run
                image: shop:v1
                command:
                - launcher
                args:
                - rake
                - db:version
                envFrom:
                - secretRef:
                    name: shop-config-abc
                resources:
                  requests:
                    cpu: "500m"
                  limits:
                    memory: "1Gi"
                volumeMounts:
                - name: uploads
                  mountPath: /data
                securityContext:
                  runAsNonRoot: true
                env:
                - name: KEY
                  valueFrom:
                    secretKeyRef:
                      name: s
                      key: k
                - name: LEVEL
                  value: info
              restartPolicy: Never
              volumes:
              - name: uploads
                persistentVolumeClaim:
                  claimName: uploads
              - name: scratch
                emptyDir: {}
              affinity:
                podAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                  - weight: 100
                    podAffinityTerm:
                      topologyKey: kubernetes.io/hostname
                      labelSelector:
                        matchLabels:
                          app.kubernetes.io/name: shop
                          app.kubernetes.io/component: web

            """, YamlWriter.Write(spec.Map("template")!));
    }

    [Fact]
    public void Variables_win_over_those_of_the_App_and_who_looks_on_can_write()
    {
        var job = Job(Order with { Env = [new("LEVEL", "debug")], HasInput = true, IsTerminal = true, IsDetached = true });
        var container = job.Map("spec").Map("template").Map("spec").Maps("containers").Single();
        Assert.Equal(["KEY=", "LEVEL=debug"], container.Maps("env").Select(each => $"{each.Text("name")}={each.Text("value")}"));
        Assert.Equal((true, true, true), (container.Flag("stdin")?.Value, container.Flag("stdinOnce")?.Value, container.Flag("tty")?.Value));
        Assert.Equal(86400, job.Map("spec").Int("ttlSecondsAfterFinished")?.Value);
    }

    [Fact]
    public void What_is_mounted_for_commands_only_takes_the_place_of_what_the_process_mounts()
    {
        var deployment = Trees.Read(Deployment);
        deployment = deployment.With("metadata", deployment.Map("metadata")!.With("annotations", Trees.Read("{reconciler.dev/run-mounts: '{\"claims\":[\"uploads\",\"dumps\"],\"volumes\":[{\"name\":\"dumps\",\"persistentVolumeClaim\":{\"claimName\":\"dumps\"}}],\"volumeMounts\":[{\"name\":\"dumps\",\"mountPath\":\"/dumps\"}]}'}")));
        var spec = OneOffJob.Of(new LiveProcess("web", deployment, true), Order).Map("spec").Map("template").Map("spec")!;
        Assert.Equal(["/dumps"], spec.Maps("containers").Single().Maps("volumeMounts").Select(mount => mount.Text("mountPath")?.Value));
        Assert.Equal(["scratch", "dumps"], spec.Maps("volumes").Select(volume => volume.Text("name")?.Value));
    }

    [Theory]
    [InlineData(null, true, false)]
    [InlineData("Allow", true, false)]
    [InlineData("Forbid", true, true)]
    [InlineData("Replace", true, true)]
    [InlineData("Forbid", false, false)]
    public void A_CronJob_that_wants_no_two_at_once_is_not_run_beside_itself(string? policy, bool isRunning, bool isHeld)
    {
        var cron = Trees.Read($"{{metadata: {{uid: u}}, spec: {{{(policy is null ? "" : $"concurrencyPolicy: {policy}")}}}}}");
        MapNode Job(string owner, bool runs) => Trees.Read($"{{kind: Job, metadata: {{name: j, ownerReferences: [{{uid: {owner}}}]}}, status: {{{(runs ? "ready: 1" : "conditions: [{type: Complete, status: 'True'}]")}}}}}");
        Assert.Equal(isHeld, CronRun.InTheWay(cron, [Job("other", true), Job("u", isRunning)]) is not null);
    }

    [Theory]
    [InlineData("{}", "{requests: {cpu: 100m, memory: 128Mi}}")]
    [InlineData("{limits: {cpu: 50m}}", "{limits: {cpu: 50m}, requests: {memory: 128Mi}}")]
    [InlineData("{requests: {cpu: 1, memory: 1Gi, gpu: 1}}", "{requests: {cpu: 1, memory: 1Gi, gpu: 1}}")]
    public void The_usual_requests_are_where_the_App_has_none(string own, string resourced) =>
        Assert.True(Node.DeepEquals(Trees.Read(resourced), OneOffJob.Resourced(Trees.Read(own))));

    [Fact]
    public void A_long_name_is_cut_and_an_id_never()
    {
        var name = Order.JobName(new string('a', 60) + "-run");
        Assert.Equal((63, true), (name.Length, name.EndsWith("-bcdfghjkmn", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_CronJob_gives_its_template_and_owns_what_is_made_of_it()
    {
        var cron = Trees.Read("{apiVersion: batch/v1, kind: CronJob, metadata: {name: shop-nightly, namespace: web, uid: u2}, spec: {suspend: true, jobTemplate: {metadata: {labels: {a: b}}, spec: {backoffLimit: 2, template: {metadata: {labels: {app.kubernetes.io/component: cron-nightly}}, spec: {containers: [{name: c, image: i}]}}}}}}");
        Assert.Equal("""
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: shop-nightly-bcdfghjkmn
              namespace: web
              labels:
                a: b
                reconciler.dev/run: bcdfghjkmn
              annotations:
                cronjob.kubernetes.io/instantiate: manual
                reconciler.dev/run-by: me@here
              ownerReferences:
              - apiVersion: batch/v1
                kind: CronJob
                name: shop-nightly
                uid: u2
                controller: true
            spec:
              backoffLimit: 2
              template:
                metadata:
                  labels:
                    app.kubernetes.io/component: cron-nightly
                    reconciler.dev/run: bcdfghjkmn
                spec:
                  containers:
                  - name: c
                    image: i

            """, YamlWriter.Write(CronRun.Of(cron, Order)));
    }

    [Fact]
    public void A_volume_is_mounted_where_its_node_is_and_waits_for_a_command()
    {
        var job = VolumeJob.Of(new VolumeOrder("production", "web", "uploads", "busybox") { Node = "n1", User = 1000 }, Order);
        var spec = job.Map("spec").Map("template").Map("spec")!;
        var container = spec.Maps("containers").Single();
        Assert.Equal(("/data", "uploads"), (container.Maps("volumeMounts").Single().Text("mountPath")?.Value, spec.Maps("volumes").Single().Map("persistentVolumeClaim").Text("claimName")?.Value));
        Assert.Equal(["sleep", "86400"], container.Texts("command").Select(word => word.Value));
        Assert.Equal(1000, spec.Map("securityContext").Int("runAsUser")?.Value);
        Assert.Contains("n1", YamlWriter.Write(spec.Map("affinity")!), StringComparison.Ordinal);
        var run = OneOffRun.Of(job);
        Assert.Equal(("bcdfghjkmn", "uploads", "storage", "rake db:version", "me@here"), (run.Id, run.App, run.What, run.Command, run.By));
    }

    [Fact]
    public void The_process_is_the_one_that_is_named_or_meant()
    {
        var one = Trees.Read(Deployment);
        MapNode Of(string process, string version, string time) => one.With("metadata", one.Map("metadata")!.With("creationTimestamp", time).With("labels", Trees.Read($"{{app.kubernetes.io/name: shop, app.kubernetes.io/component: {process}, reconciler.dev/version: {version}}}")));
        MapNode service = Trees.Read("{metadata: {name: s}, spec: {selector: {app.kubernetes.io/component: front, reconciler.dev/version: old}}}");
        var all = LiveProcess.AllOf([Of("worker", "w", "2026-01-01"), Of("front", "new", "2026-02-02"), Of("front", "old", "2026-01-01")], [service]);
        Assert.Equal([("front", true), ("worker", false)], all.Select(process => (process.Name, process.IsServed)));
        Assert.Equal("old", all[0].Deployment.Label("reconciler.dev/version"));
        Assert.Equal("front", LiveProcess.Find("shop", all, null).Process?.Name);
        Assert.Equal("worker", LiveProcess.Find("shop", all, "worker").Process?.Name);
        Assert.Equal("RCN2502", LiveProcess.Find("shop", all, "workr").Problem?.Code.Id);
        Assert.Equal("RCN2501", LiveProcess.Find("shop", [], null).Problem?.Code.Id);
        var web = LiveProcess.AllOf([Of("web", "a", "1"), Of("front", "b", "1")], [service]);
        Assert.Equal("web", LiveProcess.Find("shop", web, null).Process?.Name);
    }

    [Theory]
    [InlineData("one\ntwo\n", "two\r\n$ ", "one\n")]
    [InlineData("one\n", "", "one\n")]
    [InlineData("one\n", "one\r\n", "")]
    [InlineData("", "$ ", "")]
    [InlineData("a\na\n", "a\na\nb", "")]
    public void What_was_written_before_is_shown_once(string log, string connected, string earlier) => Assert.Equal(earlier, EarlierOutput.Of(log, connected));

    [Theory]
    [InlineData("{phase: Pending, containerStatuses: [{name: run, state: {waiting: {reason: ContainerCreating}}}]}", "waiting")]
    [InlineData("{phase: Pending, containerStatuses: [{name: run, state: {waiting: {reason: ImagePullBackOff}}}]}", "hopeless")]
    [InlineData("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: no room}]}", "waiting unschedulable: no room")]
    [InlineData("{phase: Running, containerStatuses: [{name: run, state: {running: {}}}]}", "running")]
    [InlineData("{phase: Failed, containerStatuses: [{name: run, state: {terminated: {exitCode: 7}}}]}", "ended 7")]
    [InlineData("{phase: Failed, containerStatuses: [{name: run, state: {terminated: {exitCode: 128, reason: StartError}}}]}", "failed container run ended with its command can't be run (exit code 128)")]
    [InlineData("{phase: Failed, reason: Evicted, message: The node was low on memory.}", "failed evicted: the node was low on memory")]
    public void A_pod_tells_how_far_its_command_has_come(string status, string told)
    {
        var pod = Trees.Read("{kind: Pod, metadata: {name: p}, spec: {containers: [{name: run, image: i}]}}").With("status", Trees.Read(status));
        Assert.Equal(told, PodStage.Of(pod, "run") switch
        {
            PodStage.Waiting { IsHopeless: true } => "hopeless",
            PodStage.Waiting waiting => $"waiting {waiting.Problem}".TrimEnd(),
            PodStage.Running => "running",
            PodStage.Ended ended => $"ended {ended.Code}",
            PodStage.Failed failed => $"failed {failed.Problem}",
            _ => "?",
        });
    }

    private static MapNode Job(OneOffOrder order) => OneOffJob.Of(new LiveProcess("web", Trees.Read(Deployment), true), order);
}
