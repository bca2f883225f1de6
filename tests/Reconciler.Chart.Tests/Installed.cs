using System.Diagnostics;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Chart.Tests;

/// <summary>A sandbox into which a scenario was installed, and what can be done there with the rights of its account.</summary>
internal sealed class Installed : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>As much of the Prometheus operator's CRD as the chart uses; what it uses beside that is refused as unknown.</summary>
    private const string ServiceMonitors = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: servicemonitors.monitoring.coreos.com}
        spec:
          group: monitoring.coreos.com
          scope: Namespaced
          names: {kind: ServiceMonitor, listKind: ServiceMonitorList, plural: servicemonitors, singular: servicemonitor}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [selector, endpoints]
                    properties:
                      selector: {type: object, properties: {matchLabels: {type: object, additionalProperties: {type: string}}}}
                      endpoints:
                        type: array
                        items:
                          type: object
                          properties: {port: {type: string}, path: {type: string}, interval: {type: string, pattern: '^([0-9]+(ms|s|m|h))+$'}}
        """;

    private readonly TemporaryFolder _folder;
    private readonly SandboxServer _server;
    private readonly KubeClient _client;
    private readonly string _kubeconfig;

    private Installed(Scenario scenario, TemporaryFolder folder, SandboxServer server)
    {
        (Scenario, _folder, _server) = (scenario, folder, server);
        var access = KubeConfig.Load(new ConfigSources { ExplicitFile = folder.With("admin", server.KubeconfigText) }).Access!;
        _client = new KubeClient(access, new HttpSettings(), TimeProvider.System, new Random(1));
        _kubeconfig = folder.With("account", server.KubeconfigText.Replace("    token:", $"    as: system:serviceaccount:{Helm.Namespace}:{Account}\n    token:", StringComparison.Ordinal));
    }

    public Scenario Scenario { get; }

    public string Account => Scenario.Pod.Map("spec").Text("serviceAccountName")!.Value;

    /// <summary>Installs as helm does: namespaces first, then the rest, and every field has to be known.</summary>
    public static async Task<Installed> OfAsync(string name, params string[] namespaces)
    {
        var scenario = await Scenario.OfAsync(name);
        var folder = new TemporaryFolder();
        var server = await SandboxServer.StartAsync(new SandboxParts { Pace = LifePace.Instant }.AddTo(new SandboxOptions(Path.Combine(folder.Path, "sandbox.db")) { Seed = 1 }));
        var installed = new Installed(scenario, folder, server);
        foreach (var each in namespaces.Prepend(Helm.Namespace)) await installed.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {each}}}");
        if (scenario.OfKind("ServiceMonitor").Any())
        {
            await installed.ApplyAsync(ServiceMonitors);
            await installed.ServedAsync("monitoring.coreos.com/v1", "ServiceMonitor");
        }
        foreach (var body in scenario.Objects.OrderBy(body => body.Text("kind")?.Value != "Namespace")) await installed.ApplyAsync(body);
        return installed;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    public Task ApplyAsync(string yaml) => ApplyAsync(Assert.Single(Files.Documents("", yaml)));

    public async Task<MapNode?> GetAsync(string apiVersion, string kind, string? inNamespace, string name)
    {
        var resource = Assert.IsType<KindLookup.Served>(await _client.Kinds.Find(apiVersion, kind, default)).Resource;
        var answer = await _client.Objects.Get(new ObjectAddress(resource, inNamespace, name), default);
        if (answer.Error is KubeError.NotFound) return null;
        Assert.True(answer.TryGet(out var body, out var error), error?.ToString());
        return body;
    }

    public Task<MapNode?> GetAsync(MapNode body) =>
        GetAsync(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, body.Map("metadata").Text("namespace")?.Value, body.Map("metadata").Text("name")!.Value);

    /// <summary>Asks again until it is so, for as long as a test may wait.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var late = new CancellationTokenSource(Longest);
        while (!await isSo())
        {
            Assert.False(late.IsCancellationRequested, $"{what}: not within {Longest}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>A file of the source that the account works with.</summary>
    public void Write(string file, string text) => _folder.With($"source/{file}", text);

    public void Remove(string file) => File.Delete(Path.Combine(_folder.Path, "source", file));

    /// <summary>Runs the program with the rights of the account, on the source.</summary>
    public async Task<(int Code, string Said)> ReconcileAsync(string command, params string[] more)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "reconcile.dll"), command, Path.Combine(_folder.Path, "source"), "--kubeconfig", _kubeconfig, .. more];
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder.Path };
        (start.Environment["HOME"], start.Environment["RECONCILE_CLUSTER"], start.Environment["NO_COLOR"]) = (_folder.Path, "", "1");
        var (code, output, error) = await Programs.RunAsync(start, Longest);
        return (code, output + error);
    }

    /// <summary>What the server answers to a request of the account: nothing where it is done.</summary>
    public async Task<KubeError?> AsAccountAsync(Func<KubeClient, Task<KubeError?>> ask)
    {
        using var client = new KubeClient(KubeConfig.Load(new ConfigSources { ExplicitFile = _kubeconfig }).Access!, new HttpSettings(), TimeProvider.System, new Random(1));
        return await ask(client);
    }

    private async Task ServedAsync(string apiVersion, string kind) => await UntilAsync(async () =>
    {
        await _client.Kinds.Refresh(default);
        return await _client.Kinds.Find(apiVersion, kind, default) is KindLookup.Served;
    }, $"{kind} is served");

    private async Task ApplyAsync(MapNode body)
    {
        var found = await _client.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default);
        var resource = Assert.IsType<KindLookup.Served>(found).Resource;
        var answer = await _client.Objects.Apply(ObjectAddress.Of(resource, body), body, new WriteOptions("helm") { FieldValidation = "Strict" }, default);
        Assert.True(answer.Error is null, $"{ObjectKey.Of(body)}: {answer.Error}");
    }
}
