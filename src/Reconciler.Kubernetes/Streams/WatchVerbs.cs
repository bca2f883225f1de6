using System.Globalization;
using System.Runtime.CompilerServices;
using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Kubernetes.Verbs;

namespace Reconciler.Kubernetes.Streams;

/// <summary>
/// Watches kinds. A watch starts as a streaming list where the server has that, else with a list; it goes on where it was
/// after an interruption, and is listed anew where that can't be.
/// </summary>
public sealed class WatchVerbs
{
    private const string MetadataAccept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(10);

    private readonly KubeHttp _http;
    private readonly ObjectVerbs _objects;
    private volatile bool _streamsLists = true;

    internal WatchVerbs(KubeHttp http, ObjectVerbs objects) => (_http, _objects) = (http, objects);

    /// <summary>The events, until they are cancelled. Trouble is an event too, after which the watch tries again by itself.</summary>
    public async IAsyncEnumerable<WatchEvent> Watch(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var progress = new WatchProgress(request, _http.Time, _http.Jitter);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (progress.Version is null && !_streamsLists)
            {
                var list = await List(request, cancellation).ConfigureAwait(false);
                yield return list.TryGet(out var found, out var refused) ? progress.Begin(found.Items, found.ResourceVersion) : progress.Fail(refused);
                if (refused is not null)
                {
                    await Pause(progress, cancellation).ConfigureAwait(false);
                    continue;
                }
            }
            var opened = await Open(request, progress.Version, cancellation).ConfigureAwait(false);
            if (!opened.TryGet(out var reader, out var error))
            {
                if (!MustListAnew(progress, error)) yield return progress.Fail(error);
                await Pause(progress, cancellation).ConfigureAwait(false);
                continue;
            }
            await using var connection = reader.ConfigureAwait(false);
            while (!progress.IsOld)
            {
                var step = await reader.Next(Subject(request), cancellation).ConfigureAwait(false);
                var (told, goesOn) = Take(progress, step);
                if (told is not null) yield return told;
                if (!goesOn) break;
            }
            if (progress.IsOld) progress.Forget();
            await Pause(progress, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What a step tells, and whether the connection goes on.</summary>
    private (WatchEvent? Told, bool GoesOn) Take(WatchProgress progress, WatchStep step)
    {
        switch (step)
        {
            case WatchStep.Object { Type: "BOOKMARK", EndsList: false } when progress.IsListing:
                // a server that does not know streaming lists: the end of this one would never come
                _streamsLists = false;
                progress.Forget();
                return (null, false);
            case WatchStep.Object happened:
                return (progress.Take(happened), true);
            case WatchStep.Silent:
                if (progress.IsListing) _streamsLists = false;
                progress.Forget();
                return (null, false);
            case WatchStep.Refused { Error: KubeError.Expired or KubeError.VersionTooLarge } old:
                progress.Fail(old.Error);
                progress.Forget();
                return (null, false);
            case WatchStep.Refused refused:
                return (progress.Fail(refused.Error), false);
            case WatchStep.Ended:
                progress.End();
                return (null, false);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Whether a refusal means that the list has to be asked for in another way, at once.</summary>
    private bool MustListAnew(WatchProgress progress, KubeError error)
    {
        switch (error)
        {
            case KubeError.Expired or KubeError.VersionTooLarge when progress.Version is not null:
                progress.Fail(error);
                progress.Forget();
                return true;
            case KubeError.Invalid or KubeError.BadRequest when progress.Version is null && _streamsLists:
                _streamsLists = false;
                return true;
            default:
                return false;
        }
    }

    private Task<Answer<ObjectList>> List(WatchRequest request, CancellationToken cancellation) => _objects.List(new ListRequest(request.Resource)
    {
        Namespace = request.Namespace,
        LabelSelector = request.LabelSelector,
        FieldSelector = request.FieldSelector,
        IsMetadataOnly = request.IsMetadataOnly,
    }, cancellation);

    private async Task<Answer<WatchReader>> Open(WatchRequest request, string? version, CancellationToken cancellation)
    {
        var query = new Query
        {
            { "watch", "true" },
            { "allowWatchBookmarks", "true" },
            { "labelSelector", request.LabelSelector },
            { "fieldSelector", request.FieldSelector },
            { "resourceVersion", version },
            { "sendInitialEvents", version is null },
            { "resourceVersionMatch", version is null ? "NotOlderThan" : null },
            { "timeoutSeconds", ((int)_http.Jitter.Spread(ConnectionAge).TotalSeconds).ToString(CultureInfo.InvariantCulture) },
        };
        var message = new KubeRequest(HttpMethod.Get, query.On(request.Resource.Path(request.Namespace)))
        {
            Subject = Subject(request),
            Resource = request.Resource.Name,
            Accept = request.IsMetadataOnly ? MetadataAccept : KubeRequest.Json,
        };
        var answer = await _http.Open(message, cancellation).ConfigureAwait(false);
        if (!answer.TryGet(out var response, out _)) return answer.Select<WatchReader>(_ => throw new System.Diagnostics.UnreachableException());
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return answer.Select(_ => new WatchReader(response, stream, request.Silence, _http.Time));
    }

    /// <summary>The first failure is tried again at once; those that follow wait longer and longer.</summary>
    private async Task Pause(WatchProgress progress, CancellationToken cancellation)
    {
        if (progress.Failures > 1) await Task.Delay(_http.Retry.Backoff(progress.Failures - 1), _http.Time, cancellation).ConfigureAwait(false);
    }

    private static string Subject(WatchRequest request) => $"{request.Resource.QualifiedName}{(request.Namespace is null ? "" : $" in {request.Namespace}")}";
}
