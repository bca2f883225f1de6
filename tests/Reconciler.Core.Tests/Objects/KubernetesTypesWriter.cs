using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Reconciler.Core.Tests.Objects;

/// <summary>Writes the table of built-in kinds from what an API server says of itself: its discovery documents and its OpenAPI v3 schemas.</summary>
internal sealed class KubernetesTypesWriter
{
    private const string RefPrefix = "#/components/schemas/";
    private const string Apimachinery = "io.k8s.apimachinery.pkg.";
    private const string Apiextensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
    private static readonly string[] EveryVerb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly Dictionary<string, string> Words = new()
    {
        [Apimachinery + "api.resource.Quantity"] = "quantity",
        [Apimachinery + "util.intstr.IntOrString"] = "int-or-string",
        [Apimachinery + "apis.meta.v1.Time"] = "time",
        [Apimachinery + "apis.meta.v1.MicroTime"] = "micro-time",
        [Apimachinery + "runtime.RawExtension"] = "object",
        [Apimachinery + "apis.meta.v1.FieldsV1"] = "object",
        [Apiextensions + "CustomResourceSubresourceStatus"] = "object",
        [Apiextensions + "JSON"] = "any",
        [Apiextensions + "JSONSchemaPropsOrArray"] = "any",
        [Apiextensions + "JSONSchemaPropsOrBool"] = "any",
        [Apiextensions + "JSONSchemaPropsOrStringArray"] = "any",
    };

    /// <summary>Plain strings of the API's Go types, where "" is the same as leaving the field out; behind a pointer it is a value, and refused.</summary>
    private static readonly Dictionary<string, string[]> Plain = new(StringComparer.Ordinal)
    {
        ["io.k8s.api.apps.v1.DaemonSetUpdateStrategy"] = ["type"],
        ["io.k8s.api.apps.v1.DeploymentStrategy"] = ["type"],
        ["io.k8s.api.apps.v1.StatefulSetUpdateStrategy"] = ["type"],
        ["io.k8s.api.apps.v1.StatefulSetSpec"] = ["podManagementPolicy"],
        ["io.k8s.api.batch.v1.CronJobSpec"] = ["concurrencyPolicy"],
        ["io.k8s.api.core.v1.Container"] = ["imagePullPolicy", "terminationMessagePolicy"],
        ["io.k8s.api.core.v1.EphemeralContainer"] = ["imagePullPolicy", "terminationMessagePolicy"],
        ["io.k8s.api.core.v1.ContainerPort"] = ["protocol"],
        ["io.k8s.api.core.v1.EndpointPort"] = ["protocol"],
        ["io.k8s.api.core.v1.ServicePort"] = ["protocol"],
        ["io.k8s.api.core.v1.HTTPGetAction"] = ["scheme"],
        ["io.k8s.api.core.v1.ImageVolumeSource"] = ["pullPolicy"],
        ["io.k8s.api.core.v1.PersistentVolumeSpec"] = ["persistentVolumeReclaimPolicy"],
        ["io.k8s.api.core.v1.PodSpec"] = ["dnsPolicy", "restartPolicy"],
        ["io.k8s.api.core.v1.ServiceSpec"] = ["externalTrafficPolicy", "sessionAffinity", "type"],
        ["io.k8s.api.core.v1.Toleration"] = ["effect", "operator"],
    };

    private readonly SortedDictionary<string, JsonElement> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<(string ApiVersion, string Kind), string> _roots = [];
    private readonly SortedSet<string> _reached = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();

    public static string Write(string openapiFolder)
    {
        var writer = new KubernetesTypesWriter();
        foreach (var file in Directory.EnumerateFiles(openapiFolder, "*_v*.json").Order(StringComparer.Ordinal)) writer.ReadSchemas(file);
        writer._text.Append("# What Kubernetes 1.36 knows of its built-in kinds. Written by KubeTypesTests with RECORD=1, not by hand.\n");
        writer._text.Append("# kind apiVersion kind resource singular scope short-names verbs type; * are the eight usual verbs, - is none.\n");
        writer._text.Append("# KubeTypeText says what the lines of a type mean.\n");
        foreach (var (group, version, resources) in Discovered(openapiFolder)) writer.WriteKinds(group.Length == 0 ? version : $"{group}/{version}", resources);
        writer.WriteTypes();
        return writer._text.ToString();
    }

    private void ReadSchemas(string file)
    {
        foreach (var schema in Read(file).GetProperty("schemas").EnumerateObject())
        {
            _schemas[schema.Name] = schema.Value;
            if (!schema.Value.TryGetProperty("x-kubernetes-group-version-kind", out var kinds) || kinds.GetArrayLength() != 1) continue;
            var group = Text(kinds[0], "group");
            _roots[((group.Length == 0 ? "" : group + "/") + Text(kinds[0], "version"), Text(kinds[0], "kind"))] = schema.Name;
        }
    }

    private static IEnumerable<(string Group, string Version, JsonElement Resources)> Discovered(string folder)
    {
        var groups = Read(Path.Combine(folder, "discovery-api.json")).GetProperty("items").EnumerateArray()
            .Concat(Read(Path.Combine(folder, "discovery-apis.json")).GetProperty("items").EnumerateArray())
            .Select(group => (Name: Text(group.GetProperty("metadata"), "name"), Value: group))
            .Where(group => !group.Name.Contains('.', StringComparison.Ordinal) || group.Name.EndsWith(".k8s.io", StringComparison.Ordinal))
            .OrderBy(group => group.Name, StringComparer.Ordinal);
        foreach (var (name, group) in groups)
            foreach (var version in group.GetProperty("versions").EnumerateArray().OrderBy(version => Text(version, "version"), StringComparer.Ordinal))
                yield return (name, Text(version, "version"), version.GetProperty("resources"));
    }

