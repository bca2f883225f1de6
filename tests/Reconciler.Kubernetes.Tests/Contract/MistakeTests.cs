using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class MistakeTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    public static TheoryData<Target, string, string, string> Mistakes()
    {
        var data = new TheoryData<Target, string, string, string>();
        foreach (var row in new EverywhereAttribute().GetData(null!))
        {
            var target = (Target)row[0];
            data.Add(target, "", "foo: bar", ".spec.template.spec.containers[name=\"c\"].foo");
            data.Add(target, "replicas: '3'", "", ".spec.replicas");
            data.Add(target, "", "env: {A: '1'}", ".spec.template.spec.containers[name=\"c\"].env");
            data.Add(target, "", "env: [{name: A, value: 1}]", ".spec.template.spec.containers[name=\"c\"].env[name=\"A\"].value");
            data.Add(target, "", "env: [{name: A, value: '1'}, {name: A, value: '2'}]", ".spec.template.spec.containers[name=\"c\"].env");
            data.Add(target, "", "ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: TCP}]", ".spec.template.spec.containers[name=\"c\"].ports");
            data.Add(target, "", "volumeMounts: [{name: a, mountPath: /a}, {name: b, mountPath: /a}]", ".spec.template.spec.containers[name=\"c\"].volumeMounts");
            data.Add(target, "", "resources: {limits: {cpu: abc}}", "");
        }
        return data;
    }

    [Theory, MemberData(nameof(Mistakes))]
    public async Task A_mistake_in_an_applied_object_comes_as_500_without_a_reason(Target target, string spec, string container, string path)
    {
        var space = await fixture.On(target);
        var text = Yaml.Deployment(ContractSpace.Name("web"), spec, container);
        foreach (var isDryRun in new[] { false, true })
        {
            var mistake = ContractSpace.Refused<KubeError.SpecMistake>(await space.Apply(text, dryRun: isDryRun));
            Assert.Equal((500, null), (mistake.Code, mistake.Reason));
            if (path.Length > 0) Assert.Equal(path, mistake.Mistakes[0].Path);
        }
    }

    [Theory, Everywhere]
    public async Task Field_validation_makes_no_difference_to_that(Target target)
    {
        var space = await fixture.On(target);
        var resource = await space.Kind("v1", "ConfigMap");
        var body = (MapNode)NodeJson.Read("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"foo":1}"""u8);
        foreach (var validation in new[] { "Ignore", "Warn", "Strict" })
            ContractSpace.Refused<KubeError.SpecMistake>(await space.Objects.Apply(new ObjectAddress(resource, space.Namespace, "x"), body, new WriteOptions("contract") { FieldValidation = validation }, default));
    }

    [Theory, Everywhere]
    public async Task An_annotation_that_is_no_text_and_data_that_is_no_base64_are_such_mistakes(Target target)
    {
        var space = await fixture.On(target);
        var annotation = ContractSpace.Refused<KubeError.SpecMistake>(await space.Apply(Yaml.ConfigMap(ContractSpace.Name(), metadata: ", annotations: {a: true}")));
        Assert.Equal(".metadata.annotations.a", annotation.Mistakes[0].Path);
        ContractSpace.Refused<KubeError.SpecMistake>(await space.Apply(Yaml.Secret(ContractSpace.Name(), "{a: '%%%'}")));
        await space.Made(Yaml.Secret(ContractSpace.Name()));
    }

    [Theory, Everywhere]
    public async Task A_create_reads_the_same_mistakes_as_a_bad_request_or_a_warning(Target target)
    {
        var space = await fixture.On(target);
        ContractSpace.Refused<KubeError.BadRequest>(await space.Create(Yaml.Deployment(ContractSpace.Name("web"), "replicas: '3'"), dryRun: true));
        var unknown = await space.Create(Yaml.Deployment(ContractSpace.Name("web"), container: "foo: bar"), dryRun: true);
        ContractSpace.Ok(unknown);
        Assert.Contains(unknown.Warnings, warning => warning.Contains("unknown field \"spec.template.spec.containers[0].foo\"", StringComparison.Ordinal));
    }

    [Theory, Everywhere]
    public async Task What_the_kinds_rules_forbid_comes_with_its_field(Target target)
    {
        var space = await fixture.On(target);
        async Task Refuses(string yaml, string field)
        {
            var invalid = ContractSpace.Refused<KubeError.Invalid>(await space.Apply(yaml));
            Assert.Equal((422, "Invalid"), (invalid.Code, invalid.Reason));
            Assert.Contains(invalid.Causes, cause => cause.Field == field);
        }
        var name = ContractSpace.Name("web");
        await Refuses(Yaml.Deployment(name).Replace($"    app: {name}\n    spec", "    app: other\n    spec", StringComparison.Ordinal).Replace($"        app: {name}\n    spec:", "        app: other\n    spec:", StringComparison.Ordinal), "spec.template.metadata.labels");
        await Refuses(Yaml.Service(name, "[{port: 70000}]"), "spec.ports[0].port");
        await Refuses(Yaml.Service(name, "[{port: 1}, {port: 2}]"), "spec.ports[0].name");
        await Refuses(Yaml.ConfigMap("Bad_Name"), "metadata.name");
        await Refuses(Yaml.ConfigMap(name, "{'a/b': c}"), "data[a/b]");
        await Refuses(Yaml.Deployment(name, "replicas: -1"), "spec.replicas");
        await Refuses(Yaml.Deployment(name, container: "imagePullPolicy: Sometimes"), "spec.template.spec.containers[0].imagePullPolicy");
        await space.Made(Yaml.Deployment(name));
    }

    [Theory, Everywhere]
    public async Task What_is_immutable_stays(Target target)
    {
        var space = await fixture.On(target);
        async Task Keeps(string first, string second, string field)
        {
            await space.Made(first);
            var invalid = ContractSpace.Refused<KubeError.Invalid>(await space.Apply(second));
            Assert.Contains(invalid.Causes, cause => cause.Field == field);
        }
        var name = ContractSpace.Name("fix");
        await Keeps(Yaml.Deployment(name), Yaml.Deployment(name).Replace($"app: {name}", "app: other", StringComparison.Ordinal), "spec.selector");
        await Keeps(Yaml.ConfigMap(name) + "immutable: true\n", Yaml.ConfigMap(name, "{a: '2'}") + "immutable: true\n", "data");
        await Keeps(Yaml.Secret(name, more: "immutable: true\n"), Yaml.Secret(name, "{a: Mg==}", "immutable: true\n"), "data");
        await Keeps(Yaml.Secret($"{name}-t", more: "type: Opaque\n"), Yaml.Secret($"{name}-t", more: "type: example.com/x\n"), "type");
        await Keeps(Yaml.Job(name), Yaml.Job(name, "command: [x]"), "spec.template");
        string Claim(string size) => $"apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: {name}}}\nspec: {{accessModes: [ReadWriteOnce], storageClassName: none-such, resources: {{requests: {{storage: {size}}}}}}}";
        await Keeps(Claim("1Gi"), Claim("2Gi"), "spec");
        var service = await space.Made(Yaml.Service(name));
        Assert.StartsWith("10.", service.Value("spec", "clusterIP"), StringComparison.Ordinal);
        ContractSpace.Refused<KubeError.Invalid>(await space.Apply(Yaml.Service(name, more: "clusterIP: 10.96.254.254"), force: true));
    }

    [Theory, Everywhere]
    public async Task What_is_too_large_is_told_as_that(Target target)
    {
        var space = await fixture.On(target);
        var large = new string('x', 1_100_000);
        Assert.Equal(422, ContractSpace.Refused<KubeError.TooLarge>(await space.Apply(Yaml.ConfigMap(ContractSpace.Name(), $"{{a: {large}}}"))).Code);
        Assert.Equal(422, ContractSpace.Refused<KubeError.TooLarge>(await space.Apply(Yaml.ConfigMap(ContractSpace.Name(), metadata: $", annotations: {{a: {large[..270_000]}}}"))).Code);
        Assert.Equal(413, ContractSpace.Refused<KubeError.TooLarge>(await space.Apply(Yaml.ConfigMap(ContractSpace.Name(), $"{{a: {large}, b: {large}, c: {large}}}"))).Code);
        await space.Made(Yaml.ConfigMap(ContractSpace.Name(), $"{{a: {large[..1_000_000]}}}"));
    }

    [Theory, Everywhere]
    public async Task Quantities_and_defaults_are_written_as_the_server_likes_them(Target target)
    {
        var space = await fixture.On(target);
        var made = await space.Made(Yaml.Deployment(ContractSpace.Name("web"), container: "resources: {limits: {cpu: '0.1', memory: 1024Mi}, requests: {cpu: '0.05'}}\n          ports: [{containerPort: 80}]"));
        var container = (made.Path("spec", "template", "spec") as MapNode)!.Maps("containers").First();
        Assert.Equal(("100m", "1Gi", "50m"), (container.Value("resources", "limits", "cpu"), container.Value("resources", "limits", "memory"), container.Value("resources", "requests", "cpu")));
        Assert.Equal("TCP", container.Maps("ports").First().Text("protocol")!.Value);
        Assert.Equal(("Always", "IfNotPresent", "RollingUpdate", "10"), (made.Value("spec", "template", "spec", "restartPolicy"), container.Value("imagePullPolicy"), made.Value("spec", "strategy", "type"), made.Value("spec", "revisionHistoryLimit")));
    }
}
