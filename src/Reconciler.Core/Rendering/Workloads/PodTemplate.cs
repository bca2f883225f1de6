using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Rendering.Shared;
using Reconciler.Specs;
using Reconciler.Specs.Values;

namespace Reconciler.Rendering.Workloads;

/// <summary>A pod template and the config Secrets that it reads, for Deployments, CronJobs and task Jobs alike.</summary>
public sealed record PodTemplate(MapNode Metadata, MapNode Spec, ImmutableArray<Manifest> Secrets)
{
    private const string RestartAnnotation = "reconciler.dev/restart";

    /// <summary>The template's hash: image, command, configuration and everything else in it, never the replica count.</summary>
    public string Hash => Naming.Hash(new MapBuilder { ["metadata"] = Metadata, ["spec"] = Spec }.ToMap());

    public MapNode ToNode(string? version = null) => new MapBuilder
    {
        ["metadata"] = version is null ? Metadata : Metadata.With("labels", Metadata.Map("labels")!.With(Ownership.VersionLabel, version)),
        ["spec"] = Spec,
    }.ToMap();

    /// <summary>The template, or null where no image is known for it, which a rule has reported.</summary>
    public static PodTemplate? Of(RenderContext context, PodRole role)
    {
        if (role.Process.Image is null) return null;
        var configuration = Configuration.Of(context, role);
        var mounts = Mounts.Of(context, role);
        var spec = PodSpecOverlay.Apply(context, role, SpecOf(context, role, Container(context, role, configuration, mounts), mounts));
        return new PodTemplate(Annotated(context, role, spec), spec, configuration.Secrets);
    }

    private static MapNode Container(RenderContext context, PodRole role, Configuration configuration, Mounts mounts)
    {
        var process = role.Process;
        var container = new MapBuilder(process.Place)
        {
            ["name"] = role.Component,
            ["image"] = process.Image,
            ["imagePullPolicy"] = process.ImagePullPolicy,
            ["command"] = Words(process.Entrypoint, context),
            ["args"] = Words(role.Command, context),
        };
        if (!role.IsJob) container.AddList("ports", ContainerPorts(context, process));
        container.AddList("envFrom", configuration.EnvFrom);
        container.AddList("env", configuration.Env);
        container.AddMap("resources", Resources.Render(role.Resources));
        container.Add("startupProbe", Probes.Render(context, role, process.HealthChecks.Startup));
        container.Add("readinessProbe", Probes.Render(context, role, process.HealthChecks.Readiness));
        container.Add("livenessProbe", Probes.Render(context, role, process.HealthChecks.Liveness));
        container.AddMap("securityContext", Security(process.Security));
        container.AddList("volumeMounts", mounts.VolumeMounts);
        return container.ToMap();
    }

    private static MapNode SpecOf(RenderContext context, PodRole role, MapNode container, Mounts mounts)
    {
        var process = role.Process;
        var spec = new MapBuilder
        {
            ["serviceAccountName"] = context.App.Name,
            ["restartPolicy"] = role.IsJob ? "Never" : null,
        };
        spec.AddList("imagePullSecrets", PullSecrets(context));
        spec.Add("priorityClassName", process.PriorityClassName);
        spec.Add("terminationGracePeriodSeconds", process.TerminationGracePeriod is { Origin.IsKnown: true } period ? period : null);
        spec.AddMap("nodeSelector", process.NodeSelector?.AsText());
        spec.AddMap("affinity", process.Affinity);
        spec.AddList("tolerations", process.Tolerations?.Items ?? []);
        spec.AddList("topologySpreadConstraints", Spread(context, role));
        spec.AddMap("securityContext", Sysctls(process.Sysctls));
        spec.Add("containers", ListNode.Of(container));
        spec.AddList("volumes", mounts.Volumes);
        return spec.ToMap();
    }

    private static MapNode Annotated(RenderContext context, PodRole role, MapNode spec)
    {
        var metadata = context.TemplateMetadata("pod", role.Component, role.IsJob ? null : role.Process, role.Cron);
        var annotations = new MapBuilder().AddAll(metadata.Map("annotations"));
        if (!role.IsJob) annotations.Add(RestartAnnotation, context.App.Deploy.Restart);
        if (spec.List("containers")!.Items.Length > 1) annotations.Add("kubectl.kubernetes.io/default-container", role.Component);
        return annotations.IsEmpty ? metadata : metadata.With("annotations", annotations.ToMap());
    }

    /// <summary>A list as it is; a string split as a shell would, with $NAME as Kubernetes writes it.</summary>
    internal static ListNode? Words(Node? command, RenderContext context) => command switch
    {
        ListNode list => new ListNode([.. list.Items.OfType<ScalarNode>().Select(word => ScalarNode.Of(word.Written, word.Origin))], list.Origin),
        ScalarNode { IsNull: false } text => Command.FromSpec(new Sourced<string>(text.Written, text.Origin), []),
        _ => null,
    };

    /// <summary>Two Service ports may share one port of the container, which is then listed once.</summary>
    private static IEnumerable<Node> ContainerPorts(RenderContext context, ProcessSpec process) =>
        Ports.Of(context.App, process).DistinctBy(port => (port.ContainerPort.Value, port.Protocol)).Select(port => (Node)new MapBuilder
        {
            ["name"] = port.Name,
            ["containerPort"] = port.ContainerPort,
            ["protocol"] = port.Protocol,
        }!);

    private static IEnumerable<Node> PullSecrets(RenderContext context) =>
        context.App.ImagePullSecrets.Select(secret => secret.ToNode()).Append(Registries.PullSecretName(context.Environment)).OfType<Node>()
            .Select(name => (Node)new MapBuilder { ["name"] = name }!);

    /// <summary>A constraint without a selector would count no pods at all, so it gets the one of its own pods.</summary>
    private static IEnumerable<Node> Spread(RenderContext context, PodRole role) =>
        (role.Process.TopologySpreadConstraints?.Items ?? []).Select(item => item is MapNode map && !map.Has("labelSelector")
            ? map.With("labelSelector", new MapBuilder { ["matchLabels"] = context.Selector(role.Component) }!)
            : item);

    private static MapNode? Security(SecuritySpec? security)
    {
        if (security is null) return null;
        var capabilities = new MapBuilder();
        capabilities.AddList("add", security.CapAdd.Select(name => name.ToNode()));
        capabilities.AddList("drop", security.CapDrop.Select(name => name.ToNode()));
        var result = new MapBuilder();
        result.AddMap("capabilities", capabilities.ToMap());
        result.Add("privileged", security.Privileged);
        result.Add("runAsNonRoot", security.RunAsNonRoot);
        result.Add("readOnlyRootFilesystem", security.ReadOnlyRootFilesystem);
        return result.ToMap();
    }

    private static MapNode? Sysctls(MapNode? sysctls)
    {
        if (sysctls is null) return null;
        var result = new MapBuilder();
        result.AddList("sysctls", sysctls.AsText().Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (Node)new MapBuilder { ["name"] = entry.Key, ["value"] = entry.Value }!));
        return result.ToMap();
    }
}
