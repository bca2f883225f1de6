using System.Net;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Clusters;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>Real processes that serve, wait for each other, are interrupted and are killed.</summary>
public sealed class SandboxProcessTests : IDisposable
{
    private static readonly KubeResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", true);
    private static readonly KubeResource Deployments = new("apps", "v1", "Deployment", "deployments", true);
    private static readonly WriteOptions Options = new("tests") { Force = true };

    private readonly Cli _cli = new();

    public SandboxProcessTests() => _cli.Variables["RECONCILE_SANDBOX"] = Store;

    private string Store => Path.Combine(_cli.Folder, "state", "sandbox.db");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_start_says_how_to_get_in_serves_and_ends_in_good_order_when_it_is_told_to()
    {
        using var sandbox = _cli.Start("sandbox", "start");
        await sandbox.SaysAsync("Ctrl+C");
        Assert.Contains("The sandbox serves https://127.0.0.1:", sandbox.Out, StringComparison.Ordinal);
        Assert.Contains($"Its state is kept in {Store}\nNo containers are run", sandbox.Out, StringComparison.Ordinal);
        Assert.Contains($"  export KUBECONFIG={Store}.kubeconfig\n", sandbox.Out, StringComparison.Ordinal);
        await using (var connection = await ConnectAsync(new ClusterChoice(null, $"{Store}.kubeconfig"))) await ApplyAsync(connection, "kept");

        sandbox.Signal("TERM");
        Assert.Equal(130, await sandbox.EndAsync());
        Assert.Equal($"stopped; the state is kept in {Store}\n", sandbox.Error);
        await using var again = await ConnectAsync(new ClusterChoice("sandbox", null));
        Assert.True(await ReadAsync(again, "kept"));
    }

