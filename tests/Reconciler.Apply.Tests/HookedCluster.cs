using System.Runtime.CompilerServices;
using Reconciler.Engine;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests;

/// <summary>A request on its way to a cluster; a dry run is an "ask", and each event of a watch counts as asked for.</summary>
public sealed record ClusterCall(string Verb, KubeResource? Resource, string? Name, CancellationToken Cancellation)
{
    public bool IsWrite => Verb is "create" or "replace" or "apply" or "patch" or "delete";
}

/// <summary>What comes between a request and its cluster: it has the request sent or not, keeps the answer back, or gives a refusal in its place.</summary>
public delegate Task<KubeError?> ClusterHook(ClusterCall call, Func<Task> send);

/// <summary>A real cluster, to which every request goes through a hook.</summary>
public sealed class HookedCluster(ICluster cluster, ClusterHook hook) : ICluster
{
    public string Name => cluster.Name;

    public Task<DiscoverySnapshot> KindsAsync(bool isAnew, CancellationToken cancellation) =>
        Send(new ClusterCall("kinds", null, null, cancellation), () => cluster.KindsAsync(isAnew, cancellation));

    public Task<Answer<ObjectList>> ListAsync(ListRequest request, CancellationToken cancellation) =>
        Ask(new ClusterCall("list", request.Resource, null, cancellation), () => cluster.ListAsync(request, cancellation));

    public Task<Answer<MapNode>> GetAsync(ObjectAddress address, CancellationToken cancellation) =>
        Ask("get", address, () => cluster.GetAsync(address, cancellation), cancellation);

    public Task<Answer<MapNode>> AskToApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        Ask("ask to apply", address, () => cluster.AskToApplyAsync(address, body, options, cancellation), cancellation);

    public Task<Answer<MapNode>> AskToCreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        Ask("ask to create", ObjectAddress.Of(resource, body), () => cluster.AskToCreateAsync(resource, body, options, cancellation), cancellation);

    public Task<Answer<MapNode>> AskToDeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) =>
        Ask("ask to delete", address, () => cluster.AskToDeleteAsync(address, options, cancellation), cancellation);

    public Task<Answer<MapNode>> CreateAsync(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        Ask("create", ObjectAddress.Of(resource, body), () => cluster.CreateAsync(resource, body, options, cancellation), cancellation);

    public Task<Answer<MapNode>> ReplaceAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        Ask("replace", address, () => cluster.ReplaceAsync(address, body, options, cancellation), cancellation);

    public Task<Answer<MapNode>> ApplyAsync(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        Ask("apply", address, () => cluster.ApplyAsync(address, body, options, cancellation), cancellation);

    public Task<Answer<MapNode>> PatchAsync(ObjectAddress address, ListNode operations, WriteOptions options, CancellationToken cancellation) =>
        Ask("patch", address, () => cluster.PatchAsync(address, operations, options, cancellation), cancellation);

    public Task<Answer<MapNode>> DeleteAsync(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) =>
        Ask("delete", address, () => cluster.DeleteAsync(address, options, cancellation), cancellation);

    public Task<Answer<PodAnswer>> AskPodAsync(PodQuestion question, CancellationToken cancellation) =>
        Ask(new ClusterCall("ask pod", KubeResource.Pods, question.Pod.Name, cancellation), () => cluster.AskPodAsync(question, cancellation));

    public Task<Answer<IAsyncEnumerable<string>>> LogAsync(ObjectKey pod, LogQuery query, CancellationToken cancellation) =>
        Ask(new ClusterCall("log", KubeResource.Pods, pod.Name, cancellation), () => cluster.LogAsync(pod, query, cancellation));

    public async IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var call = new ClusterCall("watch", request.Resource, null, cancellation);
        await using var events = cluster.WatchAsync(request, cancellation).GetAsyncEnumerator(cancellation);
        while (await Send(call, () => events.MoveNextAsync().AsTask())) yield return events.Current;
    }

    private Task<Answer<T>> Ask<T>(string verb, ObjectAddress address, Func<Task<Answer<T>>> send, CancellationToken cancellation) =>
        Ask(new ClusterCall(verb, address.Resource, address.Name, cancellation), send);

    private async Task<Answer<T>> Ask<T>(ClusterCall call, Func<Task<Answer<T>>> send)
    {
        Answer<T>? answer = null;
        return await hook(call, async () => answer = await send()) is { } refusal ? new Answer<T>.Failed(refusal) : answer!;
    }

    private async Task<T> Send<T>(ClusterCall call, Func<Task<T>> send)
    {
        T? answer = default;
        Assert.Null(await hook(call, async () => answer = await send()));
        return answer!;
    }
}
