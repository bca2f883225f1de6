using System.Text;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>The files of a container that isn't run: those that ConfigMaps and Secrets bring by volumes.</summary>
internal static class ContainerFiles
{
    /// <summary>The text of a file; null where it isn't there.</summary>
    public static string? Read(MapNode pod, MapNode container, string path, Func<string, string, MapNode?> find)
    {
        foreach (var mount in container.Maps("volumeMounts"))
        {
            var (at, part) = (mount.Text("mountPath")?.Value.TrimEnd('/') ?? "", mount.Text("subPath")?.Value);
            if (pod.Map("spec").Maps("volumes").FirstOrDefault(each => each.Text("name")?.Value == mount.Text("name")?.Value) is not { } volume) continue;
            var key = part is not null && path == at ? part : part is null && path.StartsWith(at + "/", StringComparison.Ordinal) ? path[(at.Length + 1)..] : null;
            if (key is not null && Value(volume, key, find) is { } text) return text;
        }
        return null;
    }

    private static string? Value(MapNode volume, string path, Func<string, string, MapNode?> find)
    {
        var (source, found) = volume.Map("configMap") is { } config ? (config, find("configmaps", config.Text("name")?.Value ?? "")) : (volume.Map("secret"), find("secrets", volume.Map("secret").Text("secretName")?.Value ?? ""));
        var key = source.Maps("items").FirstOrDefault(item => item.Text("path")?.Value == path).Text("key")?.Value ?? path;
        if (found.Map("data").Text(key)?.Value is not { } text) return null;
        if (volume.Map("configMap") is not null) return text;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