    private void WriteKinds(string apiVersion, JsonElement resources)
    {
        foreach (var resource in resources.EnumerateArray().OrderBy(resource => Text(resource.GetProperty("responseKind"), "kind"), StringComparer.Ordinal))
        {
            var kind = Text(resource.GetProperty("responseKind"), "kind");
            var verbs = Texts(resource, "verbs");
            _text.Append(CultureInfo.InvariantCulture, $"kind {apiVersion} {kind} {Text(resource, "resource")} {Text(resource, "singularResource")} {Text(resource, "scope").ToLowerInvariant()}");
            _text.Append(CultureInfo.InvariantCulture, $" {Joined(Texts(resource, "shortNames"))} {(verbs.SequenceEqual(EveryVerb) ? "*" : Joined(verbs))} {Root(apiVersion, kind)}\n");
            if (!resource.TryGetProperty("subresources", out var subresources)) continue;
            foreach (var sub in subresources.EnumerateArray())
            {
                var answer = sub.GetProperty("responseKind");
                var version = Text(answer, "version").Length == 0 ? apiVersion : (Text(answer, "group").Length == 0 ? "" : Text(answer, "group") + "/") + Text(answer, "version");
                _text.Append(CultureInfo.InvariantCulture, $"  sub {Text(sub, "subresource")} {version} {Text(answer, "kind")} {Joined(Texts(sub, "verbs"))} {Root(version, Text(answer, "kind"))}\n");
            }
        }
    }

    private string Root(string apiVersion, string kind)
    {
        if (!_roots.TryGetValue((apiVersion, kind), out var name)) return "-";
        Reach(name);
        return name;
    }

    private void Reach(string name)
    {
        if (Words.ContainsKey(name) || !_reached.Add(name)) return;
        foreach (var reference in References(_schemas[name])) Reach(reference);
    }

    private static IEnumerable<string> References(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property =>
            property.NameEquals("$ref") && property.Value.ValueKind == JsonValueKind.String ? [property.Value.GetString()![RefPrefix.Length..]] : References(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private void WriteTypes()
    {
        foreach (var name in _reached)
        {
            var schema = _schemas[name];
            var package = name[..(name.LastIndexOf('.') + 1)];
            var required = Texts(schema, "required");
            _text.Append("type ").Append(name).Append(Text(schema, "x-kubernetes-map-type") == "atomic" ? " atomic" : "").Append('\n');
            if (!schema.TryGetProperty("properties", out var properties)) continue;
            foreach (var property in properties.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                var words = new[] { property.Name + (required.Contains(property.Name) ? "!" : ""), TypeOf(property.Value, package) }.Concat(Attributes(property.Value, Plain.GetValueOrDefault(name)?.Contains(property.Name) == true));
                _text.Append("  ").AppendJoin(' ', words).Append('\n');
            }
        }
    }

    private static string TypeOf(JsonElement schema, string package)
    {
        if (schema.TryGetProperty("allOf", out var all)) return TypeOf(all[0], package);
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()![RefPrefix.Length..];
            return Words.TryGetValue(name, out var word) ? word : name.StartsWith(package, StringComparison.Ordinal) && !name[package.Length..].Contains('.', StringComparison.Ordinal) ? name[package.Length..] : name;
        }
        return (Text(schema, "type"), Text(schema, "format")) switch
        {
            ("array", _) => "[]" + TypeOf(schema.GetProperty("items"), package),
            ("object", _) => schema.TryGetProperty("additionalProperties", out var values) ? "{}" + TypeOf(values, package) : "object",
            ("string", "byte") => "bytes",
            ("integer", var format) => format.Length == 0 ? "int64" : format,
            (var type, _) => type,
        };
    }

    private static IEnumerable<string> Attributes(JsonElement schema, bool isPlain)
    {
        if (Text(schema, "x-kubernetes-list-type") is { Length: > 0 } list) yield return list == "map" ? "map=" + Joined(Texts(schema, "x-kubernetes-list-map-keys")) : list;
        if (Text(schema, "x-kubernetes-map-type") is { Length: > 0 } map) yield return map;
        if (Text(schema, "x-kubernetes-patch-merge-key") is { Length: > 0 } key) yield return "key=" + key;
        var strategy = Text(schema, "x-kubernetes-patch-strategy").Split(',');
        if (strategy.Contains("merge") && !schema.TryGetProperty("x-kubernetes-patch-merge-key", out _)) yield return "merge";
        if (strategy.Contains("retainKeys")) yield return "retain";
        var allowed = Texts(schema.TryGetProperty("items", out var items) ? items : schema.TryGetProperty("additionalProperties", out var values) ? values : schema, "enum");
        if (allowed.Length > 0) yield return "enum=" + string.Join('|', allowed);
        if (isPlain) yield return "plain";
        if (schema.TryGetProperty("default", out var value)) yield return "default=" + value.GetRawText();
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;

    private static string Joined(string[] words) => words.Length == 0 ? "-" : string.Join(',', words);

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static string[] Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [];
}
