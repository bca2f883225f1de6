using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>
/// What holds for all Apps of a synced path, and how the path is synced. <see cref="Document"/> is null where the source
/// has no Environment; then everything is at its default and the name is "default".
/// </summary>
public sealed record EnvironmentSpec(SpecDocument? Document, MapNode Fields)
{
    public string Name => Document?.Name is { Length: > 0 } name ? name : "default";

    /// <summary>An Environment of which only the name and the place of its records are known.</summary>
    public static EnvironmentSpec Named(string name, string systemNamespace) => new(
        new SpecDocument(SpecKind.Environment, new MapBuilder { ["metadata"] = new MapBuilder { ["name"] = name } }.ToMap()),
        new MapBuilder { ["systemNamespace"] = systemNamespace }.ToMap());

    public Sourced<string>? SystemNamespace => Fields.Text("systemNamespace");
    public Sourced<string>? Namespace => Fields.Text("namespace");
    public Sourced<string>? Namespaces => Fields.Text("namespaces");
    public AllowSpec? Allow => Fields.Map("allow") is { } map ? new(map) : null;
    public MapNode? Env => Fields.Map("env");
    public IEnumerable<EnvFromSpec> EnvFrom => Fields.Maps("envFrom").Select(item => new EnvFromSpec(item));
    public Sourced<string>? ImagePullPolicy => Fields.Text("imagePullPolicy");
    public IEnumerable<Sourced<string>> ImagePullSecrets => Fields.Texts("imagePullSecrets");
    public IEnumerable<RegistrySpec> Registries => Fields.Maps("registries").Select(item => new RegistrySpec(item));
    public ResourcesSpec Resources => new(Fields.Map("resources") ?? MapNode.Empty);
    public Sourced<string>? ShmSize => Fields.Text("shmSize");
    public MapNode? Labels => Fields.Map("labels");
    public MapNode? Annotations => Fields.Map("annotations");
    public DeploySpec Deploy => new(Fields.Map("deploy") ?? MapNode.Empty);
    public IngressSpec Ingress => new(Fields.Map("ingress") ?? MapNode.Empty);
    public TlsSpec Tls => new(Fields.Map("tls") ?? MapNode.Empty);
    public SyncSpec Sync => new(Fields.Map("sync") ?? MapNode.Empty);
    public PruneSpec Prune => new(Fields.Map("prune") ?? MapNode.Empty);
    public IEnumerable<NotifySpec> Notify => Fields.Maps("notify").Select(item => new NotifySpec(item));
    public WebhookSpec? Webhook => Fields.Map("webhook") is { } map ? new(map) : null;
    public ClusterSpec Cluster => new(Fields.Map("cluster") ?? MapNode.Empty);
    public LogsSpec? Logs => Fields.Map("logs") is { } map ? new(map) : null;
    public RouterSpec? Router => Fields.Map("router") is { } map ? new(map) : null;
}

/// <summary>What a source may touch; left out, everything.</summary>
public sealed record AllowSpec(MapNode Fields)
{
    public IEnumerable<Sourced<string>> Namespaces => Fields.Texts("namespaces");
    public Sourced<bool>? ClusterScoped => Fields.Flag("clusterScoped");
}

public sealed record RegistrySpec(MapNode Fields)
{
    public Sourced<string>? Server => Fields.Text("server");
    public Sourced<string>? Username => Fields.Text("username");
    public SecretSource? PasswordFrom => SecretSource.Of(Fields.Map("passwordFrom"));
}

/// <summary>Where a secret value is kept: in a Secret of the cluster, in a file, or in a variable of the process.</summary>
public sealed record SecretSource(MapNode Fields)
{
    public Sourced<string>? Secret => Fields.Text("secret");
    public Sourced<string>? Key => Fields.Text("key");
    public Sourced<string>? File => Fields.Text("file");
    public Sourced<string>? Env => Fields.Text("env");

    public static SecretSource? Of(MapNode? map) => map is null ? null : new(map);
}

