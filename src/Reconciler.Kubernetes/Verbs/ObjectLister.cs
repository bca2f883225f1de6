using System.Globalization;
using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Verbs;

/// <summary>
/// Lists in chunks. All chunks show one moment; where that moment has become too old in between, the list is begun again,
/// and then asked for in one piece.
/// </summary>
internal sealed class ObjectLister(KubeHttp http)
{
    private const string MetadataAccept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    public async Task<Answer<ObjectList>> List(ListRequest request, CancellationToken cancellation)
    {
        var answer = await Once(request, request.ChunkSize, cancellation).ConfigureAwait(false);
        return answer.Error is KubeError.Expired && request.ResourceVersion is null
            ? await Once(request, 0, cancellation).ConfigureAwait(false)
            : answer;
    }

    private async Task<Answer<ObjectList>> Once(ListRequest request, int chunkSize, CancellationToken cancellation)
    {
        var items = new List<MapNode>();
        string? next = null;
        while (true)
        {
            var answer = await Chunk(request, chunkSize, next, items, cancellation).ConfigureAwait(false);
            if (!answer.TryGet(out var head, out _)) return answer.Select(_ => new ObjectList([], ""));
            var metadata = head.Map("metadata");
            next = metadata.Text("continue") is { Value.Length: > 0 } more ? more.Value : null;
            if (next is null) return answer.Select(_ => new ObjectList([.. items], metadata.Text("resourceVersion")?.Value ?? ""));
        }
    }

    private Task<Answer<MapNode>> Chunk(ListRequest request, int chunkSize, string? next, List<MapNode> items, CancellationToken cancellation)
    {
        var query = new Query
        {
            { "labelSelector", request.LabelSelector },
            { "fieldSelector", request.FieldSelector },
            { "limit", chunkSize > 0 ? chunkSize.ToString(CultureInfo.InvariantCulture) : null },
            { "continue", next },
            // a continue token has the moment in it
            { "resourceVersion", next is null ? request.ResourceVersion : null },
        };
        var before = items.Count;
        var message = new KubeRequest(HttpMethod.Get, query.On(request.Path))
        {
            Subject = request.Subject,
            Resource = request.Resource.Name,
            Accept = request.IsMetadataOnly ? MetadataAccept : KubeRequest.Json,
        };
        return http.Send(message, async (response, stop) =>
        {
            // what a broken answer left behind goes
            items.RemoveRange(before, items.Count - before);
            var head = await BodyReader.List(response, items, stop).ConfigureAwait(false);
            for (var i = before; i < items.Count; i++) items[i] = Named(items[i], request);
            return head;
        }, cancellation);
    }

    /// <summary>A list of a built-in kind says once what its items are.</summary>
    private static MapNode Named(MapNode item, ListRequest request)
    {
        if (item.Has("kind")) return item;
        var (version, kind) = request.IsMetadataOnly ? ("meta.k8s.io/v1", "PartialObjectMetadata") : (request.Resource.ApiVersion, request.Resource.Kind);
        return new MapNode([new MapEntry("apiVersion", version), new MapEntry("kind", kind), .. item.Entries], item.Origin);
    }
}
