using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Access.Admission;

/// <summary>The rules of the Pod Security Standards that pods break in practice, in the words in which they are reported.</summary>
internal static class SecurityRules
{
    private static readonly ImmutableHashSet<string> UsualCapabilities =
        ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"];
    private static readonly ImmutableHashSet<string> UsualVolumes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    public static IEnumerable<string> Baseline(MapNode spec)
    {
        var added = Containers(spec).Select(each => (Name(each), Names: Capabilities(each, "add").Where(name => !UsualCapabilities.Contains(name)).ToList())).Where(each => each.Names.Count > 0).ToList();
        if (added.Count > 0)
            yield return $"non-default capabilities ({Which(added.Select(each => each.Item1))} must not include {Quoted(added.SelectMany(each => each.Names).Distinct().Order(StringComparer.Ordinal))} in securityContext.capabilities.add)";
        var shared = new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(field => spec.Flag(field)?.Value == true).Select(field => $"{field}=true").ToList();
        if (shared.Count > 0) yield return $"host namespaces ({string.Join(", ", shared)})";
        var paths = spec.Maps("volumes").Where(volume => volume.Has("hostPath")).Select(Name).ToList();
        if (paths.Count > 0) yield return $"hostPath volumes ({(paths.Count == 1 ? "volume" : "volumes")} {Quoted(paths)})";
        var ports = Containers(spec).Select(each => (Name: Name(each), Ports: each.Maps("ports").Select(port => port.Int("hostPort")?.Value ?? 0).Where(port => port > 0).ToList())).Where(each => each.Ports.Count > 0).ToList();
        if (ports.Count > 0)
            yield return $"hostPort ({Which(ports.Select(each => each.Name))} {(ports.Count == 1 ? "uses" : "use")} {(ports.Sum(each => each.Ports.Count) == 1 ? "hostPort" : "hostPorts")} {string.Join(", ", ports.SelectMany(each => each.Ports).Distinct().Select(port => port.ToString(CultureInfo.InvariantCulture)))})";
        var privileged = Containers(spec).Where(each => each.Map("securityContext").Flag("privileged")?.Value == true).Select(Name).ToList();
        if (privileged.Count > 0) yield return $"privileged ({Which(privileged)} must not set securityContext.privileged=true)";
    }

    public static IEnumerable<string> Restricted(MapNode spec)
    {
        var escalating = Containers(spec).Where(each => each.Map("securityContext").Flag("allowPrivilegeEscalation")?.Value != false).Select(Name).ToList();
        if (escalating.Count > 0) yield return $"allowPrivilegeEscalation != false ({Which(escalating)} must set securityContext.allowPrivilegeEscalation=false)";
        var undropped = Containers(spec).Where(each => !Capabilities(each, "drop").Contains("ALL")).Select(Name).ToList();
        if (undropped.Count > 0) yield return $"unrestricted capabilities ({Which(undropped)} must set securityContext.capabilities.drop=[\"ALL\"])";
        var volumes = spec.Maps("volumes").Where(volume => volume.Keys.Any(key => key != "name" && !UsualVolumes.Contains(key))).ToList();
        if (volumes.Count > 0)
            yield return $"restricted volume types ({(volumes.Count == 1 ? "volume" : "volumes")} {Quoted(volumes.Select(Name))} {(volumes.Count == 1 ? "uses restricted volume type" : "use restricted volume types")} {Quoted(volumes.SelectMany(volume => volume.Keys).Where(key => key != "name").Distinct())})";
        var pod = spec.Map("securityContext");
        var asRoot = Containers(spec).Where(each => (each.Map("securityContext").Flag("runAsNonRoot") ?? pod.Flag("runAsNonRoot"))?.Value != true).Select(Name).ToList();
        if (asRoot.Count > 0) yield return $"runAsNonRoot != true (pod or {Which(asRoot)} must set securityContext.runAsNonRoot=true)";
        var users = Containers(spec).Where(each => each.Map("securityContext").Int("runAsUser")?.Value == 0).Select(Name).ToList();
        if (pod.Int("runAsUser")?.Value == 0) yield return "runAsUser=0 (pod must not set runAsUser=0)";
        else if (users.Count > 0) yield return $"runAsUser=0 ({Which(users)} must not set runAsUser=0)";
        var unconfined = Containers(spec).Where(each => (each.Map("securityContext").Map("seccompProfile") ?? pod.Map("seccompProfile")).Text("type")?.Value is not ("RuntimeDefault" or "Localhost")).Select(Name).ToList();
        if (unconfined.Count > 0) yield return $"seccompProfile (pod or {Which(unconfined)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
    }

    private static IEnumerable<MapNode> Containers(MapNode spec) => spec.Maps("initContainers").Concat(spec.Maps("containers")).Concat(spec.Maps("ephemeralContainers"));

    private static string Name(MapNode named) => named.Text("name")?.Value ?? "";

    private static IEnumerable<string> Capabilities(MapNode container, string list) => container.Map("securityContext").Map("capabilities").Texts(list).Select(each => each.Value);

    private static string Which(IEnumerable<string> names)
    {
        var all = names.ToList();
        return $"{(all.Count == 1 ? "container" : "containers")} {Quoted(all)}";
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
