using Reconciler.Objects;
using Reconciler.Sandbox.Access.Admission;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Tests.Life;

namespace Reconciler.Sandbox.Tests.Access;

public sealed class AdmissionTests
{
    [Fact]
    public async Task A_quota_counts_objects_and_refuses_what_is_too_many()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {configmaps: \"2\", count/secrets: \"1\"}}}");
        await world.CreateAsync(Config("a"));
        await world.CreateAsync(Config("b"));
        var refusal = await world.RefusedAsync(Config("c"));
        Assert.Equal((403, "Forbidden"), (refusal.Code, refusal.Reason));
        Assert.Equal("configmaps \"c\" is forbidden: exceeded quota: small, requested: configmaps=1, used: configmaps=2, limited: configmaps=2", refusal.Message);
        await world.DeleteAsync("configmaps", "a");
        await world.SettleAsync();
        Assert.Equal("1", world.Get("resourcequotas", "small").Map("status").Map("used").Text("configmaps")?.Value);
        await world.CreateAsync(Config("c"));
    }

    [Fact]
    public async Task A_quota_of_cores_adds_up_requests_and_wants_them_said()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: ResourceQuota, metadata: {name: cores}, spec: {hard: {requests.cpu: \"1\", limits.memory: 1Gi}}}");
        Assert.Equal("pods \"a\" is forbidden: failed quota: cores: must specify limits.memory for: web; requests.cpu for: web", (await world.RefusedAsync(Samples.Pod("a"))).Message);
        await world.CreateAsync(Samples.Pod("a", container: ", resources: {requests: {cpu: 700m}, limits: {memory: 256Mi}}"));
        Assert.Equal("pods \"b\" is forbidden: exceeded quota: cores, requested: requests.cpu=400m, used: requests.cpu=700m, limited: requests.cpu=1",
            (await world.RefusedAsync(Samples.Pod("b", container: ", resources: {requests: {cpu: 400m}, limits: {memory: 256Mi}}"))).Message);
        Assert.Equal(("700m", "256Mi"), (world.Get("resourcequotas", "cores").Map("status").Map("used").Text("requests.cpu")?.Value, world.Get("resourcequotas", "cores").Map("status").Map("used").Text("limits.memory")?.Value));
    }

    [Fact]
    public async Task Pods_that_a_quota_refuses_show_in_the_deployment()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: ResourceQuota, metadata: {name: pods}, spec: {hard: {pods: \"1\"}}}");
        await world.CreateAsync(Samples.Deployment());
        await world.PassAsync(10);
        Assert.Single(world.List("pods"));
        Assert.Equal(("True", "FailedCreate"), DeploymentTests.Condition(world.Get("deployments.apps", "web"), "ReplicaFailure"));
        Assert.Contains("FailedCreate", world.Reasons(world.List("replicasets.apps").Single().NameOf()));
        await world.PatchAsync("resourcequotas", "pods", "spec: {hard: {pods: \"5\"}}");
        await world.PassAsync(300);
        Assert.Equal(3, world.List("pods").Length);
        Assert.Equal((null, null), DeploymentTests.Condition(world.Get("deployments.apps", "web"), "ReplicaFailure"));
    }

    [Fact]
    public async Task A_secured_namespace_refuses_pods_and_warns_about_what_makes_them()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: Namespace, metadata: {name: safe, labels: {pod-security.kubernetes.io/enforce: restricted}}}");
        var refusal = await world.RefusedAsync(Samples.Pod("web").Replace("{name: web, labels", "{name: web, namespace: safe, labels", StringComparison.Ordinal));
        const string Violations = "\"restricted:latest\": allowPrivilegeEscalation != false (container \"web\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"web\" must set securityContext.capabilities.drop=[\"ALL\"]), "
            + "runAsNonRoot != true (pod or container \"web\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"web\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
        Assert.Equal($"pods \"web\" is forbidden: violates PodSecurity {Violations}", refusal.Message);
        var written = Assert.IsType<WriteAnswer.Written>(await world.TryAsync(Samples.Deployment().Replace("{name: web, annotations", "{name: web, namespace: safe, annotations", StringComparison.Ordinal)));
        Assert.Contains($"would violate PodSecurity {Violations}", written.Warnings);
    }

    [Theory]
    [InlineData("hostNetwork: true", "host namespaces (hostNetwork=true)")]
    [InlineData("volumes: [{name: logs, hostPath: {path: /var/log}}]", "hostPath volumes (volume \"logs\")")]
    public async Task The_baseline_knows_what_reaches_the_host(string more, string violation)
    {
        await using var world = await LifeWorld.StartAsync();
        await world.PatchAsync("namespaces", "default", "metadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}");
        Assert.Equal($"pods \"web\" is forbidden: violates PodSecurity \"baseline:latest\": {violation}", (await world.RefusedAsync(Samples.Pod("web", more: more))).Message);
        await world.CreateAsync(Samples.Pod("plain"));
    }

    [Fact]
    public async Task Rules_of_the_ConfigMap_refuse_warn_and_change_from_then_on()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Config("before"));
        await world.CreateAsync("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: sandbox-admission, namespace: kube-system}
            data:
              rules: |
                rules:
                - {webhook: policy.example.com, kinds: [ConfigMap], names: [web*], field: data.mode, matches: ^debug$, refuse: no debugging here}
                - {kinds: [Deployment], field: "spec.template.spec.containers.*.image", matches: "^(?!mirror/)", set: "mirror/{value}", warn: the image comes from the mirror}
            """);
        var refusal = await world.RefusedAsync(Config("web-1", "{mode: debug}"));
        Assert.Equal((403, null, "admission webhook \"policy.example.com\" denied the request: no debugging here"), (refusal.Code, refusal.Reason, refusal.Message));
        await world.CreateAsync(Config("web-2", "{mode: quiet}"));
        await world.CreateAsync(Config("other", "{mode: debug}"));
        var written = Assert.IsType<WriteAnswer.Written>(await world.TryAsync(Samples.Deployment()));
        Assert.Equal(["the image comes from the mirror"], written.Warnings.AsEnumerable());
        Assert.Equal("mirror/nginx:1", world.Get("deployments.apps", "web").Map("spec").Map("template").Map("spec").Maps("containers").Single().Text("image")?.Value);
        await world.DeleteAsync("configmaps", "sandbox-admission", "kube-system");
        await world.CreateAsync(Config("web-3", "{mode: debug}"));
    }

    [Fact]
    public void A_rule_that_cannot_be_read_is_a_problem_and_no_rule()
    {
        var problems = new List<string>();
        var rules = AdmissionRules.Parse("rules: [{matches: \"(\", refuse: x}, {refuse: y}]", problems);
        Assert.Equal("y", Assert.Single(rules).Refuse);
        Assert.Single(problems);
    }

    [Theory]
    [InlineData("a.b", "{a: {b: new}}")]
    [InlineData("list.*.x", "{a: {b: 1}, list: [{x: new}, {x: new, y: 2}]}")]
    [InlineData("new.deep", "{a: {b: 1}, new: {deep: new}}")]
    public void Fields_are_set_by_their_path(string path, string expected)
    {
        var root = YamlReader.Read("t", "{a: {b: 1}, list: [{x: 1}, {x: 3, y: 2}]}").Documents[0].Root;
        var changed = WildcardPath.Set(root, path, _ => "new");
        Assert.Equal(path == "a.b" ? "new" : "1", changed.Path("a", "b")!.ToString());
        Assert.All(WildcardPath.Find(changed, path), value => Assert.Equal("new", value.ToString()));
        Assert.NotEmpty(WildcardPath.Find(changed, path));
        Assert.NotNull(YamlReader.Read("t", expected).Documents[0]);
    }

    [Fact]
    public async Task A_limit_range_gives_defaults_and_bounds_to_containers()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync("{apiVersion: v1, kind: LimitRange, metadata: {name: bounds}, spec: {limits: [{type: Container, default: {memory: 256Mi}, defaultRequest: {memory: 128Mi}, max: {memory: 1Gi}}]}}");
        await world.CreateAsync(Samples.Pod("web"));
        var resources = world.Get("pods", "web").Map("spec").Maps("containers").Single().Map("resources");
        Assert.Equal(("256Mi", "128Mi"), (resources.Map("limits").Text("memory")?.Value, resources.Map("requests").Text("memory")?.Value));
        Assert.Equal("pods \"big\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi", (await world.RefusedAsync(Samples.Pod("big", container: ", resources: {limits: {memory: 2Gi}}"))).Message);
    }

    [Fact]
    public async Task New_pods_are_given_account_priority_and_tolerations()
    {
        await using var world = await LifeWorld.StartAsync();
        await world.CreateAsync(Samples.Pod("web"));
        var spec = world.Get("pods", "web").Map("spec");
        Assert.Equal(("default", 0, 2), (spec.Text("serviceAccountName")?.Value, spec.Int("priority")?.Value, spec.Maps("tolerations").Count()));
        Assert.Equal("pods \"bad\" is forbidden: error looking up service account default/nobody: serviceaccount \"nobody\" not found", (await world.RefusedAsync(Samples.Pod("bad", more: "serviceAccountName: nobody"))).Message);
        Assert.Equal("pods \"bad\" is forbidden: no PriorityClass with name high was found", (await world.RefusedAsync(Samples.Pod("bad", more: "priorityClassName: high"))).Message);
    }

    private static string Config(string name, string data = "{}") => $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}, data: {data}}}";
}
