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
        foreach (var part in (string[])["data", "binaryData"])
        {
            foreach (var entry in body.Map(part)?.Entries ?? [])
            {
                foreach (var problem in NameRules.DataKey(entry.Key)) yield return FieldError.Invalid($"{part}[{entry.Key}]", entry.Key, problem);
                if (part == "data" && body.Map("binaryData")?.Has(entry.Key) == true) yield return FieldError.Invalid($"{part}[{entry.Key}]", entry.Key, "duplicate of key present in binaryData");
                bytes += Encoding.UTF8.GetByteCount((entry.Value as ScalarNode)?.Value ?? "");
            }
        }
        if (bytes > MostBytes) yield return FieldError.TooLong("[]", MostBytes);
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
        if (type == "kubernetes.io/service-account-token" && body.Metadata().Map("annotations").Filled("kubernetes.io/service-account.name") is null)
            yield return FieldError.Required("metadata.annotations[kubernetes.io/service-account.name]");
        foreach (var (kind, key) in new[] { ("kubernetes.io/dockerconfigjson", ".dockerconfigjson"), ("kubernetes.io/dockercfg", ".dockercfg") })
            if (type == kind && data.Text(key) is { } encoded && GoJson.Problem(encoded.Value) is { } problem) yield return FieldError.Invalid($"data[{key}]", "<secret contents redacted>", problem);
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
        var isNamespaced = body.Text("kind")?.Value == "RoleBinding";
        string[] kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (!kinds.Contains(role.Text("kind")?.Value)) yield return FieldError.NotSupported("roleRef.kind", role.Text("kind")?.Value ?? "", kinds);
        if (role.Filled("name") is null) yield return FieldError.Required("roleRef.name");
        foreach (var (subject, path) in Subjects(body))
        {
            if (subject.Filled("name") is null) yield return FieldError.Required($"{path}.name");
            foreach (var error in Subject(subject, path, isNamespaced)) yield return error;
        }
    }

    private static IEnumerable<FieldError> Subject(MapNode subject, string path, bool isNamespaced)
    {
        var group = subject.Text("apiGroup")?.Value ?? "";
        switch (subject.Text("kind")?.Value)
        {
            case "ServiceAccount":
                foreach (var problem in subject.Filled("name") is { } name ? NameRules.Subdomain(name) : []) yield return FieldError.Invalid($"{path}.name", subject.Filled("name")!, problem);
                if (group.Length > 0) yield return FieldError.NotSupported($"{path}.apiGroup", group, [""]);
                if (!isNamespaced && subject.Filled("namespace") is null) yield return FieldError.Required($"{path}.namespace");
                break;
            case "User" or "Group":
                if (group != "rbac.authorization.k8s.io") yield return FieldError.NotSupported($"{path}.apiGroup", group, ["rbac.authorization.k8s.io"]);
                break;
            case var kind:
                yield return FieldError.NotSupported($"{path}.kind", kind ?? "", ["ServiceAccount", "User", "Group"]);
                break;
        }
    }

    public static IEnumerable<FieldError> BindingChange(MapNode live, MapNode body)
    {
        if (!Node.DeepEquals(live["roleRef"], body["roleRef"])) yield return FieldError.InvalidInOrder("roleRef", new MapBuilder
        {
            ["APIGroup"] = body.Map("roleRef")?["apiGroup"] ?? "",
            ["Kind"] = body.Map("roleRef")?["kind"] ?? "",
            ["Name"] = body.Map("roleRef")?["name"] ?? "",
        }.ToMap(), "cannot change roleRef");
    }

    public static IEnumerable<FieldError> Role(MapNode body)
    {
        foreach (var (rule, path) in new MapNode([new MapEntry("rules", body["rules"] as ListNode ?? new ListNode([]))]).Items("rules", ""))
        {
            var place = path.TrimStart('.');
            if (rule.List("verbs") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.verbs", "verbs must contain at least one value");
            if (rule.List("nonResourceURLs") is { Items.Length: > 0 } urls)
            {
                if (body.Text("kind")?.Value == "Role") yield return FieldError.Invalid($"{place}.nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs");
                if (((string[])["apiGroups", "resources", "resourceNames"]).Any(key => rule.List(key) is { Items.Length: > 0 }))
                    yield return FieldError.Invalid($"{place}.nonResourceURLs", urls, "rules cannot apply to both regular resources and non-resource URLs");
                continue;
            }
            if (rule.List("apiGroups") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.apiGroups", "resource rules must supply at least one api group");
            if (rule.List("resources") is not { Items.Length: > 0 }) yield return FieldError.Required($"{place}.resources", "resource rules must supply at least one resource");
        }
    }

    public static IEnumerable<FieldError> ClusterRole(MapNode body)
    {
        foreach (var error in Role(body)) yield return error;
        if (body.Map("aggregationRule") is not { } aggregation) yield break;
        if (aggregation.List("clusterRoleSelectors") is not { Items.Length: > 0 })
            yield return FieldError.Required("aggregationRule.clusterRoleSelectors", "at least one clusterRoleSelector required if aggregationRule is non-nil");
        foreach (var (selector, place) in aggregation.Items("clusterRoleSelectors", "aggregationRule"))
            foreach (var error in LabelRules.Selector(selector, place)) yield return error;
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
