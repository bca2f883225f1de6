using FsCheck;
using FsCheck.Fluent;
using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class StrategicMergeTests
{
    [Theory]
    [InlineData("a scalar is replaced", "hostname: a", "hostname: b", "hostname: b")]
    [InlineData("what the patch does not name stays", "hostname: a", "subdomain: b", "{hostname: a, subdomain: b}")]
    [InlineData("null takes away", "{hostname: a, subdomain: b}", "subdomain: null", "hostname: a")]
    [InlineData("null of what is not there is nothing", "hostname: a", "{subdomain: null, securityContext: {runAsUser: null, fsGroup: 1}}", "{hostname: a, securityContext: {fsGroup: 1}}")]
    [InlineData("maps merge key by key", "nodeSelector: {a: x, b: y}", "nodeSelector: {b: z, c: w, a: null}", "nodeSelector: {b: z, c: w}")]
    [InlineData("objects merge field by field", "securityContext: {runAsUser: 1, fsGroup: 2}", "securityContext: {fsGroup: 3}", "securityContext: {runAsUser: 1, fsGroup: 3}")]
    [InlineData("containers merge by name", "containers: [{name: web, image: a}, {name: log, image: b}]", "containers: [{name: log, tty: true}, {name: new, image: c}]", "containers: [{name: web, image: a}, {name: log, image: b, tty: true}, {name: new, image: c}]")]
    [InlineData("env merges by name", "containers: [{name: a, env: [{name: X, value: \"1\"}, {name: Y, value: \"2\"}]}]", "containers: [{name: a, env: [{name: Y, value: \"3\"}]}]", "containers: [{name: a, env: [{name: X, value: \"1\"}, {name: Y, value: \"3\"}]}]")]
    [InlineData("an env value gives way to a reference", "containers: [{name: a, env: [{name: X, value: \"1\"}]}]", "containers: [{name: a, env: [{name: X, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]", "containers: [{name: a, env: [{name: X, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]")]
    [InlineData("a probe's handler gives way to another", "containers: [{name: a, livenessProbe: {httpGet: {port: 1}, periodSeconds: 5}}]", "containers: [{name: a, livenessProbe: {tcpSocket: {port: 2}}}]", "containers: [{name: a, livenessProbe: {periodSeconds: 5, tcpSocket: {port: 2}}}]")]
    [InlineData("volume mounts merge by path", "containers: [{name: a, volumeMounts: [{name: v, mountPath: /x}]}]", "containers: [{name: a, volumeMounts: [{mountPath: /x, readOnly: true}, {name: w, mountPath: /y}]}]", "containers: [{name: a, volumeMounts: [{name: v, mountPath: /x, readOnly: true}, {name: w, mountPath: /y}]}]")]
    [InlineData("ports merge by number", "containers: [{name: a, ports: [{containerPort: 80, name: http}]}]", "containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080}]}]", "containers: [{name: a, ports: [{containerPort: 80, name: http, hostPort: 8080}]}]")]
    [InlineData("a port of another protocol is another port", "containers: [{name: a, ports: [{containerPort: 53}]}]", "containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}]}]", "containers: [{name: a, ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]}]")]
    [InlineData("the default protocol is meant where none is written", "containers: [{name: a, ports: [{containerPort: 53}]}]", "containers: [{name: a, ports: [{containerPort: 53, protocol: TCP, name: dns}]}]", "containers: [{name: a, ports: [{containerPort: 53, protocol: TCP, name: dns}]}]")]
    [InlineData("a volume changes its source", "volumes: [{name: v, emptyDir: {medium: Memory}}]", "volumes: [{name: v, hostPath: {path: /x}}]", "volumes: [{name: v, hostPath: {path: /x}}]")]
    [InlineData("a volume keeps its source and merges it", "volumes: [{name: v, emptyDir: {medium: Memory}}]", "volumes: [{name: v, emptyDir: {sizeLimit: 1Gi}}]", "volumes: [{name: v, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]")]
    [InlineData("a volume that is only named stays", "volumes: [{name: v, emptyDir: {}}]", "volumes: [{name: v}]", "volumes: [{name: v, emptyDir: {}}]")]
    [InlineData("tolerations are replaced", "tolerations: [{key: a}]", "tolerations: [{key: b}]", "tolerations: [{key: b}]")]
    [InlineData("args are replaced", "containers: [{name: a, args: [x, y]}]", "containers: [{name: a, args: [z]}]", "containers: [{name: a, args: [z]}]")]
    [InlineData("envFrom is replaced", "containers: [{name: a, envFrom: [{secretRef: {name: s}}]}]", "containers: [{name: a, envFrom: []}]", "containers: [{name: a, envFrom: []}]")]
    [InlineData("pull secrets merge by name", "imagePullSecrets: [{name: a}]", "imagePullSecrets: [{name: b}, {name: a}]", "imagePullSecrets: [{name: a}, {name: b}]")]
    [InlineData("host aliases merge by address", "hostAliases: [{ip: 1.1.1.1, hostnames: [a]}]", "hostAliases: [{ip: 1.1.1.1, hostnames: [b]}]", "hostAliases: [{ip: 1.1.1.1, hostnames: [b]}]")]
    [InlineData("spread constraints merge by key and answer", "topologySpreadConstraints: [{topologyKey: z, whenUnsatisfiable: DoNotSchedule, maxSkew: 1}]", "topologySpreadConstraints: [{topologyKey: z, maxSkew: 2}, {topologyKey: z, whenUnsatisfiable: ScheduleAnyway, maxSkew: 3}]", "topologySpreadConstraints: [{topologyKey: z, whenUnsatisfiable: DoNotSchedule, maxSkew: 2}, {topologyKey: z, whenUnsatisfiable: ScheduleAnyway, maxSkew: 3}]")]
    [InlineData("an item is deleted on demand", "containers: [{name: a}, {name: b}]", "containers: [{name: a, $patch: delete}, {name: c, $patch: delete}]", "containers: [{name: b}]")]
    [InlineData("a list is replaced on demand", "containers: [{name: a}, {name: b}]", "containers: [{$patch: replace}, {name: c}]", "containers: [{name: c}]")]
    [InlineData("an object is replaced on demand", "securityContext: {runAsUser: 1}", "securityContext: {$patch: replace, fsGroup: 2}", "securityContext: {fsGroup: 2}")]
    [InlineData("nothing patched is nothing changed", "{hostname: a, containers: [{name: b}]}", "{}", "{hostname: a, containers: [{name: b}]}")]
    public void Each_field_merges_by_its_own_rule(string rule, string original, string patch, string expected)
    {
        var merged = StrategicMerge.Merge(Trees.Read(original), Trees.Read(patch), KubeTypes.PodSpec);
        Assert.True(Node.DeepEquals(Trees.Read(expected), merged), $"{rule}:\n{YamlWriter.Write(merged)}");
    }

    [Fact]
    public void A_strategy_drops_what_belongs_to_the_other_one()
    {
        var type = KubeTypes.Type("io.k8s.api.apps.v1.DeploymentSpec")!;
        var merged = StrategicMerge.Merge(Trees.Read("strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}"), Trees.Read("strategy: {type: Recreate}"), type);
        Assert.True(Node.DeepEquals(Trees.Read("strategy: {type: Recreate}"), merged), YamlWriter.Write(merged));
    }

    [Fact]
    public void Finalizers_are_united() =>
        Assert.True(Node.DeepEquals(Trees.Read("finalizers: [a, b, c]"), StrategicMerge.Merge(Trees.Read("finalizers: [a, b]"), Trees.Read("finalizers: [c, a]"), KubeTypes.ObjectMeta)));

    [Fact]
    public void What_wins_keeps_its_place()
    {
        var original = Trees.Read("hostname: a\ncontainers:\n  - name: web\n    image: a\n");
        var patch = Assert.Single(YamlReader.Read("patch.yaml", "containers:\n  - name: web\n    tty: true\n").Documents).Root;
        var container = Assert.Single(StrategicMerge.Merge(original, patch, KubeTypes.PodSpec).Maps("containers"));
        Assert.Equal(new Origin("f.yaml", 4, 12), container["image"]!.Origin);
        Assert.Equal(new Origin("patch.yaml", 3, 10), container["tty"]!.Origin);
        Assert.Equal(new Origin("patch.yaml", 3, 5), container.Find("tty")!.Value.KeyOrigin);
    }

    [Fact]
    public void A_list_of_another_shape_is_replaced_and_nothing_is_thrown()
    {
        var merged = StrategicMerge.Merge(Trees.Read("containers: [a, {image: b}, {name: c}]"), Trees.Read("containers: [1, {name: c, tty: true}, {}]\nvolumes: nonsense\nunknown: {a: null, b: 1}"), KubeTypes.PodSpec);
        Assert.Equal(5, merged.List("containers")!.Items.Length);
        Assert.Equal(["b"], merged.Map("unknown")!.Keys);
    }

    /// <summary>Merging twice is merging once, an empty patch changes nothing, and each container of either side is there once.</summary>
    [Fact]
    public void Merging_is_idempotent_and_loses_no_container()
    {
        var name = Gen.Elements("a", "b", "c", "d");
        var container = from n in name from image in name from env in Gen.SubListOf("X", "Y", "Z") select (n, image, env);
        var spec = container.ListOf().Select(items => items.DistinctBy(item => item.n).ToList());
        var pairs = from original in spec from patch in spec select (Original: Pod(original), Patch: Pod(patch));
        Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var once = StrategicMerge.Merge(pair.Original, pair.Patch, KubeTypes.PodSpec);
            var twice = StrategicMerge.Merge(once, pair.Patch, KubeTypes.PodSpec);
            var names = pair.Original.Maps("containers").Concat(pair.Patch.Maps("containers")).Select(item => item.Text("name")!.Value).Distinct().ToList();
            return Node.DeepEquals(once, twice)
                && Node.DeepEquals(pair.Original, StrategicMerge.Merge(pair.Original, MapNode.Empty, KubeTypes.PodSpec))
                && names.SequenceEqual(once.Maps("containers").Select(item => item.Text("name")!.Value))
                && pair.Patch.Maps("containers").All(patched => once.Maps("containers").Any(item => Node.DeepEquals(item["name"], patched["name"]) && Node.DeepEquals(item["image"], patched["image"])));
        }).QuickCheckThrowOnFailure();
    }

    private static MapNode Pod(List<(string Name, string Image, List<string> Env)> containers) => new MapBuilder
    {
        ["containers"] = ListNode.Of(containers.Select(item => (Node)new MapBuilder
        {
            ["name"] = item.Name,
            ["image"] = item.Image,
            ["env"] = ListNode.Of(item.Env.Select(variable => (Node)new MapBuilder { ["name"] = variable, ["value"] = item.Image }.ToMap())),
        }.ToMap())),
    }.ToMap();
}
