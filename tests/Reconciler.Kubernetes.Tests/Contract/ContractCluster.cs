using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>The clusters that the suite runs against, each reached once for all tests.</summary>
internal static class ContractCluster
{
    private static readonly Lazy<Task<ClusterAccess>> Sandbox = new(StartSandbox);
    private static readonly Lazy<Task<ClusterAccess>> Cluster = new(() => Task.FromResult(Load(RealConfig!)));

    public static string? RealConfig { get; } = Environment.GetEnvironmentVariable("RECONCILE_TEST_KUBECONFIG") is { Length: > 0 } path ? path : null;

    public static Task<ClusterAccess> Access(Target target) => target == Target.Sandbox ? Sandbox.Value : Cluster.Value;

    public static KubeClient Client(ClusterAccess access) => new(access, new HttpSettings(), TimeProvider.System, new Random(1));

    private static async Task<ClusterAccess> StartSandbox()
    {
        var folder = Directory.CreateTempSubdirectory("contract-").FullName;
        // It ends with the process, as a fixture of all classes would.
        var server = await SandboxServer.StartAsync(new SandboxParts { Pace = LifePace.Instant }.AddTo(new SandboxOptions(Path.Combine(folder, "sandbox.db")) { Seed = 1 }));
        var config = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(config, server.KubeconfigText);
        return Load(config);
    }

    private static ClusterAccess Load(string path)
    {
        var result = KubeConfig.Load(new ConfigSources { ExplicitFile = path });
        return result.Access ?? throw new InvalidOperationException(string.Join('\n', result.Problems));
    }
}
