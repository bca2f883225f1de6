using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Engine;
using Reconciler.Engine.Running;
using Reconciler.Git;
using Reconciler.Kube;
using Reconciler.Kubernetes;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests;

/// <summary>An environment of its own on a cluster: a folder with a source, a namespace, and what a person does with them.</summary>
public sealed class Bench : IAsyncDisposable
{
    public const string SystemNamespace = "reconciler-tests";
    private static int LastName;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-");
    private readonly KubeClient _client;
    private KubeClient? _limited;
    private string? _role;

    private Bench(KubeClient client, string name)
    {
        (_client, Name) = (client, name);
        Cluster = new KubeCluster(client, "test");
        Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {name}}}\nspec: {{systemNamespace: {SystemNamespace}}}\n");
    }

    /// <summary>The name of the environment, and of the namespace that its objects lie in.</summary>
    public string Name { get; }

    public ICluster Cluster { get; set; }

    public string SourceIdentity { get; set; } = "folder/bench";

    public string? Commit { get; set; }

    public bool IsDirty { get; set; }

    /// <summary>Whether plans are only shown.</summary>
    public bool IsEstimate { get; set; }

    /// <summary>What an older commit renders to.</summary>
    public Func<string, Rendering.ManifestSet?> RenderAt { get; set; } = _ => null;

    public Descent Descent { get; set; } = Descent.Fine;

    public RunStatus Status { get; private set; } = new();

    public static async Task<Bench> On(Target target)
    {
        var bench = new Bench(await Targets.Client(target), string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref LastName)}-{Environment.ProcessId}"));
        await bench.Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {bench.Name}}}");
        return bench;
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    public void Remove(string file) => File.Delete(Path.Combine(_folder.FullName, file));

    /// <summary>A ConfigMap of the source, in a file of its own.</summary>
    public void Map(string name, string data = "{a: '1'}", string annotations = "") =>
        Write($"{name}.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {Name}{(annotations.Length == 0 ? "" : $", annotations: {{{annotations}}}")}}}\ndata: {data}\n");

    public async Task<Planned> Planned(Approvals? approvals = null) => await PlanCycle.RunAsync(Cluster, new PlanRequest(await Rendered(), new SourceFacts(SourceIdentity) { Commit = Commit, IsDirty = IsDirty })
    {
        Approvals = approvals ?? Approvals.None,
        IsEstimate = IsEstimate,
        DescendsFrom = (_, _) => Task.FromResult(Descent),
        RenderAt = (commit, _) => Task.FromResult(RenderAt(commit)),
    }, default);

    /// <summary>What the source renders to as it is now.</summary>
    public async Task<Rendering.ManifestSet> Manifests() => (await Rendered()).Manifests;

    private async Task<Rendered> Rendered()
    {
        var (source, problem) = FolderSource.Open(_folder.FullName, null, "/");
        Assert.True(source is not null, problem?.ToString());
        var rendered = await RenderCycle.RunAsync(source, new KustomizeCommand("", TimeSpan.FromSeconds(10)), default);
        Assert.False(rendered.HasErrors, string.Join('\n', rendered.Diagnostics));
        return rendered;
    }

    /// <summary>Goes on as a user who may only read, and only those kinds.</summary>
    public async Task ActAs(string user, string resources)
    {
        var name = _role = $"{user}-{Name}";
        await Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {name}}}\nrules: [{{apiGroups: ['*'], resources: {resources}, verbs: [get, list, watch]}}]");
        await Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{name: {name}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {name}}}\nsubjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: {name}}}]");
        var limited = new KubeCluster(_limited = Targets.As(_client, name), "test");
        // rights take a moment to count on a real server
        for (var attempt = 0; attempt < 50 && (await limited.ListAsync(new ListRequest(KubeResource.Namespaces), default)).Error is KubeError.Forbidden; attempt++) await Task.Delay(100);
        Cluster = limited;
    }

    public async Task<Plan> Plan(Approvals? approvals = null)
    {
        var planned = await Planned(approvals);
        Assert.True(planned.Plan is not null, string.Join('\n', planned.Problems));
        return planned.Plan;
    }

    /// <summary>Plans and applies; the plan that was applied.</summary>
    public async Task<Plan> Apply(Approvals? approvals = null, bool waits = true)
    {
        var planned = await Planned(approvals);
        Assert.True(planned.Plan is not null, string.Join('\n', planned.Problems));
        Assert.False(planned.Plan.IsRefused, string.Join('\n', planned.Plan.Refusals));
        var problems = await Do(planned, waits);
        Assert.Empty(problems);
        return planned.Plan;
    }

    public async Task<ImmutableArray<Diagnostics.Diagnostic>> Do(Planned planned, bool waits = true)
    {
        Status = new RunStatus();
        return await new ApplyCycle(Cluster, new Applier("bench", "0.1.0", TimeProvider.System), new RunOptions { Waits = waits, DefaultPatience = TimeSpan.FromSeconds(60), DefaultKeep = 3 }, happened => Status = Status.With(happened)).RunAsync(planned, default, default);
    }

    /// <summary>Applies, and expects that all of it is in place and nothing is left to do.</summary>
    public async Task<Plan> Settle(Approvals? approvals = null, bool waits = true)
    {
        var plan = await Apply(approvals, waits);
        Assert.All(Status.Lanes.Values, lane => Assert.True(lane.Outcome == LaneOutcome.Done, $"{lane.Lane.Title} {lane.Outcome}: {string.Join('\n', lane.Problems)}"));
        var again = await Plan();
        Assert.True(!again.HasChanges && !again.HasRefusals, string.Join('\n', again.Changes.Where(change => change.Action != ChangeAction.Keep).Select(change => $"{change.Action} {change.Key} {change.Cause?.Word} {string.Join(", ", change.Fields.Select(field => field.Path))} {string.Join(", ", change.Problems)}")));
        return plan;
    }

    /// <summary>What somebody else makes, by server-side apply.</summary>
    public async Task<MapNode> Made(string yaml, string manager = "somebody", bool force = true)
    {
        var body = YamlReader.Read("", yaml).Documents[0].Root;
        var answer = await _client.Objects.Apply(await Address(body), body, new WriteOptions(manager) { Force = force }, default);
        Assert.True(answer.TryGet(out var made, out var error), error?.ToString());
        return made;
    }

    /// <summary>What somebody changes by an update, as an editor does.</summary>
    public async Task<MapNode> Edited(string name, Func<MapNode, MapNode> edit, string manager = "kubectl-edit")
    {
        var body = edit((await Live(name))!);
        var answer = await _client.Objects.Replace(await Address(body), body, new WriteOptions(manager), default);
        Assert.True(answer.TryGet(out var made, out var error), error?.ToString());
        return made;
    }

    public async Task<MapNode?> Live(string name, string apiVersion = "v1", string kind = "ConfigMap", string? inNamespace = null)
    {
        var resource = Assert.IsType<KindLookup.Served>(await _client.Kinds.Find(apiVersion, kind, default)).Resource;
        var answer = await _client.Objects.Get(new ObjectAddress(resource, resource.IsNamespaced ? inNamespace ?? Name : null, name), default);
        return answer.TryGet(out var body, out var error) ? body : error is KubeError.NotFound ? null : throw new InvalidOperationException(error.ToString());
    }

    public async Task Deleted(string name, string apiVersion = "v1", string kind = "ConfigMap")
    {
        var resource = Assert.IsType<KindLookup.Served>(await _client.Kinds.Find(apiVersion, kind, default)).Resource;
        await _client.Objects.Delete(new ObjectAddress(resource, resource.IsNamespaced ? Name : null, name), new DeleteOptions(Propagation.Background), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.Objects.Delete(new ObjectAddress(KubeResource.Namespaces, null, Name), new DeleteOptions(Propagation.Background), default);
        _limited?.Dispose();
        foreach (var kind in _role is null ? [] : (string[])["ClusterRoleBinding", "ClusterRole"])
            if (await _client.Kinds.Find("rbac.authorization.k8s.io/v1", kind, default) is KindLookup.Served { Resource: var resource }) await _client.Objects.Delete(new ObjectAddress(resource, null, _role!), new DeleteOptions(Propagation.Background), default);
        _folder.Delete(recursive: true);
    }

    private async Task<ObjectAddress> Address(MapNode body) =>
        ObjectAddress.Of(Assert.IsType<KindLookup.Served>(await _client.Kinds.Find(body.Text("apiVersion")!.Value, body.Text("kind")!.Value, default)).Resource, body);
}

/// <summary>Short reads for assertions.</summary>
internal static class Reads
{
    public static Change Of(this Plan plan, string name) => Assert.Single(plan.Changes, change => change.Key.Name == name);

    public static string? At(this MapNode? body, params string[] path) => (body.Path(path) as ScalarNode)?.Value;

    public static IEnumerable<string> Codes(this Change change) => change.Problems.Select(problem => problem.Code.Id);

    public static Approvals Approving(params int[] codes) => new([.. codes], null, false);
}
