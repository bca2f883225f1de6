using System.Collections.Concurrent;
using Reconciler.Apply.Tests;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;

namespace Reconciler.Server.Tests;

/// <summary>An API server of one test with its request log, and the means to break it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly string[] Spaces = ["shop", "reconciler-tests"];

    private readonly ServedCluster _served;
    private readonly RequestSeam _seam;
    private readonly List<KubeClient> _clients = [];
    private readonly List<ObjectAddress> _ofCluster = [];
    private readonly Dictionary<string, string> _users = [];

    private TestCluster(ServedCluster served, RequestSeam seam, string config)
    {
        (_served, _seam, ConfigFile) = (served, seam, config);
        Client = Open("test");
    }

    /// <summary>All requests so far, in the order in which they were answered.</summary>
    public ConcurrentQueue<SeenRequest> Requests => _seam.Requests;

    /// <summary>What happens before a deletion gets through.</summary>
    public Func<Task>? BeforeDeletion
    {
        set => _seam.BeforeDeletion = value;
    }

    /// <summary>How often a lease was taken, renewed or given back.</summary>
    public int LeaseWrites => _seam.LeaseWrites;

    /// <summary>What somebody else uses.</summary>
    public KubeClient Client { get; }

    public string ConfigFile { get; }

    public Uri Server => _served.Address;

    /// <summary>The administrator's, of a sandbox.</summary>
    public string Token => ((ServedCluster.Sandboxed)_served).Server.Token;

    public static async Task<TestCluster> StartAsync(Target target = Target.Sandbox)
    {
        var folder = Directory.CreateTempSubdirectory("control-cluster-").FullName;
        var seam = new RequestSeam();
        var served = await ServedCluster.StartAsync(target, folder, seam);
        var config = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(config, served.KubeconfigText);
        return new TestCluster(served, seam, config);
    }

    /// <summary>Cuts the connection at whatever one client writes; null ends that.</summary>
    public void Cut(string? agent) => _seam.Cut(agent);

    /// <summary>Refuses everything for the time being.</summary>
    public void TakeDown(bool isDown) => _seam.TakeDown(isDown);

    /// <summary>From now on a client of that name has the rights of a user.</summary>
    public void Limit(string agent, string user) => _users[agent] = user;

    /// <summary>A way into the cluster of its own, recognised by its name in the log.</summary>
    public KubeClient Open(string agent)
    {
        var result = KubeConfig.Load(new ConfigSources { ExplicitFile = ConfigFile });
        var client = new KubeClient(_users.TryGetValue(agent, out var user) ? result.Access! with { Impersonation = new Impersonation(user) } : result.Access!, new HttpSettings { UserAgent = agent }, TimeProvider.System, new Random(1));
        _clients.Add(client);
        return client;
    }

    public ICluster Cluster(string agent) => new KubeCluster(Open(agent), "test");

    public async Task<MapNode?> LiveAsync(string name, string space = "shop", string apiVersion = "v1", string kind = "ConfigMap")
    {
        var resource = Assert.IsType<KindLookup.Served>(await Client.Kinds.Find(apiVersion, kind, default)).Resource;
        var answer = await Client.Objects.Get(new ObjectAddress(resource, resource.IsNamespaced ? space : null, name), default);
        return answer.TryGet(out var body, out var error) ? body : error is KubeError.NotFound ? null : throw new InvalidOperationException(error.ToString());
    }

    /// <summary>Somebody else makes or changes an object by server-side apply, by force.</summary>
    public async Task<MapNode> MadeAsync(string yaml, string manager = "somebody")
    {
        var body = YamlReader.Read("", yaml).Documents[0].Root;
        var resource = Assert.IsType<KindLookup.Served>(await Client.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default)).Resource;
        var answer = await Client.Objects.Apply(ObjectAddress.Of(resource, body), body, new WriteOptions(manager) { Force = true }, default);
        Assert.True(answer.TryGet(out var made, out var error), error?.ToString());
        if (!resource.IsNamespaced) _ofCluster.Add(ObjectAddress.Of(resource, body));
        return made;
    }

    public async Task DeletedAsync(string name, string space = "shop", string apiVersion = "v1", string kind = "ConfigMap")
    {
        var resource = Assert.IsType<KindLookup.Served>(await Client.Kinds.Find(apiVersion, kind, default)).Resource;
        var answer = await Client.Objects.Delete(new ObjectAddress(resource, space, name), new DeleteOptions(Propagation.Background), default);
        Assert.Null(answer.Error);
    }

    public async ValueTask DisposeAsync()
    {
        if (_served is ServedCluster.Real) await LeaveAsync();
        foreach (var client in _clients) client.Dispose();
        await _served.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(ConfigFile)!, recursive: true);
    }

    /// <summary>The next test finds nothing of this one.</summary>
    private async Task LeaveAsync()
    {
        var kind = Assert.IsType<KindLookup.Served>(await Client.Kinds.Find("v1", "Namespace", default)).Resource;
        var spaces = Spaces.Select(name => new ObjectAddress(kind, null, name)).ToList();
        foreach (var address in _ofCluster.Union(spaces)) await Client.Objects.Delete(address, new DeleteOptions(Propagation.Background), default);
        foreach (var address in spaces)
            for (var i = 0; i < 600 && (await Client.Objects.Get(address, default)).Error is not KubeError.NotFound; i++) await Task.Delay(100);
    }
}
