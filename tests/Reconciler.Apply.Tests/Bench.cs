using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Engine;
using Reconciler.Engine.Inventory;
using Reconciler.Engine.Routers;
using Reconciler.Engine.Running;
using Reconciler.Etcd;
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
        Routers = new RouterTools(access => EtcdStore.Open(access, TimeProvider.System), Variables.GetValueOrDefault);
        Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {name}}}\nspec: {{systemNamespace: {SystemNamespace}}}\n");
    }

    /// <summary>The name of the environment, and of the namespace that its objects lie in.</summary>
    public string Name { get; }

    public ICluster Cluster { get; set; }

    /// <summary>The folder with the source.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Who applies, as the lease names them.</summary>
    public string Holder { get; set; } = "bench";

    public string SourceIdentity { get; set; } = "folder/bench";

    public string? Commit { get; set; }

    public bool IsDirty { get; set; }

    /// <summary>Whether plans are only shown.</summary>
    public bool IsEstimate { get; set; }

    /// <summary>What an older commit renders to.</summary>
    public Func<string, Rendering.ManifestSet?> RenderAt { get; set; } = _ => null;

    public Descent Descent { get; set; } = Descent.Fine;

    /// <summary>By which holds and what is kept end.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What came of checking the commit's signature.</summary>
    public Verification Verification { get; set; } = Verification.NotAsked;

    /// <summary>Variables of the process that plans.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>How the etcd of the environment's router is reached.</summary>
    public RouterTools Routers { get; set; }

    public RunStatus Status { get; private set; } = new();

    /// <summary>The source as it was read last.</summary>
    public Rendered? Rendered { get; private set; }

    public static async Task<Bench> On(Target target) => await On(await Targets.Client(target));

    public static async Task<Bench> On(KubeClient client)
    {
        var bench = new Bench(client, string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref LastName)}-{Environment.ProcessId}"));
        await bench.Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {bench.Name}}}");
        return bench;
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    public void Write(string file, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder.FullName, file), bytes);

    public void Remove(string file) => File.Delete(Path.Combine(_folder.FullName, file));

    /// <summary>A ConfigMap of the source, in a file of its own.</summary>
    public void Map(string name, string data = "{a: '1'}", string annotations = "") =>
        Write($"{name}.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {Name}{(annotations.Length == 0 ? "" : $", annotations: {{{annotations}}}")}}}\ndata: {data}\n");

    public async Task<Planned> Planned(Approvals? approvals = null, bool isBroken = false) => await PlanCycle.RunAsync(Cluster, new PlanRequest(await Read(isBroken), new SourceFacts(SourceIdentity) { Commit = Commit, IsDirty = IsDirty })
    {
        Approvals = approvals ?? Approvals.None,
        IsEstimate = IsEstimate,
        DescendsFrom = (_, _) => Task.FromResult(Descent),
        RenderAt = (commit, _) => Task.FromResult(RenderAt(commit) is { } then ? Rendered! with { Manifests = then } : null),
        Routers = Routers,
        Verify = (_, _) => Task.FromResult(Verification),
        Time = Clock,
    }, default);

    /// <summary>What the source renders to as it is now.</summary>
    public async Task<Rendering.ManifestSet> Manifests() => (await Read()).Manifests;

    private async Task<Rendered> Read(bool isBroken = false)
    {
        var (source, problem) = FolderSource.Open(_folder.FullName, null, "/");
        Assert.True(source is not null, problem?.ToString());
        var rendered = await RenderCycle.RunAsync(source, new KustomizeCommand("", TimeSpan.FromSeconds(10)), default);
        Assert.True(rendered.HasErrors == isBroken, string.Join('\n', rendered.Diagnostics));
        return Rendered = rendered;
    }

    /// <summary>Goes on as a user who may only read, and only those kinds.</summary>
    public async Task ActAs(string user, string resources)
    {
        var name = await GrantAsync(user, $"{{apiGroups: ['*'], resources: {resources}, verbs: [get, list, watch]}}");
        await BecomeAsync(name, new ListRequest(KubeResource.Namespaces));
    }

    /// <summary>Goes on as a user who keeps the records, and has a rule in the bench's namespace; of the cluster nothing but the namespaces' names.</summary>
    public async Task ActIn(string rule)
    {
        var name = await GrantAsync("within", "{apiGroups: [''], resources: [namespaces], verbs: [get]}");
        string Bind(string space, string kind, string role) => $"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: {name}-{role}, namespace: {space}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: {kind}, name: {role}}}\nsubjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: {name}}}]";
        await Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: {name}, namespace: {Name}}}\nrules: [{rule}]");
        if ((await Cluster.GetAsync(new ObjectAddress(KubeResource.Namespaces, null, SystemNamespace), default)).Error is not null) await Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {SystemNamespace}}}");
        await Made(Bind(Name, "Role", name));
        await Made(Bind(SystemNamespace, "ClusterRole", "admin"));
        await Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: {name}-leases, namespace: {SystemNamespace}}}\nrules: [{{apiGroups: [coordination.k8s.io, events.k8s.io, ''], resources: [leases, events], verbs: ['*']}}]");
        await Made(Bind(SystemNamespace, "Role", $"{name}-leases"));
        await BecomeAsync(name, [.. from space in (string[])[Name, SystemNamespace] select new ListRequest(KubeResource.Secrets) { Namespace = space }]);
    }

    /// <summary>Gives a user of the bench's own a rule in the whole cluster; the user's name.</summary>
    private async Task<string> GrantAsync(string user, string rule)
    {
        var name = _role = $"{user}-{Name}";
        await Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {name}}}\nrules: [{rule}]");
        await Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{name: {name}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {name}}}\nsubjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: {name}}}]");
        return name;
    }

    /// <summary>Goes on as a user, when these lists are allowed: rights take a moment to count on a real server.</summary>
    private async Task BecomeAsync(string user, params ListRequest[] allowed)
    {
        var limited = new KubeCluster(_limited = Targets.As(_client, user), "test");
        foreach (var list in allowed)
            for (var attempt = 0; attempt < 50 && (await limited.ListAsync(list, default)).Error is KubeError.Forbidden; attempt++) await Task.Delay(100);
        Cluster = limited;
    }

    public async Task<Plan> Plan(Approvals? approvals = null)
    {
        var planned = await Planned(approvals);
        Assert.True(planned.Plan is not null, string.Join('\n', planned.Problems));
        return planned.Plan;
    }

    /// <summary>Plans and applies; the plan that was applied.</summary>
    public async Task<Plan> Apply(Approvals? approvals = null, bool waits = true, CancellationToken end = default)
    {
        var planned = await Planned(approvals);
        Assert.True(planned.Plan is not null, string.Join('\n', planned.Problems));
        Assert.False(planned.Plan.IsRefused, string.Join('\n', planned.Plan.Refusals));
        var problems = await Do(planned, waits, stop: end, abort: end);
        Assert.Empty(problems);
        return planned.Plan;
    }

    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Every event of the last run.</summary>
    public List<RunEvent> Told { get; } = [];

    public async Task<ImmutableArray<Diagnostics.Diagnostic>> Do(Planned planned, bool waits = true, bool isWhole = true, Action<RunEvent>? happens = null, CancellationToken stop = default, CancellationToken abort = default)
    {
        Status = new RunStatus();
        Told.Clear();
        var options = Options(waits) with { Dependencies = LaneNeeds.Of(Rendered!.Specs, planned.Plan!), IsWhole = isWhole };
        return await new ApplyCycle(Cluster, Applier, options, Take).RunAsync(planned, stop, abort);
        void Take(RunEvent happened)
        {
            Status = Status.With(happened);
            Told.Add(happened);
            happens?.Invoke(happened);
        }
    }

    /// <summary>The environment as the cluster knows it.</summary>
    public async Task<KnownEnvironment> Known()
    {
        Assert.True((await KnownEnvironments.FindAsync(Cluster, default)).TryGet(out var all, out var error), error?.ToString());
        return all.Single(known => known.Identity.Environment == Name);
    }

    public async Task<StandingOrders> Orders() => (await new UndoCycle(Cluster, await Known()).OrdersAsync(default)).Orders!;

    /// <summary>Brings back what a run deleted.</summary>
    public async Task<Undoable> Undo(KeptRun run, TimeSpan? holdFor = null, CancellationToken end = default)
    {
        var cycle = new UndoCycle(Cluster, await Known());
        var (undoable, problems) = await cycle.PlanAsync(run, default);
        Assert.True(undoable is not null, string.Join('\n', problems));
        Status = new RunStatus();
        Assert.Empty(await cycle.RunAsync(undoable, holdFor ?? TimeSpan.FromHours(24), Applier, Options(waits: true), happened => Status = Status.With(happened), end, end));
        return undoable;
    }

    private Applier Applier => new(Holder, "0.1.0", Clock);

    private RunOptions Options(bool waits) => new()
    {
        Waits = waits,
        DefaultPatience = Patience,
        DefaultKeep = 3,
        Deploys = Rendered?.Specs.Apps.ToImmutableDictionary(app => Rendering.Lane.Of(app).Id, LaneDeploy.Of) ?? ImmutableDictionary<string, LaneDeploy>.Empty,
    };

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
    public async Task<MapNode> Edited(string name, Func<MapNode, MapNode> edit, string manager = "kubectl-edit") => await Replaced(edit((await Live(name))!), manager);

    /// <summary>What somebody replaces as a whole.</summary>
    public async Task<MapNode> Replaced(MapNode body, string manager = "kubectl-edit")
    {
        var answer = await _client.Objects.Replace(await Address(body), body, new WriteOptions(manager), default);
        Assert.True(answer.TryGet(out var made, out var error), error?.ToString());
        return made;
    }

    /// <summary>A condition that a controller writes into the status of a Deployment.</summary>
    public async Task StatusWritten(string name, int number)
    {
        var live = (await Live(name, "apps/v1", "Deployment"))!;
        var condition = new MapBuilder { ["type"] = string.Create(CultureInfo.InvariantCulture, $"Test{number}"), ["status"] = "True" }.ToMap();
        var body = live.With("status", (live.Map("status") ?? MapNode.Empty).With("conditions", ListNode.Of([.. live.Map("status").Maps("conditions"), condition])));
        var answer = await _client.Objects.Replace((await Address(body)) with { Subresource = "status" }, body, new WriteOptions("kube-controller-manager"), default);
        Assert.True(answer.TryGet(out _, out var error), error?.ToString());
    }

    public async Task<MapNode?> Live(string name, string apiVersion = "v1", string kind = "ConfigMap", string? inNamespace = null)
    {
        var resource = Assert.IsType<KindLookup.Served>(await _client.Kinds.Find(apiVersion, kind, default)).Resource;
        var answer = await _client.Objects.Get(new ObjectAddress(resource, resource.IsNamespaced ? inNamespace ?? Name : null, name), default);
        return answer.TryGet(out var body, out var error) ? body : error is KubeError.NotFound ? null : throw new InvalidOperationException(error.ToString());
    }

    /// <summary>All objects of a kind in the namespace of the environment.</summary>
    public async Task<ImmutableArray<MapNode>> All(string apiVersion, string kind)
    {
        var resource = Assert.IsType<KindLookup.Served>(await _client.Kinds.Find(apiVersion, kind, default)).Resource;
        Assert.True((await _client.Objects.List(new ListRequest(resource) { Namespace = Name }, default)).TryGet(out var list, out var error), error?.ToString());
        return list.Items;
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
