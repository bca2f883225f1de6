using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Apply.Tests;

/// <summary>The clusters of all tests, each reached once.</summary>
internal static class Targets
{
    private static readonly Lazy<Task<KubeClient>> Sandbox = new(StartSandbox);
    private static readonly Lazy<Task<KubeClient>> Cluster = new(() => Task.FromResult(Open(RealConfig!)));

    public static string? RealConfig => EverywhereAttribute.RealConfig;

    public static Task<KubeClient> Client(Target target) => target == Target.Sandbox ? Sandbox.Value : Cluster.Value;

    /// <summary>The same cluster as another user sees it.</summary>
    public static KubeClient As(KubeClient client, string user) =>
        new(client.Access with { Impersonation = new Impersonation(user) }, new HttpSettings(), TimeProvider.System, new Random(1));

    // it ends with the process, as all tests share it
    private static async Task<KubeClient> StartSandbox() => (await OwnSandbox.StartAsync()).Client;

    public static KubeClient Open(string path)
    {
        var result = KubeConfig.Load(new ConfigSources { ExplicitFile = path });
        return new KubeClient(result.Access ?? throw new InvalidOperationException(string.Join('\n', result.Problems)), new HttpSettings(), TimeProvider.System, new Random(1));
    }
}

/// <summary>A sandbox for one test, where the many objects of it would slow down others.</summary>
internal sealed class OwnSandbox : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly SandboxServer _server;

    private OwnSandbox(DirectoryInfo folder, SandboxServer server, KubeClient client) => (_folder, _server, Client) = (folder, server, client);

    public KubeClient Client { get; }

    public static async Task<OwnSandbox> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("apply-");
        var server = await SandboxServer.StartAsync(new SandboxParts { Pace = LifePace.Instant }.AddTo(new SandboxOptions(Path.Combine(folder.FullName, "sandbox.db")) { Seed = 1 }));
        var config = Path.Combine(folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(config, server.KubeconfigText);
        return new OwnSandbox(folder, server, Targets.Open(config));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