public sealed record SyncSpec(MapNode Fields)
{
    public Sourced<int>? Interval => Fields.Seconds("interval");
    public Sourced<bool>? Suspend => Fields.Flag("suspend");
    public Sourced<string>? Drift => Fields.Text("drift");
    public VerifySpec? Verify => Fields.Map("verify") is { } map ? new(map) : null;
    public IEnumerable<WindowSpec> Windows => Fields.Maps("windows").Select(item => new WindowSpec(item));
}

public sealed record VerifySpec(MapNode Fields)
{
    public Sourced<string>? AllowedSigners => Fields.Text("allowedSigners");
    public Sourced<string>? Keyring => Fields.Text("keyring");
    public Sourced<string>? Require => Fields.Text("require");
}

public sealed record WindowSpec(MapNode Fields)
{
    public Sourced<string>? Schedule => Fields.Text("schedule");
    public Sourced<int>? Duration => Fields.Seconds("duration");
    public Sourced<string>? TimeZone => Fields.Text("timeZone");
    public Sourced<bool>? Allow => Fields.Flag("allow");
}

public sealed record PruneSpec(MapNode Fields)
{
    public BudgetSpec Budget => new(Fields.Map("budget") ?? MapNode.Empty);
    public Sourced<string>? Empty => Fields.Text("empty");
}

public sealed record BudgetSpec(MapNode Fields)
{
    public Sourced<int>? Objects => Fields.Int("objects");
    public Sourced<int>? Percent => Fields.Int("percent");
}

public sealed record NotifySpec(MapNode Fields)
{
    public SecretSource? Url => SecretSource.Of(Fields.Map("url"));
    public IEnumerable<Sourced<string>> On => Fields.Texts("on");
    public Sourced<string>? Template => Fields.Text("template");
    public Sourced<string>? CommitStatus => Fields.Text("commitStatus");
    public SecretSource? TokenFrom => SecretSource.Of(Fields.Map("tokenFrom"));
}

public sealed record WebhookSpec(MapNode Fields)
{
    public SecretSource? SecretFrom => SecretSource.Of(Fields.Map("secretFrom"));
}

/// <summary>What Nodes have in common: which k3s, and how it is installed.</summary>
public sealed record ClusterSpec(MapNode Fields)
{
    public Sourced<string>? FirstServer => Fields.Text("firstServer");
    public K3sSpec? K3s => Fields.Map("k3s") is { } map ? new(map) : null;
    public IEnumerable<Sourced<string>> Disable => Fields.Texts("disable");
    public Sourced<string>? NetworkInterface => Fields.Text("networkInterface");
    public Sourced<string>? InstallScript => Fields.Text("installScript");
    public BinarySpec? Binary => Fields.Map("binary") is { } map ? new(map) : null;
    public MapNode? Sysctls => Fields.Map("sysctls");
}

public sealed record K3sSpec(MapNode Fields)
{
    public Sourced<string>? Version => Fields.Text("version");
    public Sourced<string>? Channel => Fields.Text("channel");
    public SecretSource? TokenFrom => SecretSource.Of(Fields.Map("tokenFrom"));
}

public sealed record BinarySpec(MapNode Fields)
{
    public Sourced<string>? Url => Fields.Text("url");
    public Sourced<string>? Sha256 => Fields.Text("sha256");
}

public sealed record LogsSpec(MapNode Fields)
{
    public Sourced<string>? Sink => Fields.Text("sink");
}

public sealed record RouterSpec(MapNode Fields)
{
    public EtcdSpec? Etcd => Fields.Map("etcd") is { } map ? new(map) : null;
}

public sealed record EtcdSpec(MapNode Fields)
{
    public IEnumerable<Sourced<string>> Endpoints => Fields.Texts("endpoints");
    public Sourced<string>? Prefix => Fields.Text("prefix");
    public Sourced<string>? Username => Fields.Text("username");
    public SecretSource? PasswordFrom => SecretSource.Of(Fields.Map("passwordFrom"));
    public Sourced<string>? CaFile => Fields.Text("caFile");
    public Sourced<string>? CertFile => Fields.Text("certFile");
    public SecretSource? KeyFrom => SecretSource.Of(Fields.Map("keyFrom"));
}
