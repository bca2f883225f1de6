using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>A volume: a claim, and with a host path the volume too.</summary>
public sealed record StorageSpec(SpecDocument Document, MapNode Fields)
{
    public string Name => Document.Name;
    public SpecId Id => new(SpecKind.Storage, Namespace.Value, Name);

    public Sourced<string> Namespace => Fields.Text("namespace")!;
    public Sourced<string>? Size => Fields.Text("size");
    public Sourced<string>? AccessMode => Fields.Text("accessMode");
    public Sourced<string>? StorageClass => Fields.Text("storageClass");
    public Sourced<string>? HostPath => Fields.Text("hostPath");
    public Sourced<string>? Node => Fields.Text("node");
    public Sourced<string>? ReclaimPolicy => Fields.Text("reclaimPolicy");
    public Sourced<string>? OnRemove => Fields.Text("onRemove");
}

/// <summary>A machine of the cluster, with its profile merged in.</summary>
public sealed record NodeSpec(SpecDocument Document, MapNode Fields)
{
    public string Name => Document.Name;
    public SpecId Id => new(SpecKind.Node, "", Name);

    public Sourced<string>? NodeName => Fields.Text("nodeName");
    public SshSpec? Ssh => Fields.Map("ssh") is { } map ? new(map) : null;
    public Sourced<string>? Role => Fields.Text("role");
    public Sourced<string>? Profile => Fields.Text("profile");
    public Sourced<bool>? TaintScheduling => Fields.Flag("taintScheduling");
    public MapNode? KubeletArgs => Fields.Map("kubeletArgs");
    public Sourced<string>? ServerAddress => Fields.Text("serverAddress");
    public Sourced<string>? NetworkInterface => Fields.Text("networkInterface");
    public MapNode? Labels => Fields.Map("labels");
    public IEnumerable<TaintSpec> Taints => Fields.Maps("taints").Select(item => new TaintSpec(item));
    public Sourced<bool>? Cordon => Fields.Flag("cordon");
    public Sourced<string>? OnRemove => Fields.Text("onRemove");
}

/// <summary>What several Nodes have in common.</summary>
public sealed record NodeProfileSpec(SpecDocument Document, MapNode Fields)
{
    public string Name => Document.Name;
    public SpecId Id => new(SpecKind.NodeProfile, "", Name);

    public SshSpec? Ssh => Fields.Map("ssh") is { } map ? new(map) : null;
    public Sourced<string>? Role => Fields.Text("role");
    public Sourced<bool>? TaintScheduling => Fields.Flag("taintScheduling");
    public MapNode? KubeletArgs => Fields.Map("kubeletArgs");
    public Sourced<string>? NetworkInterface => Fields.Text("networkInterface");
    public MapNode? Labels => Fields.Map("labels");
    public IEnumerable<TaintSpec> Taints => Fields.Maps("taints").Select(item => new TaintSpec(item));
    public Sourced<bool>? Cordon => Fields.Flag("cordon");
    public Sourced<string>? OnRemove => Fields.Text("onRemove");
    public MapNode? Sysctls => Fields.Map("sysctls");
}

public sealed record SshSpec(MapNode Fields)
{
    public Sourced<string>? Host => Fields.Text("host");
    public Sourced<int>? Port => Fields.Int("port");
    public Sourced<string>? User => Fields.Text("user");
    public SecretSource? KeyFrom => SecretSource.Of(Fields.Map("keyFrom"));
    public Sourced<string>? HostKey => Fields.Text("hostKey");
    public Sourced<bool>? InsecureAllowUnknownHosts => Fields.Flag("insecureAllowUnknownHosts");
}

public sealed record TaintSpec(MapNode Fields)
{
    public Sourced<string>? Key => Fields.Text("key");
    public Sourced<string>? Value => Fields.Text("value");
    public Sourced<string>? Effect => Fields.Text("effect");
}

/// <summary>A Helm chart, installed by the cluster's helm controller.</summary>
public sealed record ChartSpec(SpecDocument Document, MapNode Fields)
{
    public string Name => Document.Name;
    public SpecId Id => new(SpecKind.Chart, "", Name);

