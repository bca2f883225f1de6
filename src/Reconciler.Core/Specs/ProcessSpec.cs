using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>One process of an App with all that it inherits: defaults, Environment, Procfile, app.json, the App and "*".</summary>
public sealed record ProcessSpec(string App, string Name, MapNode Fields, Origin Place)
{
    /// <summary>A list of words, or one string that is split as a shell would; becomes the container's args.</summary>
    public Node? Command => Fields["command"];

    /// <summary>A list of words; becomes the container's command.</summary>
    public Node? Entrypoint => Fields["entrypoint"];

    public Sourced<string>? Image => Fields.Text("image");
    public Sourced<string>? ImagePullPolicy => Fields.Text("imagePullPolicy");
    public Sourced<int>? Replicas => Fields.Int("replicas");
    public Sourced<int>? Port => Fields.Int("port");
    public IEnumerable<PortSpec> Ports => Fields.Maps("ports").Select(item => new PortSpec(item));
    public Sourced<bool>? Expose => Fields.Flag("expose");
    public ServiceSpec? Service => Fields.Map("service") is { } map ? new(map) : null;
    public MapNode? Env => Fields.Map("env");
    public IEnumerable<EnvFromSpec> EnvFrom => Fields.Maps("envFrom").Select(item => new EnvFromSpec(item));
    public ResourcesSpec Resources => new(Fields.Map("resources") ?? MapNode.Empty);
    public HealthChecksSpec HealthChecks => new(Fields.Map("healthChecks") ?? MapNode.Empty);
    public RolloutSpec Rollout => new(Fields.Map("rollout") ?? MapNode.Empty);
    public AutoscalingSpec? Autoscaling => Fields.Map("autoscaling") is { } map ? new(map) : null;
    public MapNode? Labels => Fields.Map("labels");
    public MapNode? Annotations => Fields.Map("annotations");
    public Sourced<int>? TerminationGracePeriod => Fields.Seconds("terminationGracePeriod");
    public MapNode? NodeSelector => Fields.Map("nodeSelector");
    public MapNode? Affinity => Fields.Map("affinity");
    public ListNode? Tolerations => Fields.List("tolerations");
    public ListNode? TopologySpreadConstraints => Fields.List("topologySpreadConstraints");
    public Sourced<string>? PriorityClassName => Fields.Text("priorityClassName");
    public MapNode? PodSpec => Fields.Map("podSpec");
    public SecuritySpec? Security => Fields.Map("security") is { } map ? new(map) : null;
    public Sourced<string>? ShmSize => Fields.Text("shmSize");
    public MapNode? Sysctls => Fields.Map("sysctls");
    public DisruptionSpec? Disruption => Fields.Map("disruption") is { } map ? new(map) : null;

    /// <summary>The name of the Deployment and, unless the spec names it, of the Service.</summary>
    public string ObjectName => $"{App}-{Name}";

    public string ServiceName => Service?.Name?.Value ?? ObjectName;

    /// <summary>Whether there is a Service: `expose` where it is written, else where `service` is, else for web.</summary>
    public bool IsExposed => Expose?.Value ?? (Service is not null || Name == "web");

    /// <summary>Whether an autoscaler holds the replica count.</summary>
    public bool IsAutoscaled => Autoscaling is { } autoscaling && autoscaling.Triggers.Any();
}

/// <summary>One port of a process: what the container speaks there, and the port of the Service in front.</summary>
public sealed record PortSpec(MapNode Fields)
{
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? Scheme => Fields.Text("scheme");
    public Sourced<int>? Port => Fields.Int("port");
    public Sourced<int>? ContainerPort => Fields.Int("containerPort");
}

public sealed record ServiceSpec(MapNode Fields)
{
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? Type => Fields.Text("type");
    public MapNode? Annotations => Fields.Map("annotations");
}

/// <summary>Requests and limits; cpu and memory directly under resources are short for requests.</summary>
public sealed record ResourcesSpec(MapNode Fields)
{
    public Sourced<string>? Cpu => Fields.Text("cpu");
    public Sourced<string>? Memory => Fields.Text("memory");
    public MapNode? Requests => Fields.Map("requests");
    public MapNode? Limits => Fields.Map("limits");
}

/// <summary>Kubernetes Probes as they are written; a probe is replaced whole, never merged.</summary>
public sealed record HealthChecksSpec(MapNode Fields)
{
    public MapNode? Readiness => Fields.Map("readiness");
    public MapNode? Liveness => Fields.Map("liveness");
    public MapNode? Startup => Fields.Map("startup");
}

public sealed record RolloutSpec(MapNode Fields)
{
    /// <summary>A number or a percentage.</summary>
    public Node? MaxSurge => Fields["maxSurge"];

    /// <summary>A number or a percentage.</summary>
    public Node? MaxUnavailable => Fields["maxUnavailable"];

    public Sourced<int>? MinReadySeconds => Fields.Seconds("minReadySeconds");
}

public sealed record DisruptionSpec(MapNode Fields)
{
    public Node? MinAvailable => Fields["minAvailable"];
    public Node? MaxUnavailable => Fields["maxUnavailable"];
}

public sealed record AutoscalingSpec(MapNode Fields)
{
    public Sourced<string>? Engine => Fields.Text("engine");
    public Sourced<int>? Min => Fields.Int("min");
    public Sourced<int>? Max => Fields.Int("max");
    public Sourced<int>? PollingInterval => Fields.Seconds("pollingInterval");
    public Sourced<int>? Cooldown => Fields.Seconds("cooldown");
    public FallbackSpec? Fallback => Fields.Map("fallback") is { } map ? new(map) : null;

    /// <summary>Whether the spec says `fallback: null`: no fallback, not even the one that is added by default.</summary>
    public bool WithoutFallback => Fields["fallback"] is ScalarNode { IsNull: true };

    public IEnumerable<TriggerSpec> Triggers => Fields.Maps("triggers").Select(item => new TriggerSpec(item));
}

public sealed record FallbackSpec(MapNode Fields)
{
    public Sourced<int>? FailureThreshold => Fields.Int("failureThreshold");
    public Sourced<int>? Replicas => Fields.Int("replicas");
}

public sealed record TriggerSpec(MapNode Fields)
{
    public Sourced<string>? Type => Fields.Text("type");
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? MetricType => Fields.Text("metricType");
    public MapNode? Metadata => Fields.Map("metadata");
    public AuthenticationReferenceSpec? AuthenticationRef => Fields.Map("authenticationRef") is { } map ? new(map) : null;

    /// <summary>Whether `authenticationRef: null` is written: none, not even the one found by the trigger's type.</summary>
    public bool WithoutAuthentication => Fields["authenticationRef"] is ScalarNode { IsNull: true };
}

public sealed record AuthenticationReferenceSpec(MapNode Fields)
{
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? Kind => Fields.Text("kind");
}
