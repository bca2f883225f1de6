using Reconciler.Live;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Live;

public sealed class InspectionTests
{
    [Fact]
    public void Nothing_secret_is_shown_and_nothing_of_who_wrote_what()
    {
        var secret = Trees.Read("{apiVersion: v1, kind: Secret, metadata: {name: s, managedFields: [{manager: x}]}, data: {k: Z2VoZWlt}}");
        var run = Trees.Read("{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app.kubernetes.io/component: run, reconciler.dev/run: x}}, spec: {containers: [{name: run, env: [{name: TOKEN, value: geheim}, {name: B, valueFrom: {fieldRef: {fieldPath: x}}}]}]}}");
        var shown = string.Concat(Inspection.Of([secret], [run], null).Concat(Inspection.Of([], [run], "run")).Select(body => YamlWriter.Write(body)));
        Assert.DoesNotContain("geheim", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Z2VoZWlt", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", shown, StringComparison.Ordinal);
        Assert.Contains("(6 bytes, masked)", shown, StringComparison.Ordinal);
        Assert.Contains("fieldPath: x", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_has_its_objects_and_pods()
    {
        MapNode Of(string kind, string name, string component) => Trees.Read($"{{kind: {kind}, metadata: {{name: {name}, labels: {{app.kubernetes.io/component: {component}}}}}}}");
        MapNode[] objects = [Of("Deployment", "b", "worker"), Of("Deployment", "a", "web"), Of("Service", "a", "web")];
        MapNode[] pods = [Of("Pod", "a-2", "web"), Of("Pod", "a-1", "web"), Of("Pod", "b-1", "worker"), Of("Pod", "r", "run")];
        string Told(string? component) => string.Join(' ', Inspection.Of(objects, pods, component).Select(body => ObjectKey.Of(body).Name));
        Assert.Equal(("a a a-1 a-2", "a b a a-1 a-2 b-1", "r"), (Told("web"), Told(null), Told("run")));
    }

    [Fact]
    public void What_triggers_log_in_with_is_told_with_who_does()
    {
        var own = Trees.Read("{apiVersion: keda.sh/v1alpha1, kind: TriggerAuthentication, metadata: {name: shop-datadog, namespace: web}, spec: {podIdentity: {provider: aws}, secretTargetRef: [{parameter: b, name: s, key: gone}, {parameter: a, name: s, key: k}, {parameter: c, name: closed, key: k}]}}");
        var scaled = Trees.Read("{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: shop-worker, namespace: web, labels: {app.kubernetes.io/name: shop}}, spec: {triggers: [{authenticationRef: {name: shop-datadog}}]}}");
        ReadSecret Secret(string name) => name == "closed" ? new ReadSecret(null, "forbidden") : new ReadSecret(Trees.Read("{data: {k: Z2VoZWlt}}"), null);
        var told = AutoscalingAuthStatus.Of(own, [scaled], Secret, showsSecrets: false);
        Assert.Equal(["a: (6 bytes, masked)", "b: (missing)", "c: (can't be read: forbidden)"], told.Parameters.Select(parameter => $"{parameter.Name}: {parameter.Shown}"));
        Assert.Equal(("web/shop-worker", "podIdentity"), (Assert.Single(told.UsedBy), Assert.Single(told.Others)));
        Assert.Equal("geheim", AutoscalingAuthStatus.Of(own, [], Secret, showsSecrets: true).Parameters[0].Shown);
    }

    [Theory]
    [InlineData("shop-datadog", "shop", true)]
    [InlineData("shop-admin-datadog", "shop", false)]
    [InlineData("shop-admin-datadog", "shop-admin", true)]
    [InlineData("other", "shop", true)]
    [InlineData("other", "shop-admin", false)]
    public void An_authentication_is_of_the_App_that_uses_it_or_is_named_by_it(string name, string app, bool isOf)
    {
        var scaled = Trees.Read("{kind: ScaledObject, metadata: {name: shop-worker, namespace: web, labels: {app.kubernetes.io/name: shop}}, spec: {triggers: [{authenticationRef: {name: other}}]}}");
        var body = Trees.Read($"{{kind: TriggerAuthentication, metadata: {{name: {name}, namespace: web}}}}");
        Assert.Equal(isOf, AutoscalingAuthStatus.IsOf(body, app, ["shop", "shop-admin"], [scaled]));
    }
}
