using System.Collections.Immutable;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Faults;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Apply.Tests.Simulation;

/// <summary>The cluster of all simulated runs, whose faults are switched per step, and the view of it that nothing disturbs.</summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    private static readonly ImmutableArray<(string ApiVersion, string Kind)> Watched =
    [
        ("v1", "Namespace"), ("v1", "ConfigMap"), ("v1", "Secret"), ("v1", "Service"), ("v1", "ServiceAccount"), ("v1", "PersistentVolumeClaim"), ("rbac.authorization.k8s.io/v1", "Role"),
        ("apps/v1", "Deployment"), ("batch/v1", "CronJob"), ("policy/v1", "PodDisruptionBudget"), ("networking.k8s.io/v1", "Ingress"), ($"{SimulatedSource.Group}/v1", "Widget"), ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ];

    private readonly SandboxServer _server;
    private readonly ClusterAccess _access;
    private readonly SandboxParts _parts;
    private readonly DirectoryInfo _folder;

    private SimulatedWorld(SandboxServer server, SandboxParts parts, ClusterAccess access, DirectoryInfo folder)
    {
        (_server, _parts, _access, _folder) = (server, parts, access, folder);
        Plain = Client(new Random(1));
    }

    /// <summary>The client of others, and of those who look.</summary>
    public KubeClient Plain { get; }

    public static async Task<SimulatedWorld> StartAsync(StaleDiscovery? stale = null)
    {
        var folder = Directory.CreateTempSubdirectory("simulation-");
        var parts = new SandboxParts { Pace = LifePace.Instant };
        var options = new SandboxOptions(Path.Combine(folder.FullName, "sandbox.db")) { Seed = 1 };
        if (stale is not null) options.Hooks.Requests.Add(stale.InvokeAsync);
        var server = await SandboxServer.StartAsync(parts.AddTo(options));
        var config = Path.Combine(folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(config, server.KubeconfigText);
        var world = new SimulatedWorld(server, parts, KubeConfig.Load(new ConfigSources { ExplicitFile = config }).Access!, folder);
        await world.AppliedAsync(SimulatedSource.Definition, "somebody");
        for (var i = 0; i < 100 && await world.Plain.Kinds.Find($"{SimulatedSource.Group}/v1", "Widget", default) is not KindLookup.Served; i++) await Task.Delay(50);
        return world;
    }

    /// <summary>A client of its own, as every process has one, that loses no time over failures.</summary>
    public KubeClient Client(Random random) =>
        new(_access, new HttpSettings { Attempts = 3, FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(5) }, TimeProvider.System, random);

    public void Use(FaultPlan faults) => _parts.Faults.Use(faults);

    public async Task<MapNode?> AppliedAsync(string yaml, string manager)
    {
        var body = YamlReader.Read("", yaml).Documents[0].Root;
        if (await Plain.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default) is not KindLookup.Served) return null;
        var answer = await Plain.Objects.Apply(await AddressAsync(body), body, new WriteOptions(manager) { Force = true }, default);
        return answer.TryGet(out var made, out _) ? made : null;
    }

    public async Task<bool> ReplacedAsync(MapNode body, string manager) =>
        (await Plain.Objects.Replace(await AddressAsync(body), body, new WriteOptions(manager), default)).Error is null;

    public async Task DeletedAsync(MapNode body) =>
        await Plain.Objects.Delete(await AddressAsync(body), new DeleteOptions(Propagation.Background), default);

    /// <summary>Every object of a run's namespaces that could be anybody's, by its key.</summary>
    public async Task<ImmutableDictionary<ObjectKey, LiveObject>> SeenAsync(string prefix)
    {
        var all = ImmutableDictionary.CreateBuilder<ObjectKey, LiveObject>();
        var kinds = await Plain.Kinds.Refresh(default);
        var comeAndGo = SimulatedSource.CustomKinds.Select(kind => ($"{SimulatedSource.GroupOf(prefix)}/v1", kind));
        foreach (var (apiVersion, kind) in Watched.Concat(comeAndGo))
        {
            if (kinds.Find(apiVersion, kind) is not KindLookup.Served { Resource: var resource }) continue;
            var answer = await Plain.Objects.List(new ListRequest(resource), default);
            if (answer.Error is KubeError.KindNotServed) continue;
            Assert.True(answer.TryGet(out var list, out var error), error?.ToString());
            foreach (var live in list.Items.Select(item => new LiveObject(item)).Where(live => IsOf(live.Key, prefix) && live.Controller is null)) all[live.Key] = live;
        }
        return all.ToImmutable();
    }

    public async ValueTask DisposeAsync()
    {
        Plain.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static bool IsOf(ObjectKey key, string prefix) => key.Kind == "CustomResourceDefinition"
        ? key.Name.EndsWith($".{SimulatedSource.GroupOf(prefix)}", StringComparison.Ordinal)
        : (key.Kind == "Namespace" ? key.Name : key.Namespace).StartsWith($"{prefix}-", StringComparison.Ordinal) && key is not ({ Kind: "ConfigMap", Name: "kube-root-ca.crt" } or { Kind: "ServiceAccount", Name: "default" });

    private async Task<ObjectAddress> AddressAsync(MapNode body) =>
        ObjectAddress.Of(Assert.IsType<KindLookup.Served>(await Plain.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default)).Resource, body);
}
