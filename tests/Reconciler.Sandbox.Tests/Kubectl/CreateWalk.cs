namespace Reconciler.Sandbox.Tests.Kubectl;

public sealed class CreateWalk(KubectlFixture fixture) : IClassFixture<KubectlFixture>
{
    /// <summary>Without a file kubectl sends protobuf.</summary>
    [Theory]
    [InlineData("configmap c --from-literal=a=b", "configmap/c", "get cm c -o 'jsonpath={.data.a}'", "b")]
    [InlineData("secret generic s --from-literal=p=x", "secret/s", "get secret s -o 'jsonpath={.data.p}{.type}'", "eA==Opaque")]
    [InlineData("secret docker-registry r --docker-server=r.example.com --docker-username=u --docker-password=p", "secret/r", "get secret r -o 'jsonpath={.type}'", "kubernetes.io/dockerconfigjson")]
    [InlineData("serviceaccount a", "serviceaccount/a", "get sa a -o name", "serviceaccount/a")]
    [InlineData("role r --verb=get,list --resource=pods,deployments.apps", "role.rbac.authorization.k8s.io/r", "get role r -o 'jsonpath={.rules[1].apiGroups[0]}{.rules[1].verbs}'", "apps[\"get\",\"list\"]")]
    [InlineData("rolebinding b --clusterrole=view --serviceaccount=x:y", "rolebinding.rbac.authorization.k8s.io/b", "get rolebinding b -o wide --no-headers", "ClusterRole/view")]
    [InlineData("quota q --hard=pods=50,cpu=10", "resourcequota/q", "get quota q -o 'jsonpath={.spec.hard}'", "{\"cpu\":\"10\",\"pods\":\"50\"}")]
    [InlineData("pdb p --selector=app=web --min-available=1", "poddisruptionbudget.policy/p", "get pdb p --no-headers", "N/A")]
    [InlineData("ingress i --rule=shop.example.com/*=web:80,tls=s --class=nginx --default-backend=x:http", "ingress.networking.k8s.io/i", "get ingress i --no-headers", "shop.example.com")]
    [InlineData("service nodeport n --tcp=80:8080", "service/n", "get svc n -o 'jsonpath={.spec.type}{.spec.ports[0].targetPort}'", "NodePort8080")]
    [InlineData("service externalname e --external-name=x.example.com", "service/e", "get svc e --no-headers", "x.example.com")]
    [InlineData("service clusterip h --clusterip=None", "service/h", "get svc h -o 'jsonpath={.spec.clusterIP}'", "None")]
    [InlineData("deployment d --image=nginx --replicas=2 --port=80", "deployment.apps/d", "get deploy d -o 'jsonpath={.spec.replicas}{.spec.template.spec.containers[0].ports[0].containerPort}'", "280")]
    [InlineData("job j --image=busybox -- date -u", "job.batch/j", "get job j -o 'jsonpath={.spec.template.spec.containers[0].command}'", "[\"date\",\"-u\"]")]
    [InlineData("cronjob k --image=busybox --schedule='0 4 * * *' -- date", "cronjob.batch/k", "get cj k --no-headers", "0 4 * * *")]
    public async Task What_is_created_without_a_file_is_there(string arguments, string name, string command, string expected)
    {
        var walk = await fixture.WalkAsync();
        Assert.Equal($"{name} created", await walk.Ok($"create {arguments}"));
        await walk.Prints(command, expected);
    }

