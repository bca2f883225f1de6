using System.Text;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Writes.Validation;

/// <summary>Rules for ConfigMaps, Secrets, and roles and their bindings.</summary>
internal static class ConfigRules
{
    private const int MostBytes = 1024 * 1024;
    private const string Frozen = "field is immutable when `immutable` is set";

    private static readonly (string Type, string[] Keys)[] NeededKeys =
    [
        ("kubernetes.io/dockerconfigjson", [".dockerconfigjson"]), ("kubernetes.io/dockercfg", [".dockercfg"]), ("kubernetes.io/ssh-auth", ["ssh-privatekey"]), ("kubernetes.io/tls", ["tls.crt", "tls.key"]),
    ];

    public static IEnumerable<FieldError> ConfigMap(MapNode body)
    {
        var bytes = 0;
        foreach (var (part, other) in new[] { ("data", "binaryData"), ("binaryData", "data") })
        {
            foreach (var entry in body.Map(part)?.Entries ?? [])
            {
                foreach (var problem in NameRules.DataKey(entry.Key)) yield return FieldError.Invalid($"{part}[{entry.Key}]", entry.Key, problem);
                if (body.Map(other)?.Has(entry.Key) == true) yield return FieldError.Invalid($"{part}[{entry.Key}]", entry.Key, $"duplicate of key present in {other}");
                bytes += Encoding.UTF8.GetByteCount((entry.Value as ScalarNode)?.Value ?? "");
            }
        }
        if (bytes > MostBytes) yield return FieldError.TooLong("", MostBytes);
    }

    public static IEnumerable<FieldError> Secret(MapNode body)
    {
        var data = body.Map("data");
        var bytes = 0;
        foreach (var entry in data?.Entries ?? [])
        {
            foreach (var problem in NameRules.DataKey(entry.Key)) yield return FieldError.Invalid($"data[{entry.Key}]", entry.Key, problem);
            bytes += ((entry.Value as ScalarNode)?.Value.Length ?? 0) * 3 / 4;
        }
        if (bytes > MostBytes) yield return FieldError.TooLong("data", MostBytes);
        var type = body.Text("type")?.Value;
        foreach (var key in NeededKeys.FirstOrDefault(needed => needed.Type == type).Keys ?? [])
            if (data?.Has(key) != true) yield return FieldError.Required($"data[{key}]");
        if (type == "kubernetes.io/basic-auth" && data?.Has("username") != true && data?.Has("password") != true)
        {
            yield return FieldError.Required("data[username]");
            yield return FieldError.Required("data[password]");
        }
    }

    public static IEnumerable<FieldError> SecretChange(MapNode live, MapNode body) => FieldPaths.Unchanged(live, body, "field is immutable", "type").Concat(Frozens(live, body, "data"));

    public static IEnumerable<FieldError> ConfigMapChange(MapNode live, MapNode body) => Frozens(live, body, "data", "binaryData");

    public static IEnumerable<FieldError> Binding(MapNode body)
    {
        var role = body.Map("roleRef");
        if (role.Text("apiGroup")?.Value != "rbac.authorization.k8s.io") yield return FieldError.NotSupported("roleRef.apiGroup", role?["apiGroup"], ["rbac.authorization.k8s.io"]);
        if (role.Text("kind")?.Value is not ("Role" or "ClusterRole")) yield return FieldError.NotSupported("roleRef.kind", role?["kind"], ["Role", "ClusterRole"]);
        if (role.Filled("name") is null) yield return FieldError.Required("roleRef.name");
        foreach (var (subject, path) in Subjects(body))
        {
            if (subject.Filled("name") is null) yield return FieldError.Required($"{path}.name");
            if (subject.Text("kind")?.Value is not ("ServiceAccount" or "User" or "Group"))
                yield return FieldError.NotSupported($"{path}.kind", subject["kind"], ["ServiceAccount", "User", "Group"]);
            else if (subject.Text("kind")?.Value == "ServiceAccount" && subject.Filled("namespace") is null) yield return FieldError.Required($"{path}.namespace");
        }
    }

    public static IEnumerable<FieldError> BindingChange(MapNode live, MapNode body)
    {
        if (!Node.DeepEquals(live["roleRef"], body["roleRef"])) yield return FieldError.Invalid("roleRef", body["roleRef"], "cannot change roleRef");
    }

    public static IEnumerable<FieldError> Role(MapNode body)
    {
        foreach (var (rule, path) in new MapNode([new MapEntry("rules", body["rules"] as ListNode ?? new ListNode([]))]).Items("rules", ""))
        {
            var place = path.TrimStart('.');
            if (rule.List("verbs") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.verbs", "verbs must contain at least one value");
            if (rule.List("nonResourceURLs") is { Items.Length: > 0 }) continue;
            if (rule.List("apiGroups") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.apiGroups", "resource rules must supply at least one api group");
            if (rule.List("resources") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.resources", "resource rules must supply at least one resource");
        }
    }

    private static IEnumerable<(MapNode Item, string Path)> Subjects(MapNode body) => body.Items("subjects", "").Select(item => (item.Item, item.Path.TrimStart('.')));

    private static IEnumerable<FieldError> Frozens(MapNode live, MapNode body, params string[] parts)
    {
        if (live.Flag("immutable")?.Value != true) yield break;
        if (body.Flag("immutable")?.Value != true) yield return FieldError.Forbidden("immutable", Frozen);
        foreach (var part in parts)
            if (!Node.DeepEquals(live[part], body[part])) yield return FieldError.Forbidden(part, Frozen);
    }
}
