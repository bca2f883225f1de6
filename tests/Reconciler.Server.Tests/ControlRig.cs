using System.Globalization;
using Reconciler.Apply.Tests;
using Reconciler.Engine;
using Reconciler.Engine.Control;
using Reconciler.Engine.Inventory;
using Reconciler.Git;
using Reconciler.Planning;

namespace Reconciler.Server.Tests;

/// <summary>A controller over a real repository and a real API server, with what people do to either.</summary>
internal sealed class ControlRig : IAsyncDisposable
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    /// <summary>Whether tests that wait by the wall clock or make many objects do so in full.</summary>
    public static readonly bool IsLong = System.Environment.GetEnvironmentVariable("RECONCILE_LONG") == "1";

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _running;
    private readonly List<Exception> _broken = [];
    private readonly bool _ownsWorld;

    private ControlRig(GitRepo repo, TestCluster cluster, string holder, TimeSpan interval, TimeProvider time, bool ownsWorld)
    {
        (Repo, Cluster, Holder, _ownsWorld) = (repo, cluster, holder, ownsWorld);
        var setup = new EnvironmentSetup(
            repo.Url,
            cancellation => Repositories.OpenAsync(new GitSettings(repo.Variable), repo.Url, null, repo.Folder, cancellation),
            _ => Task.FromResult<(ICluster?, System.Collections.Immutable.ImmutableArray<Diagnostics.Diagnostic>)>((cluster.Cluster(holder), [])),
            new KustomizeCommand("", TimeSpan.FromSeconds(10)))
        { Interval = interval };
        Controller = new Controller([setup], new Applier(holder, "0.1.0", time), new Random(1), (_, problem) => _broken.Add(problem));
        _running = Controller.RunAsync(_stop.Token, _abort.Token);
    }

    /// <summary>How long it may take until something is as it should be.</summary>
    public TimeSpan Patience { get; set; } = Longest;

    public GitRepo Repo { get; }
    public TestCluster Cluster { get; }
    public string Holder { get; }
    public Controller Controller { get; }
    public EnvironmentLoop Loop => Controller.Environments[0];
    public EnvironmentState State => Loop.State;

    /// <summary>Starts a controller for what was pushed. Without an interval it only asks the source when it is told to.</summary>
    public static async Task<ControlRig> StartAsync(Action<GitRepo> write, TimeSpan? interval = null, TimeProvider? time = null, Func<TestCluster, Task>? prepare = null, Target target = Target.Sandbox)
    {
        var repo = new GitRepo();
        write(repo);
        repo.Push();
        var cluster = await TestCluster.StartAsync(target);
        if (prepare is not null) await prepare(cluster);
        return new ControlRig(repo, cluster, "one", interval ?? TimeSpan.FromHours(1), time ?? TimeProvider.System, ownsWorld: true);
    }

    /// <summary>A second controller for the same environment.</summary>
    public ControlRig Second(string holder) => new(Repo, Cluster, holder, TimeSpan.FromHours(1), TimeProvider.System, ownsWorld: false);

    /// <summary>An environment with a namespace and two ConfigMaps in it, each in a file of its own.</summary>
    public static void Two(GitRepo repo)
    {
        repo.Write("environment.yaml", Environment());
        repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        repo.Write("one.yaml", Map("one"));
        repo.Write("two.yaml", Map("two"));
    }

    public static string Map(string name, string data = "{a: '1'}", string annotations = "") =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: shop{(annotations.Length == 0 ? "" : $", annotations: {{{annotations}}}")}}}\ndata: {data}\n";

    public static string Environment(string spec = "") => $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: live}}\nspec: {{systemNamespace: reconciler-tests{(spec.Length == 0 ? "" : $", {spec}")}}}\n";

    public static string App(string name, string image, string more = "") =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}}}\nspec:\n  namespace: shop\n  image: {image}\n{more}";

    /// <summary>Pushes and tells the controller, as a webhook does.</summary>
    public string Push(string subject = "a change")
    {
        var commit = Repo.Push(subject);
        Loop.PollNow();
        return commit;
    }

    public Task<EnvironmentState> SyncedAsync(string? commit = null) => UntilAsync(state => state.Phase == ControlPhase.Synced && (commit is null || state.Plan?.Source.Commit == commit));

    /// <summary>Waits for a state.</summary>
    public async Task<EnvironmentState> UntilAsync(Func<EnvironmentState, bool> isReached)
    {
        await EventuallyAsync(() => Task.FromResult(isReached(State)));
        return State;
    }

    /// <summary>Waits for something that comes by itself; tells where the controller stands if it doesn't.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> isReached)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isReached())
        {
            Assert.True(_broken.Count == 0, string.Join('\n', _broken));
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, Told());
            await Task.Delay(20);
        }
    }

    public Task EventuallyAsync(Func<bool> isReached) => EventuallyAsync(() => Task.FromResult(isReached()));

    /// <summary>Somebody orders something by a command.</summary>
    public async Task OrderAsync(Func<StandingOrders, StandingOrders> change)
    {
        var known = await KnownAsync();
        Assert.Null(await new OrderStore(Cluster.Cluster("person"), known.Identity, known.SystemNamespace).ChangeAsync(change, default));
    }

    public async Task<KnownEnvironment> KnownAsync()
    {
        Assert.True((await KnownEnvironments.FindAsync(Cluster.Cluster("person"), default)).TryGet(out var all, out var error), error?.ToString());
        return all.Single(known => known.SystemNamespace == "reconciler-tests");
    }

    /// <summary>Ends the controller in good order.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _abort.CancelAsync();
        await _running.WaitAsync(Patience);
        await Controller.DisposeAsync();
        if (_ownsWorld)
        {
            await Cluster.DisposeAsync();
            Repo.Dispose();
        }
        Assert.True(_broken.Count == 0, string.Join('\n', _broken));
        _stop.Dispose();
        _abort.Dispose();
    }

    private string Told()
    {
        var state = State;
        var changes = state.Plan?.Changes.Where(change => change.Action != ChangeAction.Keep).Select(change => $"{change.Action} {change.Key} {change.Cause?.Word} {string.Join("; ", change.Problems)}") ?? [];
        var open = state.Run?.Status.Lanes.Values.Where(lane => lane.Outcome is null).Select(lane => $"{lane.Lane.Title} began {lane.Began:T}, {lane.Written} of {lane.Writes} written, waits for {string.Join("; ", lane.Waiting.Select(waiting => $"{waiting.Key} {waiting.Value}"))}") ?? [];
        return string.Create(CultureInfo.InvariantCulture, $"it did not become so: {state.Phase} {state.Message} at {state.Plan?.Source.Commit}\n{string.Join('\n', open)}\n{string.Join('\n', state.Problems)}\n{string.Join('\n', changes)}\n{string.Join('\n', state.Run?.Problems ?? [])}\n{string.Join('\n', Controller.Runs.Reverse().Select(run => $"{run.Id} {run.Cause}: {string.Join(", ", run.Status.Lanes.Values.Select(lane => $"{lane.Lane.Title} {lane.Outcome} {string.Join("; ", lane.Problems)}"))}"))}");
    }
}