    [Fact]
    public async Task Without_a_word_it_starts_and_says_in_json_what_a_script_wants_to_know()
    {
        using var sandbox = _cli.Start("sandbox", "-o", "json");
        await sandbox.SaysAsync("}\n");
        await Schemas.AssertFitsAsync("sandbox", sandbox.Out);
        Assert.Contains("\"role\": \"serving\"", sandbox.Out, StringComparison.Ordinal);
        var address = Assert.Single(YamlReader.Read("out.json", sandbox.Out).Documents).Root.Text("server")!.Value;
        var kubeconfig = await _cli.RunAsync("sandbox", "kubeconfig");
        Assert.Equal((0, ""), (kubeconfig.Code, kubeconfig.Error));
        Assert.Contains(address, kubeconfig.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_become_ready_by_themselves()
    {
        await using var connection = await ConnectAsync(new ClusterChoice("sandbox", null));
        var deployment = (MapNode)YamlReader.Read("web.yaml", """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              selector: {matchLabels: {app: web}}
              template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:1}]}}
            """).Documents[0].Root;
        var address = ObjectAddress.Of(Deployments, deployment);
        Assert.Null((await connection.Client.Objects.Apply(address, deployment, Options, default)).Error);
        await Eventually.IsAsync(async () => (await connection.Client.Objects.Get(address, default)).TryGet(out var live, out _) && live.Map("status").Text("readyReplicas")?.Value == "1");
    }

    [Fact]
    public async Task A_sandbox_that_is_served_is_not_deleted()
    {
        await using var connection = await ConnectAsync(new ClusterChoice("sandbox", null));
        var run = await _cli.RunAsync("sandbox", "reset", "--yes");
        Assert.Equal(new CliResult(1, "", $"{Store}: error RCN2151: a process serves this sandbox, so nothing was deleted\n    fix: end that process first\n"), run);
        await ApplyAsync(connection, "still-there");
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("INT", 130)]
    public async Task The_second_process_takes_over_when_the_first_ends_however_it_does(string signal, int code)
    {
        using var first = _cli.Start("sandbox", "start");
        await first.SaysAsync("Ctrl+C");
        using var second = _cli.Start("sandbox", "start");
        await second.SaysAsync("another process serves it now");
        await using var connection = await ConnectAsync(new ClusterChoice(null, $"{Store}.kubeconfig"));
        var kubeconfig = await File.ReadAllTextAsync($"{Store}.kubeconfig");
        await ApplyAsync(connection, "before");

        first.Signal(signal);
        Assert.Equal(code, await first.EndAsync());
        // no pause and no second try: the client's own patience bridges the gap
        Assert.True(await ReadAsync(connection, "before"));
        await ApplyAsync(connection, "after");
        await second.SaysAsync("the other process has ended; this one serves https://127.0.0.1:");
        Assert.Equal(kubeconfig, await File.ReadAllTextAsync($"{Store}.kubeconfig"));
    }

    [Fact]
    public async Task A_command_that_joined_a_server_goes_on_when_that_is_killed()
    {
        using var first = _cli.Start("sandbox", "start");
        await first.SaysAsync("Ctrl+C");
        await using var connection = await ConnectAsync(new ClusterChoice("sandbox", null));
        await ApplyAsync(connection, "before");
        first.Signal("KILL");
        await first.EndAsync();
        Assert.True(await ReadAsync(connection, "before"));
        await ApplyAsync(connection, "after");
    }

    [Fact]
    public async Task A_request_in_flight_is_waited_for_and_a_second_interrupt_ends_that()
    {
        using var sandbox = _cli.Start("sandbox", "start");
        await sandbox.SaysAsync("Ctrl+C");
        await using var connection = await ConnectAsync(new ClusterChoice(null, $"{Store}.kubeconfig"));
        // the body is asked for by whoever reads the request: what is sent before that may lie unread in a socket
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { connection.Client.Access.Authorities[0] },
        };
        using var client = new HttpClient(handler);
        var credentials = (Kubernetes.Config.Credentials.Token)connection.Client.Access.Credentials;
        client.DefaultRequestHeaders.Authorization = new("Bearer", credentials.Value);
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var body = new EndlessBody();
        using var given = new CancellationTokenSource();
        var request = client.PostAsync(new Uri(connection.Client.Access.Server, "/api/v1/namespaces/default/configmaps"), body, given.Token);
        await body.Begun;

        sandbox.Signal("INT");
        await Task.Delay(500);
        Assert.DoesNotContain("stopped", sandbox.Error, StringComparison.Ordinal);
        sandbox.Signal("INT");
        Assert.Equal(130, await sandbox.EndAsync());
        Assert.DoesNotContain("stopped", sandbox.Error, StringComparison.Ordinal);
        await given.CancelAsync();
        // whether the cut or the cancellation is noticed first, it was never answered
        Assert.True(await Record.ExceptionAsync(() => request) is HttpRequestException or OperationCanceledException);
    }

    private async Task<ClusterConnection> ConnectAsync(ClusterChoice choice)
    {
        var (connection, problems) = await ClusterConnection.OpenAsync(_cli.Host(), choice, default);
        Assert.Empty(problems);
        return connection!;
    }

    private static async Task ApplyAsync(ClusterConnection connection, string name)
    {
        MapNode body = new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new MapBuilder { ["name"] = name, ["namespace"] = "default" },
            ["data"] = new MapBuilder { ["a"] = "1" },
        }.ToMap();
        var answer = await connection.Client.Objects.Apply(ObjectAddress.Of(ConfigMaps, body), body, Options, default);
        Assert.Null(answer.Error);
    }

    private static async Task<bool> ReadAsync(ClusterConnection connection, string name)
    {
        var answer = await connection.Client.Objects.Get(new ObjectAddress(ConfigMaps, "default", name), default);
        return answer is Answer<MapNode>.Ok ? true : throw new InvalidOperationException(answer.Error!.ToString());
    }

    /// <summary>A request body that begins and never ends.</summary>
    private sealed class EndlessBody : HttpContent
    {
        private readonly TaskCompletionSource _begun = new();

        public Task Begun => _begun.Task;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("{\"apiVersion\":"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            _begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
