using System.Collections.Concurrent;
using System.Text;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

/// <summary>The files beside this one that say what a real API server answered to which request.</summary>
internal static class FactTable
{
    private static readonly Lazy<Dictionary<string, MapNode>> Files = new(Read);

    public static IEnumerable<(string File, string Name)> All() => Files.Value.OrderBy(file => file.Key, StringComparer.Ordinal)
        .SelectMany(file => file.Value.Maps("rows").Select(row => (file.Key, row.Text("name")!.Value)));

    public static MapNode Row(string file, string name) => Files.Value[file].Maps("rows").Single(row => row.Text("name")!.Value == name);

    /// <summary>The objects that are there before the requests of a file are made.</summary>
    public static IEnumerable<MapNode> Given(string file) => Files.Value[file].Maps("given");

    private static Dictionary<string, MapNode> Read()
    {
        var files = new Dictionary<string, MapNode>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Contract", "Facts"), "*.yaml"))
        {
            var file = YamlReader.Read(path, File.ReadAllText(path));
            Assert.Empty(file.Problems);
            files.Add(Path.GetFileNameWithoutExtension(path), Assert.Single(file.Documents).Root);
        }
        return files;
    }
}

/// <summary>A namespace for each file of facts and target, with the objects in it that the file starts from.</summary>
public sealed class FactFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(Target, string), Lazy<Task<ContractSpace>>> _spaces = new();

    public Task<ContractSpace> On(Target target, string file) => _spaces.GetOrAdd((target, file), _ => new Lazy<Task<ContractSpace>>(() => Open(target, file))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var ((_, file), space) in _spaces)
        {
            var opened = await space.Value;
            // a config map that is held would hold the namespace too
            foreach (var held in FactTable.Given(file).Where(given => given.Map("metadata").Texts("finalizers").Any()))
                await opened.Send(new RawRequest(HttpMethod.Patch, $"/api/v1/namespaces/{opened.Namespace}/configmaps/{held.Map("metadata").Text("name")?.Value}") { Body = """{"metadata":{"finalizers":null}}""", ContentType = "application/merge-patch+json" });
            await opened.Client.Objects.Delete(new ObjectAddress(KubeResource.Namespaces, null, opened.Namespace), new DeleteOptions(Propagation.Background), default);
            opened.Client.Dispose();
        }
    }

    private static async Task<ContractSpace> Open(Target target, string file)
    {
        var access = await ContractCluster.Access(target);
        var space = new ContractSpace(target, access, ContractCluster.Client(access), $"facts-{Guid.NewGuid():N}"[..20]);
        await space.Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {space.Namespace}}}");
        await space.Until(new MapBuilder { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new MapBuilder { ["name"] = "default", ["namespace"] = space.Namespace } }.ToMap(), _ => true, "there");
        foreach (var given in FactTable.Given(file))
        {
            var made = await space.Made(Encoding.UTF8.GetString(NodeJson.ToUtf8(given)).Replace("{ns}", space.Namespace, StringComparison.Ordinal));
            if (made.Text("kind")?.Value == "Deployment") await space.Until(made, live => live.Value("status", "observedGeneration") is not null, "seen by its controller");
            // a cluster learns of a binding a moment after it is written
            if (target == Target.Cluster && made.Text("kind")?.Value == "RoleBinding") await Task.Delay(TimeSpan.FromSeconds(1));
        }
        return space;
    }
}
