using System.Diagnostics;
using Reconciler.Cli.Clusters;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Plans;

/// <summary>A git repository and a sandbox of its own, and what a user does with both.</summary>
internal sealed class PlanRig : IDisposable
{
    public static readonly KubeResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", true);

    public PlanRig()
    {
        Cli.Variables["XDG_CACHE_HOME"] = Path.Combine(Cli.Folder, "cache");
        Cli.Variables["RECONCILE_SANDBOX"] = Path.Combine(Cli.Folder, "sandbox.db");
        Directory.CreateDirectory(Path.Combine(Cli.Folder, "config"));
        Git("init", "-q", "-b", "main");
        Cli.With("config/environment.yaml", "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: production}\nspec: {namespaces: create}\n");
    }

    public Cli Cli { get; } = new();

    public PlanRig Map(string name, string data = "{a: '1'}", string annotations = "") => File($"{name}.yaml",
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default{(annotations.Length == 0 ? "" : $", annotations: {{{annotations}}}")}}}\ndata: {data}\n");

    public PlanRig File(string path, string text)
    {
        Cli.With($"config/{path}", text);
        return this;
    }

    public PlanRig Without(string path)
    {
        System.IO.File.Delete(Path.Combine(Cli.Folder, "config", path));
        return this;
    }

    public PlanRig Commit(string subject)
    {
        Git("add", "-A");
        Git("commit", "-q", "--allow-empty", "-m", subject);
        return this;
    }

    public void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgSign=false", .. arguments]) { WorkingDirectory = Path.Combine(Cli.Folder, "config") })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }

    public Task<CliResult> Run(string command, params string[] arguments) => Cli.RunAsync([command, .. arguments, "--cluster", "sandbox"]);

    public async Task Apply(params string[] arguments)
    {
        var run = await Run("apply", ["config", "--yes", "--no-wait", .. arguments]);
        Assert.True(run.Code == 0, run.Out + run.Error);
    }

    public async Task<MapNode> Json(params string[] arguments)
    {
        var run = await Run("plan", ["config", "--output", "json", .. arguments]);
        Assert.True(run.Out.StartsWith('{'), run.Out + run.Error);
        await Schemas.AssertFitsAsync("plan", run.Out);
        return (MapNode)NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(run.Out));
    }

    /// <summary>A ConfigMap as it is live; null where it is not.</summary>
    public async Task<MapNode?> Live(string name)
    {
        await using var connection = await ConnectAsync();
        var answer = await connection.Client.Objects.Get(new ObjectAddress(ConfigMaps, "default", name), default);
        return answer.TryGet(out var body, out var error) ? body : error is KubeError.NotFound ? null : throw new InvalidOperationException(error.ToString());
    }

    /// <summary>What somebody does who is not us.</summary>
    public async Task Edit(string name, string key, string value)
    {
        await using var connection = await ConnectAsync();
        var address = new ObjectAddress(ConfigMaps, "default", name);
        Assert.True((await connection.Client.Objects.Get(address, default)).TryGet(out var live, out var error), error?.ToString());
        var answer = await connection.Client.Objects.Replace(address, live.With("data", live.Map("data")!.With(key, value!)), new WriteOptions("kubectl-edit"), default);
        Assert.Null(answer.Error);
    }

    public async Task Make(string yaml, string manager = "somebody")
    {
        await using var connection = await ConnectAsync();
        var body = YamlReader.Read("", yaml).Documents[0].Root;
        Assert.True(await connection.Client.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default) is KindLookup.Served);
        var resource = ((KindLookup.Served)await connection.Client.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default)).Resource;
        var answer = await connection.Client.Objects.Apply(ObjectAddress.Of(resource, body), body, new WriteOptions(manager) { Force = true }, default);
        Assert.True(answer.Error is null, answer.Error?.ToString());
    }

    public async Task Delete(string name)
    {
        await using var connection = await ConnectAsync();
        await connection.Client.Objects.Delete(new ObjectAddress(ConfigMaps, "default", name), new DeleteOptions(Propagation.Background), default);
    }

    public void Dispose() => Cli.Dispose();

    private async Task<ClusterConnection> ConnectAsync()
    {
        var (connection, problems) = await ClusterConnection.OpenAsync(Cli.Host(), new ClusterChoice("sandbox", null), default);
        Assert.True(connection is not null, string.Join('\n', problems));
        return connection;
    }
}

internal static class PlanReads
{
    public static MapNode Of(this MapNode plan, string name, string list = "changes") => Assert.Single(plan.Maps(list), change => change.Text("name")?.Value == name);

    public static string? At(this MapNode? body, params string[] path) => (body.Path(path) as ScalarNode)?.Value;
}
