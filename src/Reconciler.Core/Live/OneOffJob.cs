using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Rendering.Workloads;
using Reconciler.Specs.Merging;

namespace Reconciler.Live;

/// <summary>
/// The Job of a command that is run once with what a process of an App has: image, variables, mounts, account and placement. No Service
/// selects its pod, no plan knows it, and it goes by itself, also when whoever started it is gone.
/// </summary>
public static class OneOffJob
{
    public const string ByAnnotation = "reconciler.dev/run-by";
    public const string ProcessAnnotation = "reconciler.dev/run-process";

    /// <summary>No command may run for longer, so that nothing forgotten stays for ever.</summary>
    internal const int LongestSeconds = 86400;

    private const int KeptSeconds = 300;
    private const int KeptDetachedSeconds = 86400;

    /// <summary>What a pod must not have that nobody sends requests to and that ends by itself.</summary>
    private static readonly string[] OfServing = ["ports", "startupProbe", "readinessProbe", "livenessProbe", "lifecycle", "stdin", "stdinOnce", "tty"];

    public static MapNode Of(LiveProcess process, OneOffOrder order)
    {
        var metadata = process.Deployment.Map("metadata");
        var template = process.Deployment.Map("spec").Map("template");
        var app = process.Deployment.Label(LiveLabels.App) ?? "";
        var labels = (template.Map("metadata").Map("labels") ?? MapNode.Empty).Without(Ownership.VersionLabel).With(LiveLabels.Component, LiveLabels.RunComponent);
        return Job(order, $"{app}-run", metadata.Text("namespace")?.Value ?? "", new MapBuilder { [ProcessAnnotation] = process.Name }.ToMap(), new MapBuilder
        {
            ["metadata"] = new MapBuilder { ["labels"] = labels, ["annotations"] = Annotations(template.Map("metadata")) },
            ["spec"] = Spec(process, template.Map("spec") ?? MapNode.Empty, order),
        }.ToMap());
    }

    /// <summary>A Job around a pod template, with what every one-off Job has.</summary>
    internal static MapNode Job(OneOffOrder order, string start, string space, MapNode annotations, MapNode template)
    {
        var labels = (template.Map("metadata").Map("labels") ?? MapNode.Empty).With(LiveLabels.Run, order.Id);
        string[] general = [LiveLabels.App, LiveLabels.Component, LiveLabels.PartOf, LiveLabels.ManagedBy, LiveLabels.Run, LiveLabels.Volume];
        return new MapBuilder
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new MapBuilder
            {
                ["name"] = order.JobName(start),
                ["namespace"] = space,
                ["labels"] = new MapNode([.. labels.Entries.Where(entry => general.Contains(entry.Key))]),
                ["annotations"] = annotations.With(ByAnnotation, order.By),
            },
            ["spec"] = new MapBuilder
            {
                ["backoffLimit"] = 0,
                ["activeDeadlineSeconds"] = LongestSeconds,
                ["ttlSecondsAfterFinished"] = order.IsDetached ? KeptDetachedSeconds : KeptSeconds,
                ["template"] = template.With("metadata", template.Map("metadata")!.With("labels", labels)),
            },
        }.ToMap();
    }

    /// <summary>Who looks on is connected to the container that runs the command, which therefore has to take input.</summary>
    internal static MapNode Attachable(MapNode container, OneOffOrder order) => new MapBuilder().AddAll(container).AddAll(new MapBuilder
    {
        ["stdin"] = order.HasInput ? ScalarNode.Of(true) : null,
        ["stdinOnce"] = order.HasInput ? ScalarNode.Of(true) : null,
        ["tty"] = order.IsTerminal ? ScalarNode.Of(true) : null,
    }.ToMap()).ToMap();

    private static MapNode? Annotations(MapNode? metadata)
    {
        var kept = metadata.Map("annotations")?.Entries.RemoveAll(entry => entry.Key.StartsWith(Ownership.Prefix, StringComparison.Ordinal) || entry.Key.Contains("kubectl.kubernetes.io/", StringComparison.Ordinal));
        return kept is { Length: > 0 } some ? new MapNode(some) : null;
    }

    private static MapNode Spec(LiveProcess process, MapNode spec, OneOffOrder order)
    {
        var containers = spec.Maps("containers").ToArray();
        var main = Array.Find(containers, container => container.Text("name")?.Value == process.Name) ?? containers.FirstOrDefault() ?? MapNode.Empty;
        if (RunMounts.Read(process.Deployment) is { } mounts) (spec, main) = mounts.PutInto(spec, main);
        var mounted = spec.Maps("initContainers").Append(main).SelectMany(container => container.Maps("volumeMounts").Concat(container.Maps("volumeDevices"))).Select(mount => mount.Text("name")?.Value).ToHashSet(StringComparer.Ordinal);
        var made = new MapBuilder().AddAll(spec.Without("volumes").Without("activeDeadlineSeconds").Without("readinessGates"));
        made["containers"] = ListNode.Of(Container(main, order));
        made["restartPolicy"] = "Never";
        var volumes = spec.Maps("volumes").Where(volume => mounted.Contains(volume.Text("name")?.Value)).ToArray();
        made.AddList("volumes", volumes);
        if (volumes.Any(volume => volume.Has("persistentVolumeClaim"))) made["affinity"] = BesideProcess(spec.Map("affinity"), process);
        return made.ToMap();
    }

    private static MapNode Container(MapNode main, OneOffOrder order)
    {
        var container = OfServing.Aggregate(main, (body, field) => body.Without(field)).With("name", LiveLabels.RunComponent);
        var ports = main.Maps("ports").Select(port => port.Text("containerPort")?.Value).ToHashSet(StringComparer.Ordinal);
        // PORT is where a port is, and here is none
        var kept = container.Maps("env").Where(variable => !(variable.Text("name")?.Value == "PORT" && ports.Contains(variable.Text("value")?.Value)) && order.Env.All(own => own.Key != variable.Text("name")?.Value));
        var env = kept.Concat(order.Env.Select(own => new MapBuilder { ["name"] = own.Key, ["value"] = own.Value }.ToMap())).ToArray();
        container = container.Without("env").With("args", ListNode.Of(order.Command.Select(word => (Node)word)));
        if (env.Length > 0) container = container.With("env", ListNode.Of(env));
        return Attachable(container.With("resources", Resourced(container.Map("resources") ?? MapNode.Empty)), order);
    }

    /// <summary>What the process has, and the usual requests of what it has nothing of; a limit alone is a request too.</summary>
    internal static MapNode Resourced(MapNode own)
    {
        var missing = Defaults.Resources.Map("requests")!.Entries.Where(entry => own.Map("requests")?.Has(entry.Key) != true && own.Map("limits")?.Has(entry.Key) != true).ToArray();
        return missing.Length == 0 ? own : own.With("requests", new MapBuilder().AddAll(own.Map("requests")).AddAll(new MapNode([.. missing])).ToMap());
    }

    /// <summary>A volume that only one node may mount is to be had where the process has it, if there is room.</summary>
    private static MapNode BesideProcess(MapNode? affinity, LiveProcess process)
    {
        var near = new MapBuilder
        {
            ["weight"] = 100,
            ["podAffinityTerm"] = new MapBuilder { ["topologyKey"] = "kubernetes.io/hostname", ["labelSelector"] = process.Deployment.Map("spec").Map("selector") },
        }.ToMap();
        const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
        var pods = affinity.Map("podAffinity") ?? MapNode.Empty;
        return (affinity ?? MapNode.Empty).With("podAffinity", pods.With(Preferred, ListNode.Of(pods.Maps(Preferred).Append(near))));
    }
}
