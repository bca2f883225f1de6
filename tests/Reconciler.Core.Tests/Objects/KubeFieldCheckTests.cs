using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class KubeFieldCheckTests
{
    private const string Pod = """
        containers:
          - name: web
            image: shop
            env: [{name: A, value: "1"}]
            ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]
            resources: {requests: {cpu: 1, memory: 1.5Gi}}
            readinessProbe: {httpGet: {port: http}, periodSeconds: null}
        terminationGracePeriodSeconds: 30
        dnsPolicy: Default
        """;

    [Fact]
    public void A_pod_as_Kubernetes_knows_it_passes() => Assert.Empty(Problems(Pod));

    [Fact]
    public void An_empty_word_is_one_that_was_not_said() => Assert.Empty(Problems(Pod.Replace("Policy: Default", "Policy: ''", StringComparison.Ordinal)));

    [Theory]
    [InlineData("image: shop", "imagePullPolicy: \"\"")]
    [InlineData("image: shop", "terminationMessagePolicy: \"\"")]
    [InlineData("protocol: UDP", "protocol: \"\"")]
    [InlineData("port: http", "port: http, scheme: \"\"")]
    [InlineData("dnsPolicy: Default", "dnsPolicy: \"\"")]
    [InlineData("dnsPolicy: Default", "restartPolicy: \"\"")]
    [InlineData("dnsPolicy: Default", "tolerations: [{operator: \"\", effect: \"\"}]")]
    public void An_empty_choice_is_none_where_Kubernetes_takes_it_for_none(string old, string changed) =>
        Assert.DoesNotContain(Problems(Pod.Replace(old, changed, StringComparison.Ordinal)), problem => problem.Kind == FieldProblemKind.BadValue);

    [Theory]
    [InlineData("dnsPolicy: Default", "preemptionPolicy: \"\"", "preemptionPolicy")]
    [InlineData("dnsPolicy: Default", "securityContext: {fsGroupChangePolicy: \"\"}", "securityContext.fsGroupChangePolicy")]
    public void An_empty_choice_behind_a_pointer_is_refused(string old, string changed, string path) =>
        Assert.Equal(path, Assert.Single(Problems(Pod.Replace(old, changed, StringComparison.Ordinal))).Path.ToString());

    [Theory]
    [InlineData("image: shop", "imege: shop", FieldProblemKind.UnknownField, "containers[0].imege", 3, 5, "did you mean \"image\"?")]
    [InlineData("image: shop", "hostNetwork: true", FieldProblemKind.UnknownField, "containers[0].hostNetwork", 3, 5, "it is a field of the object, further up")]
    [InlineData("image: shop", "capabilities: {}", FieldProblemKind.UnknownField, "containers[0].capabilities", 3, 5, "it is a field of securityContext")]
    [InlineData("value: \"1\"", "value: 1", FieldProblemKind.WrongType, "containers[0].env[0].value", 4, 28, "quote it: \"1\"")]
    [InlineData("value: \"1\"", "value: 1.10", FieldProblemKind.WrongType, "containers[0].env[0].value", 4, 28, "quote it: \"1.10\"")]
    [InlineData("value: \"1\"", "value: true", FieldProblemKind.WrongType, "containers[0].env[0].value", 4, 28, "quote it: \"true\"")]
    [InlineData("Seconds: 30", "Seconds: \"30\"", FieldProblemKind.WrongType, "terminationGracePeriodSeconds", 8, 32, "write it without quotes: 30")]
    [InlineData("Seconds: 30", "Seconds: 30s", FieldProblemKind.WrongType, "terminationGracePeriodSeconds", 8, 32, null)]
    [InlineData("port: http", "port: true", FieldProblemKind.WrongType, "containers[0].readinessProbe.httpGet.port", 7, 38, "quote it: \"true\"")]
    [InlineData("[{name: A, value: \"1\"}]", "{A: \"1\"}", FieldProblemKind.WrongType, "containers[0].env", 4, 10, "write a list of items, each with its name: - name: …")]
    [InlineData("image: shop", "command: run", FieldProblemKind.WrongType, "containers[0].command", 3, 14, "write [run]")]
    [InlineData("image: shop", "command: [run, null]", FieldProblemKind.WrongType, "containers[0].command[1]", 3, 20, null)]
    [InlineData("image: shop", "securityContext: true", FieldProblemKind.WrongType, "containers[0].securityContext", 3, 22, "write a map with allowPrivilegeEscalation, appArmorProfile, capabilities, privileged, …")]
    [InlineData("name: web", "tty: true", FieldProblemKind.MissingField, "containers[0].name", 2, 5, "write name: …")]
    [InlineData("{name: A, value: \"1\"}", "{name: A, value: \"1\"}, {name: A}", FieldProblemKind.DuplicateItem, "containers[0].env[1]", 4, 34, "keep one of them")]
    [InlineData(", protocol: UDP", ", protocol: TCP", FieldProblemKind.DuplicateItem, "containers[0].ports[1]", 5, 34, "keep one of them")]
    [InlineData("cpu: 1,", "cpu: 1 core,", FieldProblemKind.BadValue, "containers[0].resources.requests.cpu", 6, 33, "write it as in 500m, 1.5, 128Mi or 2G")]
    [InlineData("memory: 1.5Gi", "memory: 1.5GiB", FieldProblemKind.BadValue, "containers[0].resources.requests.memory", 6, 44, "write it as in 500m, 1.5, 128Mi or 2G")]
    [InlineData("Policy: Default", "Policy: default", FieldProblemKind.BadValue, "dnsPolicy", 9, 12, "write Default")]
    [InlineData("containerPort: 53,", "containerPort: 9999999999,", FieldProblemKind.BadValue, "containers[0].ports[1].containerPort", 5, 50, null)]
    public void A_mistake_is_shown_with_its_place_and_what_to_write(string right, string wrong, FieldProblemKind kind, string path, int line, int column, string? fix)
    {
        var problem = Assert.Single(Problems(Pod.Replace(right, wrong, StringComparison.Ordinal)), problem => problem.Kind == kind);
        Assert.Equal((path, new Origin("f.yaml", line, column), fix), (problem.Path.ToString(), problem.Place, problem.Fix));
    }

    [Theory]
    [InlineData("v1", "Secret", "data: {a: YQ==}", true)]
    [InlineData("v1", "Secret", "data: {a: plain text}", false)]
    [InlineData("v1", "Secret", "data: {a: \"YWFh\\nYWFh\"}", true)]
    [InlineData("coordination.k8s.io/v1", "Lease", "spec: {renewTime: \"2026-01-31T12:00:00.000000Z\"}", true)]
    [InlineData("coordination.k8s.io/v1", "Lease", "spec: {renewTime: \"2026-01-31T12:00:00Z\"}", false)]
    [InlineData("v1", "Pod", "metadata: {creationTimestamp: \"2026-01-31T12:00:00Z\"}\nspec: {containers: []}", true)]
    [InlineData("v1", "Pod", "metadata: {creationTimestamp: yesterday}\nspec: {containers: []}", false)]
    [InlineData("v1", "ConfigMap", "data: {a: \"1\"}\nstatus: {x: 1}", true)]
    [InlineData("v1", "ConfigMap", "metadata: {managedFields: nonsense, finalizers: [a, b]}", true)]
    [InlineData("v1", "ConfigMap", "metadata: {finalizers: [a, a]}", false)]
    [InlineData("v1", "ConfigMap", "data: {a: 1}", false)]
    [InlineData("apps/v1", "ControllerRevision", "revision: 1\ndata: {spec: {any: [thing]}}", true)]
    [InlineData("apps/v1", "ControllerRevision", "revision: 1\ndata: [thing]", false)]
    [InlineData("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "spec: {any: thing}", true)]
    public void An_object_passes_or_not(string apiVersion, string kind, string content, bool passes)
    {
        var body = Trees.Read($"apiVersion: {apiVersion}\nkind: {kind}\n{content}\n");
        var problems = KubeFieldCheck.Check(body, KubeTypes.Of(body)!);
        Assert.True(problems.IsEmpty == passes, string.Join("\n", problems));
    }

    [Fact]
    public void A_patch_may_leave_out_and_take_away_but_not_misspell()
    {
        Assert.Empty(KubeFieldCheck.CheckPatch(Trees.Read("containers: [{name: web, image: null, $patch: delete}]\ndnsPolicy: null"), KubeTypes.PodSpec));
        var problem = Assert.Single(KubeFieldCheck.CheckPatch(Trees.Read("containers: [{imag: a}]"), KubeTypes.PodSpec, FieldPath.Root.Key("spec").Key("podSpec")));
        Assert.Equal("spec.podSpec.containers[0].imag", problem.Path.ToString());
    }

    [Fact]
    public void All_mistakes_are_shown_at_once() =>
        Assert.Equal(4, Problems("containers: [{name: a, x: 1, env: [{name: 1}]}, {name: a}]\ny: 1\n").Length);

    [Fact]
    public void A_key_that_is_no_plain_word_is_quoted_in_the_path() =>
        Assert.Equal("metadata.annotations[\"a.b/c\"][2].d", FieldPath.Root.Key("metadata").Key("annotations").Key("a.b/c").Item(2).Key("d").ToString());

    private static ImmutableArray<FieldProblem> Problems(string podSpec) => KubeFieldCheck.Check(Trees.Read(podSpec), KubeTypes.PodSpec);
}
