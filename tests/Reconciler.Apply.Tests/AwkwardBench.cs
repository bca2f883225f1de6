using System.Collections.Immutable;
using System.Text;
using Reconciler.Kube;
using Reconciler.Kubernetes;

namespace Reconciler.Apply.Tests;

/// <summary>A bench with awkward objects in its source, and with the kind that some of them are of. What it made outside of its namespace goes with it.</summary>
internal sealed class AwkwardBench(Bench bench, KubeClient client) : IAsyncDisposable
{
    private static readonly ImmutableArray<(string ApiVersion, string Kind)> OfCluster =
    [
        ("rbac.authorization.k8s.io/v1", "ClusterRole"), ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"), ("scheduling.k8s.io/v1", "PriorityClass"),
        ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"), ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    ];

    public Bench Bench => bench;

    public KubeClient Client => client;

    /// <summary>A bench with one object for each number and name.</summary>
    public static async Task<AwkwardBench> On(Target target, IEnumerable<(int Number, string Name)> objects)
    {
        var bench = await Bench.On(target);
        var client = await Targets.Client(target);
        await bench.Made(AwkwardShapes.Definition(bench));
        for (var i = 0; i < 100 && await client.Kinds.Find($"{bench.Name}.example.com/v1", "Odd", default) is not KindLookup.Served; i++) await Task.Delay(100);
        // the kind is listed a moment before its objects are served
        for (var i = 0; i < 100 && (await bench.Cluster.ListAsync(new ListRequest(new KubeResource($"{bench.Name}.example.com", "v1", "Odd", "odds", true)), default)).Error is not null; i++) await Task.Delay(100);
        var text = new StringBuilder();
        foreach (var (number, name) in objects) text.Append(AwkwardShapes.Of(number, name, bench));
        bench.Write("awkward.yaml", text.ToString());
        return new AwkwardBench(bench, client);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (apiVersion, kind) in OfCluster)
        {
            if (await client.Kinds.Find(apiVersion, kind, default) is not KindLookup.Served { Resource: var resource }) continue;
            var answer = await client.Objects.List(new ListRequest(resource) { IsMetadataOnly = true }, default);
            if (!answer.TryGet(out var list, out _)) continue;
            foreach (var name in list.Items.Select(item => item.At("metadata", "name")!).Where(name => name.StartsWith($"{bench.Name}-", StringComparison.Ordinal))) await bench.Deleted(name, apiVersion, kind);
        }
        await bench.Deleted(AwkwardShapes.DefinitionName(bench), "apiextensions.k8s.io/v1", "CustomResourceDefinition");
        await bench.DisposeAsync();
    }
}
