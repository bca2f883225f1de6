using System.Collections.Immutable;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Deletion;
using Reconciler.Sandbox.Life;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;
using Reconciler.Sandbox.Tests.Server;
using Reconciler.Sandbox.Writes;

namespace Reconciler.Sandbox.Tests.Life;

/// <summary>A cluster without a network: a store, the controllers, and a clock that the test moves.</summary>
internal sealed class LifeWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SandboxParts _parts;
    private readonly LifeLoop _loop;

    private LifeWorld(LifePace pace)
    {
        _parts = new SandboxParts { Pace = pace };
        Options = _parts.AddTo(new SandboxOptions(_folder.File("sandbox.db")) { Time = Time, Seed = 1 });
        Cluster = new Cluster(ObjectStore.Open(Options.StorePath), Time, 1, Options.Hooks);
        _loop = new LifeLoop(Cluster, pace);
    }

    public FakeTime Time { get; } = new();
    public SandboxOptions Options { get; }
    public Cluster Cluster { get; }

    public static async Task<LifeWorld> StartAsync(LifePace? pace = null)
    {
        var world = new LifeWorld(pace ?? LifePace.Instant);
        foreach (var prepare in world.Options.Preparations) await prepare(world.Cluster, CancellationToken.None);
        foreach (var name in new[] { "default", "kube-system" }) await world.CreateAsync($"{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}}}}}");
        await world.SettleAsync();
        return world;
    }

    /// <summary>Creates objects, in the namespace default where they name none; a refusal fails the test.</summary>
    public async Task CreateAsync(string yaml)
    {
        foreach (var body in Documents(yaml))
            Assert.IsType<WriteAnswer.Written>(await WriteAsync(WriteVerb.Create, body));
    }

    /// <summary>Creates one object and gives the refusal.</summary>
    public async Task<ApiStatus> RefusedAsync(string yaml) => Assert.IsType<WriteAnswer.Refused>(await WriteAsync(WriteVerb.Create, Documents(yaml)[0])).Status;

    public async Task<WriteAnswer> TryAsync(string yaml) => await WriteAsync(WriteVerb.Create, Documents(yaml)[0]);

    /// <summary>Merges a change into an object.</summary>
    public async Task PatchAsync(string resource, string name, string yaml, string inNamespace = "default")
    {
        var served = Cluster.Resources.Stored(resource)!;
        var call = new WriteCall(WriteVerb.MergePatch, served, served.IsNamespaced ? inNamespace : "", name, Documents(yaml)[0]) { FieldManager = "tests", User = ApiUser.Administrator };
        Assert.IsType<WriteAnswer.Written>(await Cluster.Writer.WriteAsync(call));
    }

    public async Task DeleteAsync(string resource, string name, string inNamespace = "default")
    {
        var served = Cluster.Resources.Stored(resource)!;
        await Cluster.Deleter.DeleteAsync(new DeleteCall(served, served.IsNamespaced ? inNamespace : "", name));
    }

    /// <summary>Lets everything happen that is to happen now.</summary>
    public Task SettleAsync() => _loop.SettleAsync();

    /// <summary>Lets time pass, and everything happen that happens on the way.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var end = Time.GetUtcNow() + time;
        await SettleAsync();
        while (_loop.NextDue is { } due && due <= end)
        {
            Time.MoveTo(due);
            await SettleAsync();
        }
        Time.MoveTo(end);
        await SettleAsync();
    }

    public Task PassAsync(double seconds) => PassAsync(TimeSpan.FromSeconds(seconds));

    public MapNode Get(string resource, string name, string inNamespace = "default") =>
        Find(resource, name, inNamespace) ?? throw new InvalidOperationException($"there is no {resource} {name}");

    public MapNode? Find(string resource, string name, string inNamespace = "default") =>
        Cluster.State.Find(new ObjectPlace(resource, Cluster.Resources.Stored(resource)!.IsNamespaced ? inNamespace : "", name))?.Body;

    public ImmutableArray<MapNode> List(string resource) => [.. Cluster.State.List(resource).Select(stored => stored.Body)];

    /// <summary>The reasons of the events about an object, sorted.</summary>
    public string[] Reasons(string name) =>
        [.. List("events").Where(note => note.Map("involvedObject").Text("name")?.Value == name).Select(note => note.Text("reason")!.Value).Distinct().Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await Cluster.Store.DisposeAsync();
        _folder.Dispose();
    }

    private Task<WriteAnswer> WriteAsync(WriteVerb verb, MapNode body)
    {
        var version = body.Text("apiVersion")!.Value;
        var kind = body.Text("kind")!.Value;
        var served = Cluster.Resources.All.First(each => each.Kind.ApiVersion == version && each.Kind.Kind == kind);
        var home = served.IsNamespaced ? body.MetaText("namespace") ?? "default" : "";
        return Cluster.Writer.WriteAsync(new WriteCall(verb, served, home, body.NameOf(), body) { FieldManager = "tests", User = ApiUser.Administrator });
    }

    private static ImmutableArray<MapNode> Documents(string yaml)
    {
        var file = YamlReader.Read("test", yaml);
        Assert.Empty(file.Problems);
        return [.. file.Documents.Select(document => document.Root)];
    }
}
