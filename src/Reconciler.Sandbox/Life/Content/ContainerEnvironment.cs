using System.Text;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>The variables that a container would have, in their order.</summary>
internal static class ContainerEnvironment
{
    /// <summary>The values, with ConfigMaps and Secrets found by resource and name.</summary>
    public static List<KeyValuePair<string, string>> Of(MapNode pod, MapNode container, Func<string, string, MapNode?> find)
    {
        var all = new List<KeyValuePair<string, string>>();
        void Add(string name, string value)
        {
            all.RemoveAll(each => each.Key == name);
            all.Add(new(name, value));
        }
        Add("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        Add("HOSTNAME", pod.Map("spec").Text("hostname")?.Value ?? pod.NameOf());
        Add("KUBERNETES_SERVICE_HOST", "10.96.0.1");
        Add("KUBERNETES_SERVICE_PORT", "443");
        foreach (var source in container.Maps("envFrom"))
        {
            var (from, isSecret) = source.Map("secretRef") is { } secret ? (find("secrets", secret.Text("name")?.Value ?? ""), true) : (find("configmaps", source.Map("configMapRef").Text("name")?.Value ?? ""), false);
            foreach (var key in from.Map("data")?.Keys ?? []) Add((source.Text("prefix")?.Value ?? "") + key, Value(from, key, isSecret));
        }
        foreach (var variable in container.Maps("env"))
            Add(variable.Text("name")?.Value ?? "", variable.Map("valueFrom") is { } from ? From(pod, from, find) : Expanded(variable.Text("value")?.Value ?? "", all));
        return all;
    }

    private static string From(MapNode pod, MapNode from, Func<string, string, MapNode?> find)
    {
        if (from.Map("configMapKeyRef") is { } config) return Value(find("configmaps", config.Text("name")?.Value ?? ""), config.Text("key")?.Value ?? "", isSecret: false);
        if (from.Map("secretKeyRef") is { } secret) return Value(find("secrets", secret.Text("name")?.Value ?? ""), secret.Text("key")?.Value ?? "", isSecret: true);
        var path = from.Map("fieldRef").Text("fieldPath")?.Value ?? "";
        var bracket = path.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0) return pod.Path(path[..bracket].Split('.')) is MapNode map ? map.Text(path[(bracket + 1)..].Trim(']', '\'', '"'))?.Value ?? "" : "";
        return pod.Path(path.Split('.')) is ScalarNode scalar ? scalar.Value : "";
    }

    private static string Value(MapNode? source, string key, bool isSecret)
    {
        var text = source.Map("data").Text(key)?.Value ?? "";
        if (!isSecret) return text;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    /// <summary>$(NAME) of a variable before becomes its value.</summary>
    private static string Expanded(string text, List<KeyValuePair<string, string>> before)
    {
        foreach (var (name, value) in before) text = text.Replace($"$({name})", value, StringComparison.Ordinal);
        return text;
    }
}
