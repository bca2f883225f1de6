using System.Collections.Concurrent;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Faults;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Server.Tests;

/// <summary>One request as a server saw it.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, string Agent, int Code)
{
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);

    public bool IsDryRun => Query.Contains("dryRun=All", StringComparison.Ordinal);

    public bool IsWrite => Method != "GET" && !IsDryRun && !Path.EndsWith("reviews", StringComparison.Ordinal);

    public bool IsLease => Path.Contains("/leases", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}{Query} {Code} {Agent}";
}

/// <summary>An API server of one test with its request log, and the means to break it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly SandboxServer _server;
    private readonly List<KubeClient> _clients = [];
    private readonly string _config;
    private readonly Dictionary<string, string> _users = [];
    private volatile string? _cut;
    private int _leaseWrites;

    private TestCluster(SandboxServer server, FaultInjector faults, ConcurrentQueue<SeenRequest> requests, string config)
    {
        (_server, Faults, Requests, _config) = (server, faults, requests, config);
        Client = Open("test");
    }

    public FaultInjector Faults { get; }

    /// <summary>All requests so far, in the order in which they were answered.</summary>
    public ConcurrentQueue<SeenRequest> Requests { get; }

    /// <summary>How often a lease was taken, renewed or given back.</summary>
    public int LeaseWrites => Volatile.Read(ref _leaseWrites);

    /// <summary>What somebody else uses.</summary>
    public KubeClient Client { get; }

    public string ConfigFile => _config;

    public Uri Server => _server.Address;

    /// <summary>The administrator's.</summary>
    public string Token => _server.Token;

    public static async Task<TestCluster> StartAsync()
    {
        var requests = new ConcurrentQueue<SeenRequest>();
        var faults = new FaultInjector(FaultPlan.None);
        var folder = Directory.CreateTempSubdirectory("control-sandbox-").FullName;
        var options = new SandboxOptions(Path.Combine(folder, "sandbox.db")) { Seed = 1 };
        TestCluster? made = null;
        options.Hooks.Requests.Add(async (context, next) =>
        {
            try
            {
                if (made?._cut is { } agent && context.Request.Headers.UserAgent == agent && context.Request.Method != "GET") context.Abort();
                else await next(context);
            }
            finally
            {
                var request = context.Request;
                var seen = new SeenRequest(request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", request.Headers.UserAgent.ToString(), context.Response.StatusCode);
                requests.Enqueue(seen);
                if (made is not null && seen is { IsLease: true, IsWrite: true }) Interlocked.Increment(ref made._leaseWrites);
            }
        });
        var server = await SandboxServer.StartAsync(new SandboxParts { Pace = LifePace.Instant, Faults = faults }.AddTo(options));
        var config = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(config, server.KubeconfigText);
        return made = new TestCluster(server, faults, requests, config);
    }

    /// <summary>Cuts the connection at whatever one client writes; null ends that.</summary>
    public void Cut(string? agent) => _cut = agent;

    /// <summary>From now on a client of that name has the rights of a user.</summary>
    public void Limit(string agent, string user) => _users[agent] = user;

    /// <summary>A way into the cluster of its own, recognised by its name in the log.</summary>
    public KubeClient Open(string agent)
    {
        var result = KubeConfig.Load(new ConfigSources { ExplicitFile = _config });
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
        foreach (var client in _clients) client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_config)!, recursive: true);
    }
}
