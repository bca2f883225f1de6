using System.Text;
using Reconciler.Cli.Clusters;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>A command line with a source and a sandbox of its own.</summary>
internal sealed class LiveCli : IDisposable
{
    public LiveCli()
    {
        (Cli.Variables["HOME"], Cli.Variables["RECONCILE_SANDBOX"], Cli.Variables["RECONCILE_CLUSTER"]) = (Cli.Folder, "sandbox.db", "sandbox");
    }

    public Cli Cli { get; } = new();

    public static string App(string more = "") =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec:\n  namespace: web\n  image: registry.example.org/shop:v1\n  env: {{TOKEN: hunter2-hunter2}}\n{more}";

    public LiveCli With(string file, string text)
    {
        Cli.With($"source/{file}", text);
        return this;
    }

    public void Remove(string file) => File.Delete(Path.Combine(Cli.Folder, "source", file));

    public async Task<CliResult> ApplyAsync(params string[] more)
    {
        var result = await Cli.RunAsync(["apply", "source", "--yes", .. more]);
        Assert.True(result.Code == 0, result.Out + result.Error);
        return result;
    }

    /// <summary>What somebody else does, with a client of their own.</summary>
    public async Task AsSomebodyAsync(Func<KubeClient, Task> act)
    {
        var (connection, _) = await ClusterConnection.OpenAsync(Cli.Host(), new ClusterChoice("sandbox", null), default);
        await using (connection) await act(connection!.Client);
    }

    /// <summary>What somebody makes, by server-side apply.</summary>
    public Task MakeAsync(string yaml) => AsSomebodyAsync(async client =>
    {
        var body = YamlReader.Read("", yaml).Documents[0].Root;
        var kind = Assert.IsType<KindLookup.Served>(await client.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default)).Resource;
        var answer = await client.Objects.Apply(ObjectAddress.Of(kind, body), body, new WriteOptions("somebody") { Force = true }, default);
        Assert.Null(answer.Error);
    });

    public Task EditAsync(string apiVersion, string kind, string name, string patch) => AsSomebodyAsync(async client =>
    {
        var resource = Assert.IsType<KindLookup.Served>(await client.Kinds.Find(apiVersion, kind, default)).Resource;
        var address = new ObjectAddress(resource, "web", name);
        var live = (await client.Objects.Get(address, default)).TryGet(out var body, out _) ? body : throw new InvalidOperationException(name);
        var answer = await client.Objects.Replace(address, LocalPatch((MapNode)live, (MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(patch))), new WriteOptions("kubectl-edit"), default);
        Assert.Null(answer.Error);
    });

    public Task DeleteAsync(KubeResource resource, string name) => AsSomebodyAsync(async client =>
        Assert.Null((await client.Objects.Delete(new ObjectAddress(resource, "web", name), new DeleteOptions(Propagation.Background), default)).Error));

    public void Dispose() => Cli.Dispose();

    private static MapNode LocalPatch(MapNode live, MapNode patch) => patch.Entries.Aggregate(live, (body, entry) => body.With(entry.Key, entry.Value is MapNode inner && body.Map(entry.Key) is { } own ? LocalPatch(own, inner) : entry.Value));
}
