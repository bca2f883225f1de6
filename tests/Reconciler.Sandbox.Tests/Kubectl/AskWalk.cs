namespace Reconciler.Sandbox.Tests.Kubectl;

public sealed class AskWalk(KubectlFixture fixture) : IClassFixture<KubectlFixture>
{
    [Fact]
    public async Task The_server_says_what_it_is_and_how_it_does()
    {
        var walk = await fixture.WalkAsync();
        await walk.Prints("version", "Server Version: v1.36");
        await walk.Prints("cluster-info", "Kubernetes control plane is running at https://127.0.0.1:");
        Assert.Equal("ok", await walk.Ok("get --raw /readyz"));
        await walk.Prints("get --raw '/livez?verbose'", "[+]ping ok", "livez check passed");
        await walk.Prints($"get --raw /api/v1/namespaces/{walk.Namespace}/configmaps?limit=1", "\"kind\":\"ConfigMapList\"", "kube-root-ca.crt");
        await walk.Refused("get --raw /nope", "the server could not find the requested resource");
        await walk.Refused("get --raw /api/v1/namespaces/default/configmaps/nope", "configmaps \"nope\" not found");
        await walk.Refused("top pods", "Metrics API not available");
        await walk.Prints("get svc,endpointslices kubernetes -n default", "10.96.0.1", "172.30.0.2");
    }

