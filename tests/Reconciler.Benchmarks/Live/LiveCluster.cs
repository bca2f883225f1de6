using System.Diagnostics;
using System.Globalization;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Benchmarks.Live;

/// <summary>
/// The server that commands are measured against: the one of RECONCILE_TEST_KUBECONFIG, else a sandbox in a process of its own, in which
/// nothing lives. What was made on it goes in the end.
/// </summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    private static readonly string Prefix = string.Create(CultureInfo.InvariantCulture, $"reconciler-benchmark-{Environment.ProcessId}");
    private static int LastName;

    /// <summary>The last one may still be on its way out.</summary>
    private static int Generation;

    private readonly DirectoryInfo? _folder;
    private readonly Process? _sandbox;
    private readonly List<string> _namespaces = [];

    private LiveCluster(string kubeconfig, DirectoryInfo? folder, Process? sandbox)
    {
        (Kubeconfig, _folder, _sandbox) = (kubeconfig, folder, sandbox);
        Client = ClientOf(kubeconfig);
    }

    public static string SystemNamespace => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-system-{Generation}");

    public string Kubeconfig { get; }

    public KubeClient Client { get; }

    public bool IsReal => _sandbox is null;

    /// <summary>What tables call it.</summary>
    public string Name => IsReal ? "a real API server" : "the sandbox";

    public static async Task<LiveCluster> StartAsync()
    {
        Generation++;
        if (Environment.GetEnvironmentVariable("RECONCILE_TEST_KUBECONFIG") is { Length: > 0 } real) return new LiveCluster(real, null, null);
        var folder = Directory.CreateTempSubdirectory("reconciler-benchmark-");
        var start = Worker.Program(Worker.Sandbox, folder.FullName);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync() is not { } kubeconfig) throw new InvalidOperationException("the sandbox did not start");
        return new LiveCluster(kubeconfig, folder, process);
    }

    /// <summary>The sandbox's process: it serves until its input ends.</summary>
    public static async Task<int> ServeAsync(string folder)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxParts { IsAlive = false }.AddTo(new SandboxOptions(Path.Combine(folder, "sandbox.db"))));
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, server.KubeconfigText);
        Console.WriteLine(kubeconfig);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static ClusterAccess AccessOf(string kubeconfig)
    {
        var (access, problems) = KubeConfig.Load(new ConfigSources { ExplicitFile = kubeconfig });
        return access ?? throw new InvalidOperationException(string.Join('\n', problems));
    }

    public static KubeClient ClientOf(string kubeconfig) => new(AccessOf(kubeconfig), new HttpSettings(), TimeProvider.System, new Random(1));

    /// <summary>A source of its own. Its first apply makes its namespace.</summary>
    public LiveSource Source(int apps)
    {
        var source = new LiveSource(string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{++LastName}"), apps);
        _namespaces.Add(source.Name);
        return source;
    }

    /// <summary>A source whose namespace somebody has made, so that the server can be asked about its objects before they are made.</summary>
    public async Task<LiveSource> PlacedSourceAsync(int apps)
    {
        var source = Source(apps);
        var body = new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new MapBuilder { ["name"] = source.Name } }.ToMap();
        var made = await Client.Objects.Create(KubeResource.Namespaces, body, new WriteOptions("benchmark"), default);
        if (made.Error is { } error) throw new InvalidOperationException(error.ToString());
        return source;
    }

    /// <summary>Runs one of the product's commands on a source.</summary>
    public Task<CommandFigures> RunAsync(LiveSource source, string command, params string[] options) =>
        CommandRun.MeasureAsync(source.Name, [command, source.Folder, "--kubeconfig", Kubeconfig, "--quiet", .. options]);

    public Task<CommandFigures> ApplyAsync(LiveSource source) => RunAsync(source, "apply", "--yes", "--no-wait");

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is null)
            foreach (var name in _namespaces.Append(SystemNamespace)) await Client.Objects.Delete(new ObjectAddress(KubeResource.Namespaces, null, name), new DeleteOptions(Propagation.Background), default);
        Client.Dispose();
        if (_sandbox is not null)
        {
            _sandbox.StandardInput.Close();
            await _sandbox.WaitForExitAsync();
            _sandbox.Dispose();
        }
        _folder?.Delete(recursive: true);
    }
}
