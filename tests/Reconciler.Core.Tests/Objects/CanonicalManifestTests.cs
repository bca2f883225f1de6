using Reconciler.Objects;

namespace Reconciler.Core.Tests.Objects;

public sealed class CanonicalManifestTests
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\n";

    [Theory]
    [InlineData("nulls go", "metadata: {name: a, annotations: {x: null, y: z}}\ndata: {a: null, b: c}", "metadata: {name: a, annotations: {y: z}}\ndata: {b: c}")]
    [InlineData("the server's metadata goes", "metadata: {name: a, uid: u, resourceVersion: \"1\", generation: 1, selfLink: /x, creationTimestamp: null, managedFields: []}", "metadata: {name: a}")]
    [InlineData("empty labels and annotations go", "metadata: {name: a, labels: {}, annotations: {x: null}}", "metadata: {name: a}")]
    [InlineData("status goes", "metadata: {name: a}\nstatus: {x: 1}", "metadata: {name: a}")]
    [InlineData("empty maps and lists elsewhere stay", "metadata: {name: a, finalizers: []}\ndata: {}", "metadata: {name: a, finalizers: []}\ndata: {}")]
    public void What_is_not_wanted_is_left_out(string rule, string content, string expected) =>
        AssertCanonical(rule, ConfigMap + content, ConfigMap + expected);

    [Theory]
    [InlineData("v1", "Secret", "data: {a: YQ==, b: eA==}\nstringData: {b: new, c: \"é\"}", "data: {a: YQ==, b: bmV3, c: w6k=}")]
    [InlineData("v1", "Secret", "stringData: {b: new}", "data: {b: bmV3}")]
    [InlineData("v1", "Secret", "stringData: {}", "")]
    [InlineData("v1", "ConfigMap", "stringData: {b: new}", "stringData: {b: new}")]
    [InlineData("v1", "Service", "spec: {clusterIP: \"\", ports: [{port: 80, nodePort: 0}, {port: 81, nodePort: 30000}]}", "spec: {ports: [{port: 80}, {port: 81, nodePort: 30000}]}")]
    [InlineData("v1", "Service", "spec: {clusterIP: None}", "spec: {clusterIP: None}")]
    [InlineData("apps/v1", "Deployment", "spec: {template: {spec: {containers: [{name: a, resources: null, env: [{name: B, value: null}]}]}}}", "spec: {template: {spec: {containers: [{name: a, env: [{name: B}]}]}}}")]
    [InlineData("example.com/v1", "Thing", "spec: {a: null, b: [{c: null}]}\nstatus: {}", "spec: {a: null, b: [{c: null}]}")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {scope: null, versions: [{name: v1, schema: {openAPIV3Schema: {default: null, example: {a: null}}}}]}", "spec: {versions: [{name: v1, schema: {openAPIV3Schema: {example: {a: null}}}}]}")]
    public void Each_kind_has_its_canonical_form(string apiVersion, string kind, string content, string expected)
    {
        var head = $"apiVersion: {apiVersion}\nkind: {kind}\n";
        AssertCanonical(kind, head + content, head + expected);
    }

    [Fact]
    public void The_canonical_form_is_its_own_canonical_form()
    {
        var once = CanonicalManifest.Of(Trees.Read("apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {}}\nstringData: {a: b}\n"));
        Assert.True(Node.DeepEquals(once, CanonicalManifest.Of(once)));
    }

    [Fact]
    public void Places_survive()
    {
        var secret = CanonicalManifest.Of(Trees.Read("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  a: b\n"));
        var entry = secret.Map("data")!.Find("a")!.Value;
        Assert.Equal((new Origin("f.yaml", 5, 6), new Origin("f.yaml", 5, 3)), (entry.Value.Origin, entry.KeyOrigin));
    }

    private static void AssertCanonical(string rule, string written, string expected)
    {
        var canonical = CanonicalManifest.Of(Trees.Read(written));
        Assert.True(Node.DeepEquals(Trees.Read(expected), canonical), $"{rule}:\n{YamlWriter.Write(canonical)}");
    }
}
