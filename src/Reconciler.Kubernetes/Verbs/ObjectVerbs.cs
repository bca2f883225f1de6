using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Verbs;

/// <summary>The verbs that every kind has. A write is only repeated by itself where repeating it can't do harm.</summary>
public sealed class ObjectVerbs
{
    private const string MetadataAccept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private readonly KubeHttp _http;
    private readonly ObjectLister _lister;

    internal ObjectVerbs(KubeHttp http) => (_http, _lister) = (http, new ObjectLister(http));

    public Task<Answer<MapNode>> Get(ObjectAddress address, CancellationToken cancellation) =>
        Send(HttpMethod.Get, address, address.Path, RetryRule.Idempotent, cancellation);

    public Task<Answer<MapNode>> GetMetadata(ObjectAddress address, CancellationToken cancellation) =>
        Send(HttpMethod.Get, address, address.Path, RetryRule.Idempotent, cancellation, accept: MetadataAccept);

    public Task<Answer<ObjectList>> List(ListRequest request, CancellationToken cancellation) => _lister.List(request, cancellation);

    /// <summary>Makes an object. It is not repeated when its fate is unknown: look for the name first.</summary>
    public Task<Answer<MapNode>> Create(KubeResource resource, MapNode body, WriteOptions options, CancellationToken cancellation)
    {
        var address = ObjectAddress.Of(resource, body);
        return Send(HttpMethod.Post, address, Path(resource.Path(address.Namespace), options), Rule(options.IsDryRun), cancellation, body);
    }

    /// <summary>Replaces an object as it was read, guarded by the resourceVersion in it.</summary>
    public Task<Answer<MapNode>> Replace(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation) =>
        Send(HttpMethod.Put, address, Path(address.Path, options), Rule(options.IsDryRun), cancellation, body);

    /// <summary>
    /// Applies an object: what it says is ours from now on, what it no longer says goes. An object that carries its UID
    /// can't be made anew by accident, so only that is repeated when its fate is unknown.
    /// </summary>
    public Task<Answer<MapNode>> Apply(ObjectAddress address, MapNode body, WriteOptions options, CancellationToken cancellation)
    {
        var isGuarded = options.IsDryRun || body.Map("metadata").Text("uid") is not null;
        return Send(HttpMethod.Patch, address, Path(address.Path, options, isApply: true), Rule(isGuarded), cancellation, body, KubeRequest.Apply);
    }

    /// <summary>
    /// Changes single fields. With a test of the resourceVersion among the operations the patch can be repeated safely;
    /// say so with <paramref name="isGuarded"/>.
    /// </summary>
    public Task<Answer<MapNode>> Patch(ObjectAddress address, ListNode operations, WriteOptions options, bool isGuarded, CancellationToken cancellation) =>
        Send(HttpMethod.Patch, address, Path(address.Path, options), Rule(isGuarded || options.IsDryRun), cancellation, operations, KubeRequest.JsonPatch);

    /// <summary>Deletes an object. The answer is the dying object, or a Status where it is gone at once.</summary>
    public Task<Answer<MapNode>> Delete(ObjectAddress address, DeleteOptions options, CancellationToken cancellation) =>
        Send(HttpMethod.Delete, address, address.Path, Rule(options.IsDryRun || options.Uid is not null), cancellation, options.ToBody());

    private Task<Answer<MapNode>> Send(HttpMethod method, ObjectAddress address, string path, RetryRule rule, CancellationToken cancellation, Node? body = null, string contentType = KubeRequest.Json, string accept = KubeRequest.Json)
    {
        var request = new KubeRequest(method, path)
        {
            Subject = address.ToString(),
            Resource = address.Resource.Name,
            Body = body,
            ContentType = contentType,
            Accept = accept,
            Retry = rule,
        };
        return _http.Send(request, BodyReader.Map, cancellation);
    }

    private static string Path(string path, WriteOptions options, bool isApply = false) => new Query
    {
        { "fieldManager", options.FieldManager },
        { "force", isApply && options.Force },
        { "dryRun", options.IsDryRun ? "All" : null },
        { "fieldValidation", options.FieldValidation },
    }.On(path);

    private static RetryRule Rule(bool isIdempotent) => isIdempotent ? RetryRule.Idempotent : RetryRule.OnlyIfNotDone;
}
