using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Kubernetes.Config;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Server;

namespace Reconciler.Benchmarks;

/// <summary>The sandbox and the client together, in one process over https, as a command with --cluster sandbox has them. Nothing lives, so that only requests are measured.</summary>
internal static class ClusterRows
{
    private const int Objects = 5_000;
    private const int Parallel = 32;
    private const int WarmUp = 500;
    private const double LeastApplies = 1_000;
    private const double MostMillisecondsOfList = 1_000;

    private static readonly KubeResource Deployments = new("apps", "v1", "Deployment", "deployments", true);

    public static async Task<ImmutableArray<Budget>> MeasureAsync(double slack)
    {
        var numbers = await Worker.RunAsync(Worker.Cluster);
        return
        [
            new Budget($"applies that create, {Parallel} at a time", numbers[0], LeastApplies / slack, "per second") { IsAtLeast = true },
            new Budget($"applies that change, {Parallel} at a time", numbers[1], LeastApplies / slack, "per second") { IsAtLeast = true },
            new Budget($"list of {Objects + WarmUp} objects", numbers[2], MostMillisecondsOfList * slack, "ms"),
        ];
    }

    /// <summary>The measuring process.</summary>
    public static async Task<int> WorkAsync()
    {
        var folder = Directory.CreateTempSubdirectory("reconciler-benchmark-");
        try
        {
            var options = new SandboxParts { IsAlive = false }.AddTo(new SandboxOptions(Path.Combine(folder.FullName, "sandbox.db")));
            await using var server = await SandboxServer.StartAsync(options);
            using var client = ClientOf(server);
            await ApplyAsync(client, "warm", WarmUp, "v1");
            var created = await ApplyAsync(client, "app", Objects, "v1");
            var changed = await ApplyAsync(client, "app", Objects, "v2");
            var list = double.MaxValue;
            for (var i = 0; i < 3; i++) list = Math.Min(list, await ListAsync(client));
            return Worker.Print(created, changed, list);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static KubeClient ClientOf(SandboxServer server) => new(
        new ClusterAccess
        {
            Context = "benchmark",
            Server = server.Address,
            Authorities = [X509Certificate2.CreateFromPem(server.AuthorityPem)],
            Credentials = new Credentials.Token(server.Token),
        },
        new HttpSettings(), TimeProvider.System, new Random(1));

    /// <summary>How many applies went through in a second.</summary>
    private static async Task<double> ApplyAsync(KubeClient client, string prefix, int count, string version)
    {
        var options = new WriteOptions("benchmark");
        var bodies = Enumerable.Range(0, count).Select(i => Body(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i:d5}"), version)).ToArray();
        var clock = Stopwatch.StartNew();
        await System.Threading.Tasks.Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (body, cancel) =>
        {
            if ((await client.Objects.Apply(ObjectAddress.Of(Deployments, body), body, options, cancel)).Error is { } error) throw new InvalidOperationException(error.ToString());
        });
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> ListAsync(KubeClient client)
    {
        var clock = Stopwatch.StartNew();
        var answer = await client.Objects.List(new ListRequest(Deployments), default);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        if (answer is not Answer<ObjectList>.Ok { Value.Items.Length: Objects + WarmUp }) throw new InvalidOperationException($"the list is not whole: {answer.Error}");
        return elapsed;
    }

    private static MapNode Body(string name, string version)
    {
        var labels = new MapBuilder { ["app.kubernetes.io/name"] = name, ["app.kubernetes.io/component"] = "web" }.ToMap();
        return new MapBuilder
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new MapBuilder { ["name"] = name, ["namespace"] = "default", ["labels"] = labels },
            ["spec"] = new MapBuilder
            {
                ["replicas"] = 2,
                ["selector"] = new MapBuilder { ["matchLabels"] = labels },
                ["template"] = new MapBuilder
                {
                    ["metadata"] = new MapBuilder { ["labels"] = labels },
                    ["spec"] = new MapBuilder
                    {
                        ["containers"] = ListNode.Of(new MapBuilder
                        {
                            ["name"] = "web",
                            ["image"] = $"registry.example.com/{name}:{version}",
                            ["env"] = ListNode.Of(Enumerable.Range(0, 8).Select(i => (Node)new MapBuilder { ["name"] = $"SETTING_{i}", ["value"] = $"of {name}" }.ToMap())),
                            ["ports"] = ListNode.Of(new MapBuilder { ["name"] = "http", ["containerPort"] = 8080, ["protocol"] = "TCP" }.ToMap()),
                            ["resources"] = new MapBuilder { ["requests"] = new MapBuilder { ["cpu"] = "100m", ["memory"] = "128Mi" } },
                        }.ToMap()),
                    },
                },
            },
        }.ToMap();
    }
}
