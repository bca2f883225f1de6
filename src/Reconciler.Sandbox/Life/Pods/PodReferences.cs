using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Pods;

/// <summary>What of the ConfigMaps and Secrets that a pod names is not there.</summary>
internal static class PodReferences
{
    /// <summary>Why a volume can't be mounted; null where all can.</summary>
    public static string? VolumeProblem(LifeView view, MapNode pod)
    {
        foreach (var volume in pod.Map("spec").Maps("volumes"))
        {
            var problem = Source(view, pod, volume.Map("configMap"), "configmaps", "name") ?? Source(view, pod, volume.Map("secret"), "secrets", "secretName");
            foreach (var source in volume.Map("projected").Maps("sources"))
                problem ??= Source(view, pod, source.Map("configMap"), "configmaps", "name") ?? Source(view, pod, source.Map("secret"), "secrets", "name");
            if (problem is not null) return $"MountVolume.SetUp failed for volume \"{volume.Text("name")?.Value}\" : {problem}";
        }
        return null;
    }

    /// <summary>Why a container's environment can't be made; null where it can.</summary>
    public static string? EnvironmentProblem(LifeView view, MapNode pod, MapNode container)
    {
        foreach (var source in container.Maps("envFrom"))
        {
            var problem = Source(view, pod, source.Map("configMapRef"), "configmaps", "name") ?? Source(view, pod, source.Map("secretRef"), "secrets", "name");
            if (problem is not null) return problem;
        }
        foreach (var variable in container.Maps("env"))
        {
            var from = variable.Map("valueFrom");
            var problem = Key(view, pod, from.Map("configMapKeyRef"), "configmaps", "ConfigMap") ?? Key(view, pod, from.Map("secretKeyRef"), "secrets", "Secret");
            if (problem is not null) return problem;
        }
        return null;
    }

    private static string? Source(LifeView view, MapNode pod, MapNode? source, string resource, string nameField)
    {
        if (source is null || source.Flag("optional")?.Value == true) return null;
        var name = source.Text(nameField)?.Value ?? "";
        if (Find(view, pod, resource, name) is not { } found) return NotFound(resource, name);
        var missing = source.Maps("items").Select(item => item.Text("key")?.Value ?? "").FirstOrDefault(key => !HasKey(found, key));
        return missing is null ? null : $"references non-existent {(resource == "secrets" ? "secret" : "config")} key: {missing}";
    }

    private static string? Key(LifeView view, MapNode pod, MapNode? reference, string resource, string kind)
    {
        if (reference is null || reference.Flag("optional")?.Value == true) return null;
        var (name, key) = (reference.Text("name")?.Value ?? "", reference.Text("key")?.Value ?? "");
        if (Find(view, pod, resource, name) is not { } found) return NotFound(resource, name);
        return HasKey(found, key) ? null : $"couldn't find key {key} in {kind} {pod.MetaText("namespace")}/{name}";
    }

    private static string NotFound(string resource, string name) => $"{resource[..^1]} \"{name}\" not found";

    private static MapNode? Find(LifeView view, MapNode pod, string resource, string name) => view.Find(resource, pod.MetaText("namespace") ?? "", name);

    private static bool HasKey(MapNode source, string key) => source.Map("data")?.Has(key) == true || source.Map("binaryData")?.Has(key) == true;
}