    public Sourced<string>? Repo => Fields.Text("repo");
    public Sourced<string>? Chart => Fields.Text("chart");
    public Sourced<string>? Version => Fields.Text("version");
    public Sourced<string>? Namespace => Fields.Text("namespace");
    public MapNode? Values => Fields.Map("values");
    public IEnumerable<ChartValuesSpec> ValuesFrom => Fields.Maps("valuesFrom").Select(item => new ChartValuesSpec(item));
    public MapNode? Set => Fields.Map("set");
    public MapNode? SetString => Fields.Map("setString");
    public Sourced<int>? Timeout => Fields.Seconds("timeout");
    public ChartAuthSpec? Auth => Fields.Map("auth") is { } map ? new(map) : null;
    public IEnumerable<ChartUpgradeSpec> Upgrades => Fields.Maps("upgrades").Select(item => new ChartUpgradeSpec(item));
}

/// <summary>Values of a chart that a Secret has.</summary>
public sealed record ChartValuesSpec(MapNode Fields)
{
    public Sourced<string>? Secret => Fields.Text("secret");
    public Sourced<string>? Key => Fields.Text("key");
    public Sourced<bool>? Optional => Fields.Flag("optional");
}

public sealed record ChartAuthSpec(MapNode Fields)
{
    public Sourced<string>? Secret => Fields.Text("secret");
}

/// <summary>Steps around an upgrade that crosses a version.</summary>
public sealed record ChartUpgradeSpec(MapNode Fields)
{
    public Sourced<string>? Version => Fields.Text("version");
    public IEnumerable<ChartStepSpec> Before => Fields.Maps("before").Select(item => new ChartStepSpec(item));
    public IEnumerable<ChartStepSpec> After => Fields.Maps("after").Select(item => new ChartStepSpec(item));
}

public sealed record ChartStepSpec(MapNode Fields)
{
    public ChartTargetSpec? Delete => Fields.Map("delete") is { } map ? new(map) : null;
    public ChartTargetSpec? Wait => Fields.Map("wait") is { } map ? new(map) : null;
}

public sealed record ChartTargetSpec(MapNode Fields)
{
    public Sourced<string>? ApiVersion => Fields.Text("apiVersion");
    public Sourced<string>? Kind => Fields.Text("kind");
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? Namespace => Fields.Text("namespace");
    public MapNode? Labels => Fields.Map("labels");
    public Sourced<int>? For => Fields.Seconds("for");
}

/// <summary>What an autoscaler needs to ask its source of metrics.</summary>
public sealed record AutoscalingAuthSpec(SpecDocument Document, MapNode Fields)
{
    public string Name => Document.Name;
    public SpecId Id => new(SpecKind.AutoscalingAuth, Namespace?.Value ?? "", Name);

    /// <summary>The trigger's type; the spec's name where it is not written.</summary>
    public Sourced<string> Trigger => Fields.Text("trigger") ?? new(Document.Name, Document.Place);

    public Sourced<string>? Namespace => Fields.Text("namespace");

    /// <summary>The App it is for; null means the whole cluster.</summary>
    public Sourced<string>? App => Fields.Text("app");

    public MapNode? Parameters => Fields.Map("parameters");
}

/// <summary>An imported certificate with its key, or a TLS Secret that is there already.</summary>
public sealed record CertificateSpec(SpecDocument Document, MapNode Fields)
{
    public string Name => Document.Name;
    public SpecId Id => new(SpecKind.Certificate, Namespace?.Value ?? "", Name);

    /// <summary>Where it is wanted; null means in the namespace of every App that names it.</summary>
    public Sourced<string>? Namespace => Fields.Text("namespace");

    public Sourced<string>? CertificateFile => Fields.Text("certificateFile");
    public Sourced<string>? KeyFile => Fields.Text("keyFile");
    public Sourced<string>? Secret => Fields.Text("secret");
}