    [Fact]
    public async Task Kinds_are_listed_with_their_names_and_verbs()
    {
        var walk = await fixture.WalkAsync();
        await walk.Prints("api-versions", "apps/v1", "autoscaling/v2", "networking.k8s.io/v1", "\nv1");
        var rows = await walk.Table("api-resources -o wide");
        Assert.Equal(["deployments", "deploy", "apps/v1", "true", "Deployment", "create,delete,deletecollection,get,list,patch,update,watch", "all"], rows.Single(row => row[0] == "deployments"));
        Assert.Equal(["tokenreviews", "authentication.k8s.io/v1", "false", "TokenReview", "create"], rows.Single(row => row[0] == "tokenreviews"));
        Assert.DoesNotContain("nodes", (await walk.Ok("api-resources --namespaced=true -o name")).Split('\n'));
        Assert.Equal(["jobs.batch", "cronjobs.batch"], (await walk.Ok("api-resources --api-group=batch -o name")).Split('\n').OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Kinds_and_fields_are_explained()
    {
        var walk = await fixture.WalkAsync();
        var text = await walk.Prints("explain deploy", "GROUP:      apps", "KIND:       Deployment", "Keeps a number of equal pods running", "spec\t<DeploymentSpec>", "What is wished.");
        Assert.DoesNotContain("<no description>", text, StringComparison.Ordinal);
        await walk.Prints("explain deploy.spec.replicas", "FIELD: replicas <integer>", "How many pods there shall be.");
        await walk.Prints("explain pod.spec.containers.ports", "containerPort\t<integer> -required-", "enum: SCTP, TCP, UDP", "TCP where it is left out.");
        await walk.Prints("explain deploy --recursive", "maxSurge\t<IntOrString>", "limits\t<map[string]Quantity>", "fieldsV1\t<FieldsV1>");
        await walk.Prints("explain crd --recursive", "openAPIV3Schema\t<JSONSchemaProps>", "default\t<JSON>");
        await walk.Prints("explain hpa --api-version=autoscaling/v1", "VERSION:    v1");
        // the older form is read from OpenAPI version 2 in protobuf
        await walk.Prints("explain deploy.spec.strategy --output=plaintext-openapiv2", "RESOURCE: strategy <Object>", "How pods are replaced when the template");
        await walk.Refused("explain deploy.spec.nope", "field \"nope\" does not exist");
        await walk.Refused("explain nopes", "the server doesn't have a resource type \"nopes\"");
    }

    [Fact]
    public async Task Rights_can_be_asked_for()
    {
        var walk = await fixture.WalkAsync();
        Assert.Equal("yes", await walk.Ok("auth can-i '*' '*'"));
        await walk.Prints("auth can-i --list", "*.*", "[*]", "selfsubjectreviews.authentication.k8s.io");
        await walk.Prints("auth whoami", "system:admin", "system:masters");
        await walk.Ok("create sa reader");
        var account = $"--as=system:serviceaccount:{walk.Namespace}:reader";
        var denied = await walk.Run($"auth can-i get pods {account}");
        Assert.Equal((1, "no"), (denied.Code, denied.Out.Trim()));
        await walk.Refused($"get pods {account}", $"pods is forbidden: User \"system:serviceaccount:{walk.Namespace}:reader\" cannot list resource \"pods\" in API group \"\" in the namespace \"{walk.Namespace}\"");
        await walk.Ok("create role reader --verb=get,list --resource=pods");
        await walk.Ok($"create rolebinding reader --role=reader --serviceaccount={walk.Namespace}:reader");
        Assert.Equal("yes", await walk.Ok($"auth can-i get pods {account}"));
        await walk.Ok($"get pods {account}");
        await walk.Prints($"auth can-i --list {account}", "pods", "[get list]");
        Assert.Equal(1, (await walk.Run($"auth can-i get pods -n default {account}")).Code);
    }

    [Fact]
    public async Task Events_tell_of_an_object()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("run one --image=nginx");
        await walk.Ok("wait pod/one --for=condition=Ready --timeout=10s");
        await walk.Prints("events --for pod/one", "Scheduled", "Pulled", "Started");
        await walk.Prints("get events --field-selector involvedObject.name=one,reason=Scheduled", "default/one".Replace("default", walk.Namespace, StringComparison.Ordinal), "Normal");
        Assert.DoesNotContain("Scheduled", (await walk.Run("events --types=Warning")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_of_ones_own_is_as_good_as_any()
    {
        var walk = await fixture.WalkAsync();
        Assert.Equal("customresourcedefinition.apiextensions.k8s.io/gadgets.walk.example.com created", await walk.Ok("apply -f -", Manifests.Gadgets));
        await walk.Ok("wait crd/gadgets.walk.example.com --for=condition=Established --timeout=10s");
        Assert.Equal("gadget.walk.example.com/one created", await walk.Ok("apply -f -", Manifests.Gadget("one", "size: 2")));
        Assert.Equal("gadget.walk.example.com/one unchanged", await walk.Ok("apply -f -", Manifests.Gadget("one", "size: 2")));
        Assert.Equal([["NAME", "SIZE", "COLOR"], ["one", "2", "red"]], await walk.Table("get toys -o wide"));
        await walk.Ok("apply --server-side --force-conflicts -f -", Manifests.Gadget("one", "size: 3, color: blue"));
        Assert.Equal("", await walk.Ok("diff --server-side -f -", Manifests.Gadget("one", "size: 3, color: blue")));
        Assert.Equal("gadget.walk.example.com/one scaled", await walk.Ok("scale gd one --replicas=4"));
        Assert.Equal("4", await walk.Read("gd/one", ".spec.size"));
        await walk.Prints("explain gadget.spec", "enum: red, blue", "How large it is.", "-required-");
        await walk.Prints("explain gadget.spec --output=plaintext-openapiv2", "How large it is.");
        await walk.Refused("apply -f -", "strict decoding error: unknown field \"spec.colour\"", Manifests.Gadget("two", "size: 1, colour: red"));
        await walk.Refused("apply -f -", "spec.size in body should be greater than or equal to 1", Manifests.Gadget("two", "size: 0"));
        await walk.Refused("apply -f -", "spec.size: Required value", Manifests.Gadget("two", "color: red"));
        await walk.Refused("""patch gd one -p '{"spec":{"size":4}}'""", "application/strategic-merge-patch+json is not supported");
        await walk.Ok("delete crd gadgets.walk.example.com --timeout=10s");
        await walk.Refused("get gd", "could not find the requested resource");
    }
}