    [Fact]
    public async Task Nothing_is_created_twice()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create cm c --from-literal=a=b");
        await walk.Refused("create cm c --from-literal=a=b", "configmaps \"c\" already exists");
        await walk.Refused("create -f -", "configmaps \"c\" already exists", Manifests.Config.Replace("settings", "c", StringComparison.Ordinal));
        await walk.Refused($"create ns {walk.Namespace}", $"namespaces \"{walk.Namespace}\" already exists");
        await walk.Refused("create ns Bad_", "a lowercase RFC 1123 label must consist of");
    }

    [Fact]
    public async Task A_job_is_made_of_a_cron_job_with_all_that_its_template_has()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create -f -", """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: nightly}
            spec:
              schedule: 0 4 * * *
              jobTemplate:
                spec:
                  template:
                    metadata: {labels: {app: nightly} }
                    spec:
                      restartPolicy: Never
                      securityContext: {runAsUser: 1000, fsGroup: 2000}
                      containers:
                      - name: main
                        image: busybox:1
                        env: [{name: P, valueFrom: {secretKeyRef: {name: s, key: p, optional: true} } }]
                        envFrom: [{configMapRef: {name: c, optional: true} }]
                        readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
                        volumeMounts: [{name: scratch, mountPath: /tmp}]
                        resources: {limits: {memory: 64Mi} }
                      volumes: [{name: scratch, emptyDir: {} }, {name: all, projected: {sources: [{configMap: {name: c, optional: true} }]} }]
            """);
        await walk.Ok("create job now --from=cronjob/nightly");
        foreach (var path in (string[])[".containers[0].env", ".containers[0].envFrom", ".containers[0].readinessProbe", ".containers[0].resources", ".securityContext", ".volumes"])
            Assert.Equal(await walk.Read("cj/nightly", $".spec.jobTemplate.spec.template.spec{path}"), await walk.Read("job/now", $".spec.template.spec{path}"));
        Assert.Equal("manual CronJob", await walk.Ok("get job/now -o 'jsonpath={.metadata.annotations.cronjob\\.kubernetes\\.io/instantiate} {.metadata.ownerReferences[0].kind}'"));
        await walk.Refused("create job other --from=cronjob/nope", "cronjobs.batch \"nope\" not found");
    }

    [Fact]
    public async Task A_token_is_given_to_an_account_that_is_there()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create sa walker");
        await walk.Ok("create rolebinding walker --clusterrole=view --serviceaccount=" + walk.Namespace + ":walker");
        var token = await walk.Ok("create token walker --duration=20m");
        await walk.Prints($"auth whoami --token={token}", $"system:serviceaccount:{walk.Namespace}:walker", "system:serviceaccounts");
        Assert.Equal("yes", await walk.Ok($"auth can-i list pods --token={token}"));
        Assert.Equal("no", (await walk.Run($"auth can-i delete pods --token={token}")).Out.Trim());
        await walk.Refused($"delete pod x --token={token}", "cannot delete resource \"pods\"");
        await walk.Refused("create token nope", "serviceaccounts \"nope\" not found");
        await walk.Refused("create token walker --duration=1m", "may not specify a duration less than 10 minutes");
        await walk.Refused("get pods --token=wrong", "You must be logged in to the server");
    }

    [Fact]
    public async Task A_pod_that_is_run_and_exposed_has_endpoints()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("run one --image=nginx --port=80 --env=A=b --labels=app=one");
        Assert.Equal("pod/one condition met", await walk.Ok("wait pod/one --for=condition=Ready --timeout=10s"));
        Assert.Equal("service/one exposed", await walk.Ok("expose pod one --port=8080 --target-port=80"));
        var address = await walk.Read("pod/one", ".status.podIP");
        await walk.Ok("wait endpoints/one --for='jsonpath={.subsets[0].addresses[0].ip}=" + address + "' --timeout=10s");
        await walk.Prints("get endpointslices -l kubernetes.io/service-name=one", address, "IPv4");
        await walk.Prints("describe svc one", $"{address}:80", "Type:", "ClusterIP");
        await walk.Prints("describe pod one", "Node:             sandbox/", "Environment:", "A:     b", "Ready                       True", "Successfully assigned");
        Assert.Contains("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice", (await walk.Run("get ep one")).Error, StringComparison.Ordinal);
        await walk.Refused("run one --image=nginx", "pods \"one\" already exists");
        await walk.Refused("expose pod nope --port=80", "pods \"nope\" not found");
    }

    [Fact]
    public async Task Objects_are_printed_in_every_form()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Web());
        await walk.Ok("rollout status deploy/web --timeout=10s");
        Assert.Equal(["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE", "CONTAINERS", "IMAGES", "SELECTOR"], (await walk.Table("get deploy -o wide"))[0]);
        var row = (await walk.Table("get deploy -o wide"))[1];
        Assert.Equal(("web", "2/2", "nginx:1", "app=web"), (row[0], row[1], row[6], row[7]));
        Assert.Equal(["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"], (await walk.Table("get pods -o wide"))[0]);
        Assert.Equal(["NAME", "DESIRED", "AVAILABLE", "AGE"], (await walk.Table("get deploy web --subresource=scale"))[0]);
        Assert.Equal("web   2", (await walk.Ok("get deploy -o custom-columns=N:.metadata.name,R:.spec.replicas")).Split('\n')[1]);
        Assert.Equal("deployment.apps/web", await walk.Ok("get deploy -o name"));
        Assert.Equal("web", await walk.Ok("get deploy web -o 'go-template={{.metadata.name}}'"));
        await walk.Prints("get deploy web -o yaml", "apiVersion: apps/v1", "kind: Deployment", "availableReplicas: 2", "type: Available");
        Assert.DoesNotContain("managedFields", await walk.Ok("get deploy web -o json"), StringComparison.Ordinal);
        await walk.Prints("get all", "pod/web-", "deployment.apps/web", "replicaset.apps/web-");
        await walk.Prints("get deploy --show-labels -L app", "app=web");
        await walk.Prints("get pods -l app=web --field-selector status.phase=Running --sort-by=.metadata.name -A", walk.Namespace, "web-");
        await walk.Prints("describe deploy web", "2 desired | 2 updated | 2 total | 2 available | 0 unavailable", "RollingUpdateStrategy:  25% max unavailable, 25% max surge", "NewReplicaSetAvailable", "Scaled up replica set web-");
        await walk.Prints("describe rs", "Controlled By:  Deployment/web", "2 Running / 0 Waiting");
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_missing()
    {
        var walk = await fixture.WalkAsync();
        await walk.Refused("get deploy nope", "Error from server (NotFound): deployments.apps \"nope\" not found");
        await walk.Refused("describe deploy nope", "deployments.apps \"nope\" not found");
        await walk.Refused("get nopes", "the server doesn't have a resource type \"nopes\"");
        await walk.Refused("delete cm nope", "configmaps \"nope\" not found");
        Assert.Equal("", await walk.Ok("delete cm nope --ignore-not-found"));
        await walk.Refused("get cm --field-selector foo=bar", "\"foo\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        Assert.Contains("No resources found in " + walk.Namespace, (await walk.Run("get pods")).Error, StringComparison.Ordinal);
        Assert.Contains("No resources found", (await walk.Run("get cm -l a=b")).Error, StringComparison.Ordinal);
        await walk.Refused("create cm x --from-literal=a=b -n nowhere", "namespaces \"nowhere\" not found");
        var some = await walk.Run("get cm kube-root-ca.crt nope");
        Assert.Equal((1, true), (some.Code, some.Out.Contains("kube-root-ca.crt", StringComparison.Ordinal)));
    }
}
