using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>
/// An App with everything merged in that comes before it: built-in defaults, Environment, Procfile and app.json. The
/// properties are typed views of the merged tree, so each value still knows the file and line that decided it.
/// </summary>
public sealed record AppSpec(SpecDocument Document, MapNode Fields)
{
    /// <summary>The Environment that is merged in; what of it is only a default stays visible here.</summary>
    public required EnvironmentSpec Environment { get; init; }

    public string Name => Document.Name;
    public SpecId Id => new(SpecKind.App, Namespace.Value, Name);

    public Sourced<string> Namespace { get; } = Fields.Text("namespace")!;
    public Sourced<string>? Image => Fields.Text("image");
    public Sourced<string>? ImagePullPolicy => Fields.Text("imagePullPolicy");
    public IEnumerable<Sourced<string>> ImagePullSecrets => Fields.Texts("imagePullSecrets");
    public Sourced<string>? Procfile => Fields.Text("procfile");
    public Sourced<string>? AppJson => Fields.Text("appJson");
    public MapNode? Env => Fields.Map("env");
    public IEnumerable<EnvFromSpec> EnvFrom => Fields.Maps("envFrom").Select(item => new EnvFromSpec(item));

    /// <summary>Every process by name, each with all that it inherits; "*" is merged in and not listed.</summary>
    public ImmutableArray<ProcessSpec> Processes { get; } =
        [.. (Fields.Map("processes")?.Entries ?? []).Where(entry => entry.Value is MapNode).Select(entry => new ProcessSpec(Document.Name, entry.Key, (MapNode)entry.Value, entry.KeyOrigin))];

    public MapNode? PodSpec => Fields.Map("podSpec");
    public MapNode? Labels => Fields.Map("labels");
    public MapNode? Annotations => Fields.Map("annotations");
    public IEnumerable<MountSpec> Mounts => Fields.Maps("mounts").Select(item => new MountSpec(item));
    public Sourced<string>? ShmSize => Fields.Text("shmSize");
    public MapNode? Sysctls => Fields.Map("sysctls");
    public SecuritySpec? Security => Fields.Map("security") is { } map ? new(map) : null;
    public IEnumerable<Sourced<string>> Domains => Fields.Texts("domains");
    public IngressSpec Ingress => new(Fields.Map("ingress") ?? MapNode.Empty);
    public TlsSpec Tls => new(Fields.Map("tls") ?? MapNode.Empty);
    public DeploySpec Deploy => new(Fields.Map("deploy") ?? MapNode.Empty);
    public IEnumerable<CronSpec> Cron => Fields.Maps("cron").Select(item => new CronSpec(item));
    public IEnumerable<Sourced<string>> DependsOn => Fields.Texts("dependsOn");
    public FrontendSpec? Frontend => Fields["frontend"] is { } node && !node.IsNullOrMissing() ? new(node) : null;
    public Sourced<string>? Kustomize => Fields.Text("kustomize");
    public AppPruneSpec Prune => new(Fields.Map("prune") ?? MapNode.Empty);

    public ProcessSpec? Process(string name) => Processes.FirstOrDefault(process => process.Name == name);

    /// <summary>
    /// Who serves domains and frontend: the process that `ingress.process` names, else web, else the only exposed one.
    /// Null where none of these is there.
    /// </summary>
    public ProcessSpec? Serving
    {
        get
        {
            var processes = Processes;
            if (Ingress.Process is { } named) return processes.FirstOrDefault(process => process.Name == named.Value);
            if (processes.FirstOrDefault(process => process.Name == "web") is { } web) return web;
            var exposed = processes.Where(process => process.IsExposed).Take(2).ToArray();
            return exposed.Length == 1 ? exposed[0] : null;
        }
    }
}

/// <summary>A whole source of environment variables: a Secret, a ConfigMap or a folder of etcd.</summary>
public sealed record EnvFromSpec(MapNode Fields)
{
    public Sourced<string>? Secret => Fields.Text("secret");
    public Sourced<string>? ConfigMap => Fields.Text("configMap");
    public Sourced<string>? Etcd => Fields.Text("etcd");
    public Sourced<string>? Prefix => Fields.Text("prefix");
    public Sourced<bool>? Optional => Fields.Flag("optional");
}

/// <summary>The value of one environment variable where it is a reference rather than text.</summary>
public sealed record EnvReferenceSpec(MapNode Fields)
{
    public Sourced<string>? Secret => Fields.Text("secret");
    public Sourced<string>? ConfigMap => Fields.Text("configMap");
    public Sourced<string>? Key => Fields.Text("key");
    public Sourced<bool>? Optional => Fields.Flag("optional");
    public Sourced<string>? Field => Fields.Text("field");
    public Sourced<string>? Resource => Fields.Text("resource");
}

/// <summary>A Storage mounted at a path.</summary>
public sealed record MountSpec(MapNode Fields)
{
    public Sourced<string>? Storage => Fields.Text("storage");
    public Sourced<string>? Path => Fields.Text("path");
    public Sourced<string>? SubPath => Fields.Text("subPath");
    public Sourced<bool>? ReadOnly => Fields.Flag("readOnly");

    /// <summary>Process names, "cron:*", "cron:NAME", "run" and "tasks"; empty means everywhere.</summary>
    public IEnumerable<Sourced<string>> Processes => Fields.Texts("processes");

    /// <summary>Whether the mount is wanted where <paramref name="consumer"/> says: a process name, "cron:NAME", "run" or "tasks".</summary>
    public bool IsFor(string consumer)
    {
        var any = false;
        foreach (var name in Processes)
        {
            any = true;
            if (name.Value == consumer || (name.Value == "cron:*" && consumer.StartsWith("cron:", StringComparison.Ordinal))) return true;
        }
        return !any;
    }
}

/// <summary>Linux capabilities and the like, for every container of a process.</summary>
public sealed record SecuritySpec(MapNode Fields)
{
    public IEnumerable<Sourced<string>> CapAdd => Fields.Texts("capAdd");
    public IEnumerable<Sourced<string>> CapDrop => Fields.Texts("capDrop");
    public Sourced<bool>? Privileged => Fields.Flag("privileged");
    public Sourced<bool>? RunAsNonRoot => Fields.Flag("runAsNonRoot");
    public Sourced<bool>? ReadOnlyRootFilesystem => Fields.Flag("readOnlyRootFilesystem");
}

/// <summary>The host that an external load balancer serves; written as a map or as the host alone.</summary>
public sealed record FrontendSpec(Node Written)
{
    public Sourced<string>? Host => Written is ScalarNode scalar ? new(scalar.Written, scalar.Origin) : (Written as MapNode).Text("host");
    public Sourced<string>? Type => (Written as MapNode).Text("type");
}

/// <summary>How an App's objects are deleted.</summary>
public sealed record AppPruneSpec(MapNode Fields)
{
    public Sourced<string>? Propagation => Fields.Text("propagation");
}
