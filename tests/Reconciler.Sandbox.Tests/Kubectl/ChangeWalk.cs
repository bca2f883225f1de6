namespace Reconciler.Sandbox.Tests.Kubectl;

public sealed class ChangeWalk(KubectlFixture fixture) : IClassFixture<KubectlFixture>
{
    [Fact]
    public async Task Patches_of_all_types_change_what_they_say()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web());
        Assert.Equal("deployment.apps/web patched", await walk.Ok("""patch deploy web -p '{"spec":{"replicas":3}}'"""));
        Assert.Equal("deployment.apps/web patched (no change)", await walk.Ok("""patch deploy web -p '{"spec":{"replicas":3}}'"""));
        await walk.Ok("""patch deploy web --type=merge -p '{"metadata":{"annotations":{"x":"y"}}}'""");
        await walk.Ok("""patch deploy web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":1}]'""");
        Assert.Equal("1 y", await walk.Ok("get deploy web -o 'jsonpath={.spec.replicas} {.metadata.annotations.x}'"));
        const string Names = "-o 'jsonpath={.spec.template.spec.containers[*].name}'";
        Assert.Equal("side web", await walk.Ok("""patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"side:1"}]}}}}' """ + Names));
        Assert.Equal("web", await walk.Ok("""patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}}}' """ + Names));
        Assert.Equal("scale.autoscaling/web patched", await walk.Ok("""patch deploy web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'"""));
        Assert.Equal("2", await walk.Read("deploy/web", ".spec.replicas"));
    }

    [Fact]
    public async Task A_patch_that_cannot_be_made_is_refused()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web());
        await walk.Refused("""patch deploy web --type=json -p '[{"op":"test","path":"/spec/replicas","value":7}]'""", "The request is invalid");
        await walk.Refused("""patch deploy web --type=json -p '[{"op":"remove","path":"/spec/nope"}]'""", "The request is invalid");
        await walk.Refused("""patch deploy web -p '{"spec":{"replicas":"x"}}'""", "The request is invalid: patch: Invalid value");
        await walk.Refused("""patch deploy web -p '{"spec":{"selector":{"matchLabels":{"app":"other"}}}}'""", "field is immutable");
        await walk.Refused("patch deploy nope -p '{}'", "deployments.apps \"nope\" not found");
        Assert.Contains("unknown field \"spec.replica\"", (await walk.Run("""patch deploy web -p '{"spec":{"replica":1}}'""")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_set_commands_change_a_template()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web(replicas: 0));
        await walk.Ok("create cm more --from-literal=log-level=info");
        Assert.Equal("deployment.apps/web image updated", await walk.Ok("set image deploy/web web=nginx:2"));
        await walk.Refused("set image deploy/web nope=nginx:2", "unable to find container named \"nope\"");
        await walk.Ok("set env deploy/web B=2 A-");
        await walk.Ok("set env deploy/web --from=configmap/more");
        await walk.Prints("set env deploy/web --list", "B=2", "LOG_LEVEL from configmap more, key log-level");
        await walk.Ok("set resources deploy/web --limits=cpu=200m --requests=cpu=100m");
        await walk.Ok("set serviceaccount deploy/web default");
        var container = await walk.Read("deploy/web", ".spec.template.spec.containers[0]");
        foreach (var part in (string[])["\"image\":\"nginx:2\"", "\"cpu\":\"200m\"", "{\"name\":\"B\",\"value\":\"2\"}"]) Assert.Contains(part, container, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"A\"", container, StringComparison.Ordinal);
        Assert.Equal("default", await walk.Read("deploy/web", ".spec.template.spec.serviceAccountName"));
        await walk.Ok("create service clusterip web --tcp=80");
        await walk.Ok("set selector svc web app=web,tier=front");
        Assert.Equal("""{"app":"web","tier":"front"}""", await walk.Read("svc/web", ".spec.selector"));
    }

    [Fact]
    public async Task Scaling_counts_pods_and_heeds_its_preconditions()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web());
        Assert.Equal("deployment.apps/web scaled", await walk.Ok("scale deploy web --replicas=4"));
        await walk.Ok("wait deploy/web --for='jsonpath={.status.readyReplicas}=4' --timeout=10s");
        Assert.Equal(4, (await walk.Ok("get pods -l app=web -o name")).Split('\n').Length);
        await walk.Refused("scale deploy web --replicas=1 --current-replicas=9", "Expected replicas to be 9, was 4");
        await walk.Refused("scale deploy web --replicas=1 --resource-version=1", "Expected resource version to be 1");
        await walk.Refused("scale deploy nope --replicas=1", "no objects passed to scale");
        await walk.Refused("scale cm kube-root-ca.crt --replicas=2", "the server could not find the requested resource");
        await walk.Ok("autoscale deploy web --min=2 --max=5 --cpu-percent=80");
        await walk.Prints("get hpa", "Deployment/web", "cpu:", "80%");
    }

    [Fact]
    public async Task Labels_and_annotations_are_added_changed_and_removed()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Config);
        Assert.Equal("configmap/settings labeled", await walk.Ok("label cm settings tier=front"));
        await walk.Refused("label cm settings tier=back", "'tier' already has a value (front), and --overwrite is false");
        await walk.Ok("label cm settings tier=back --overwrite");
        Assert.Equal("configmap/settings", await walk.Ok("get cm -l 'tier in (back,x),!other' -o name"));
        Assert.Equal("configmap/settings unlabeled", await walk.Ok("label cm settings tier-"));
        await walk.Refused("label cm settings tier='bad value'", "invalid label value");
        await walk.Ok("annotate cm settings note='hello there'");
        Assert.Equal("hello there", await walk.Read("cm/settings", ".metadata.annotations.note"));
        await walk.Ok("annotate cm settings note-");
        await walk.Ok("label cm --all env=test");
        await walk.Prints("get cm -l env=test -o name", "configmap/settings", "configmap/kube-root-ca.crt");
    }

    [Fact]
    public async Task A_replacement_is_whole_and_not_made_of_an_old_state()
    {
        var walk = await fixture.WalkAsync();
        await walk.Refused("replace -f -", "configmaps \"settings\" not found", Manifests.Config);
        await walk.Ok("create -f -", Manifests.Config);
        Assert.Equal("configmap/settings replaced", await walk.Ok("replace -f -", Manifests.Config.Replace("a: \"1\", ", "")));
        Assert.Equal("""{"b":"two"}""", await walk.Read("cm/settings", ".data"));
        await walk.Refused("replace -f -", "the object has been modified; please apply your changes to the latest version", Manifests.Config.Replace("{name: settings}", "{name: settings, resourceVersion: \"1\"}"));
        var uid = await walk.Read("cm/settings", ".metadata.uid");
        await walk.Ok("replace --force -f -", Manifests.Config);
        Assert.NotEqual(uid, await walk.Read("cm/settings", ".metadata.uid"));
        await walk.Refused("edit cm settings", "there was a problem with the editor");
    }

    [Fact]
    public async Task A_deletion_takes_what_it_owns_or_leaves_it()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web());
        await walk.Ok("rollout status deploy/web --timeout=10s");
        Assert.Equal("deployment.apps \"web\" deleted", await walk.Ok("delete deploy web --cascade=orphan"));
        Assert.Equal(2, (await walk.Ok("get pods -o name")).Split('\n').Length);
        Assert.Equal("", await walk.Read("rs", ".items[0].metadata.ownerReferences"));
        await walk.Ok("delete rs -l app=web --cascade=foreground --timeout=10s");
        Assert.Equal("", await walk.Ok("get rs,pods -o name"));
        await walk.Ok("apply -f -", Manifests.Web());
        await walk.Ok("rollout status deploy/web --timeout=10s");
        await walk.Ok("delete deploy web --wait --timeout=10s");
        await walk.Ok("wait pods -l app=web --for=delete --timeout=10s");
        await walk.Refused("get deploy web", "not found");
        await walk.Refused("delete deploy web --cascade=bogus", "invalid cascade value (bogus)");
    }

    [Fact]
    public async Task A_finalizer_holds_a_deletion_back()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create -f -", Manifests.Config.Replace("{name: settings}", "{name: settings, finalizers: [walk.example.com/hold]}"));
        await walk.Refused("delete cm settings --timeout=500ms", "timed out waiting for the condition on configmaps/settings");
        Assert.NotEqual("", await walk.Read("cm/settings", ".metadata.deletionTimestamp"));
        await walk.Ok("""patch cm settings --type=merge -p '{"metadata":{"finalizers":null}}'""");
        await walk.Ok("wait cm/settings --for=delete --timeout=5s");
        await walk.Refused("get cm settings", "not found");
    }

    [Fact]
    public async Task A_deleted_namespace_takes_everything_along()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web());
        await walk.Ok("rollout status deploy/web --timeout=10s");
        Assert.Equal($"namespace \"{walk.Namespace}\" deleted", (await walk.Ok($"delete ns {walk.Namespace} --timeout=15s")).Split('\n')[0].Replace(" from  namespace", "", StringComparison.Ordinal));
        await walk.Refused($"get ns {walk.Namespace}", "not found");
        Assert.Equal("", await walk.Ok("get deploy,rs,pods,cm -o name"));
        await walk.Refused("create cm late --from-literal=a=b", $"namespaces \"{walk.Namespace}\" not found");
    }
}
