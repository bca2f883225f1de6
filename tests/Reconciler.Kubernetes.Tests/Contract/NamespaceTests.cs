using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class NamespaceTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, Everywhere]
    public async Task An_object_in_a_namespace_that_is_not_there_names_the_namespace(Target target)
    {
        var space = await fixture.On(target);
        var missing = ContractSpace.Refused<KubeError.NamespaceMissing>(await space.Apply(Yaml.ConfigMap("x", metadata: ", namespace: not-there")));
        Assert.Equal((404, "not-there"), (missing.Code, missing.Namespace));
        ContractSpace.Refused<KubeError.NamespaceMissing>(await space.Apply(Yaml.ConfigMap("x", metadata: ", namespace: not-there"), dryRun: true));
        ContractSpace.Refused<KubeError.NotFound>(await space.Get(Body("v1", "Namespace", "not-there")));
    }

    [Theory, Everywhere]
    public async Task A_namespace_of_a_dry_run_is_not_there_for_the_next(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("dry");
        ContractSpace.Ok(await space.Apply(Namespace(name), dryRun: true));
        ContractSpace.Refused<KubeError.NamespaceMissing>(await space.Apply(Yaml.ConfigMap("x", metadata: $", namespace: {name}"), dryRun: true));
    }

    [Theory, Everywhere]
    public async Task A_dying_namespace_takes_changes_and_nothing_new(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("dying");
        var outer = await space.Made(Namespace(name));
        var held = await space.Made(Yaml.ConfigMap("held", metadata: $", namespace: {name}, finalizers: [example.com/hold]"));
        var dying = ContractSpace.Ok(await space.Delete(outer));
        Assert.Equal("Terminating", dying.Value("status", "phase"));
        var refused = ContractSpace.Refused<KubeError.NamespaceTerminating>(await space.Apply(Yaml.ConfigMap("new", metadata: $", namespace: {name}")));
        Assert.Equal((403, "Forbidden"), (refused.Code, refused.Reason));
        ContractSpace.Ok(await space.Apply(Yaml.ConfigMap("held", "{a: '2'}", $", namespace: {name}, finalizers: [example.com/hold]")));
        ContractSpace.Ok(await space.Apply(Namespace(name)));
        await space.Until(held, body => body.Value("metadata", "deletionTimestamp") is not null, "dying");
        ContractSpace.Ok(await space.Patch(held, """[{"op":"remove","path":"/metadata/finalizers"}]"""));
        await space.Gone(outer);
    }

    [Theory, Everywhere]
    public async Task A_quota_is_checked_for_each_request_by_itself(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("quota");
        await space.Made(Namespace(name));
        var quota = await space.Made($"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: {name}}}\nspec: {{hard: {{count/secrets: '1'}}}}");
        await space.Until(quota, body => body.Value("status", "hard", "count/secrets") == "1", "counted");
        string Secret(int number) => Yaml.Secret($"s{number}").Replace("metadata: {", $"metadata: {{namespace: {name}, ", StringComparison.Ordinal);
        for (var i = 0; i < 3; i++) ContractSpace.Ok(await space.Create(Secret(i), dryRun: true));
        ContractSpace.Ok(await space.Create(Secret(0)));
        var refused = ContractSpace.Refused<KubeError.QuotaExceeded>(await space.Create(Secret(1)));
        Assert.Equal((403, "Forbidden"), (refused.Code, refused.Reason));
        Assert.Contains("exceeded quota: q", refused.Message, StringComparison.Ordinal);
        ContractSpace.Refused<KubeError.QuotaExceeded>(await space.Create(Secret(1), dryRun: true));
    }

    [Theory, Everywhere]
    public async Task Pod_security_warns_of_a_Deployment_and_refuses_only_its_pods(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("secure");
        await space.Made(Namespace(name, "{pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn: restricted}"));
        var deployment = await space.Apply(Yaml.Deployment("web", "replicas: 0").Replace("  name: web\nspec", $"  name: web\n  namespace: {name}\nspec", StringComparison.Ordinal));
        ContractSpace.Ok(deployment);
        Assert.Contains(deployment.Warnings, warning => warning.StartsWith("would violate PodSecurity \"restricted:latest\"", StringComparison.Ordinal));
        await space.Until(Body("v1", "ServiceAccount", "default", name), _ => true, "there");
        var refused = ContractSpace.Refused<KubeError.AdmissionRefused>(await space.Create(Yaml.Pod("bare").Replace("{name: bare", $"{{namespace: {name}, name: bare", StringComparison.Ordinal)));
        Assert.Contains("violates PodSecurity \"restricted:latest\"", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await space.Apply(Yaml.Deployment(ContractSpace.Name("web"), "replicas: 0"))).Warnings);
    }

    [Theory, Everywhere]
    public async Task A_deprecated_version_warns(Target target)
    {
        var space = await fixture.On(target);
        var answer = await space.Apply($"apiVersion: v1\nkind: Endpoints\nmetadata: {{name: {ContractSpace.Name()}}}");
        ContractSpace.Ok(answer);
        Assert.Contains(answer.Warnings, warning => warning.Contains("v1 Endpoints is deprecated", StringComparison.Ordinal));
    }

    [Theory, Everywhere]
    public async Task Endpoints_copy_the_labels_of_their_Service_and_name_no_owner(Target target)
    {
        var space = await fixture.On(target);
        var service = await space.Made(Yaml.Service(ContractSpace.Name("svc")));
        var endpoints = await space.Until(Body("v1", "Endpoints", service.Name(), space.Namespace), _ => true, "there");
        Assert.Equal("blue", endpoints.Value("metadata", "labels", "team"));
        Assert.Empty(endpoints.Map("metadata").Maps("ownerReferences"));
        Assert.Null(endpoints.Entry("contract"));
    }

    [Theory, Everywhere]
    public async Task A_webhook_that_does_not_answer_is_no_mistake_of_the_spec(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("hook");
        await space.Made(Namespace(name, $"{{hook: {name}}}"));
        var hook = await space.Made($$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: {{name}}}
            webhooks:
              - name: down.example.com
                clientConfig: {url: "https://127.0.0.1:1/x"}
                admissionReviewVersions: [v1]
                sideEffects: None
                failurePolicy: Fail
                namespaceSelector:
                  matchLabels:
                    hook: {{name}}
                rules:
                  - {apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps]}
            """);
        // the sandbox keeps webhooks and calls none
        if (target == Target.Sandbox) ContractSpace.Ok(await space.Apply(Yaml.ConfigMap("x", metadata: $", namespace: {name}")));
        else
        {
            await Task.Delay(2000);
            Assert.Equal((500, "InternalError"), ContractSpace.Refused<KubeError.AdmissionDown>(await space.Apply(Yaml.ConfigMap("x", metadata: $", namespace: {name}"))) is var down ? (down.Code, down.Reason) : default);
        }
        ContractSpace.Ok(await space.Delete(hook));
    }

    private static string Namespace(string name, string labels = "{}") => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {labels}}}\n";

    private static MapNode Body(string version, string kind, string name, string? inNamespace = null) => new MapBuilder
    {
        ["apiVersion"] = version,
        ["kind"] = kind,
        ["metadata"] = new MapBuilder { ["name"] = name, ["namespace"] = inNamespace },
    }.ToMap();
}
