using System.Collections.Immutable;
using Reconciler.Kube;
using Reconciler.Kubernetes.Http;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Discovery;

/// <summary>Asks a server what it serves: in two requests where it can, else in one for each group version.</summary>
internal static class DiscoveryReader
{
    public static async Task<DiscoverySnapshot> Read(KubeHttp http, CancellationToken cancellation)
    {
        var resources = new List<KubeResource>();
        var failed = new List<KeyValuePair<string, KubeError>>();
        KubeError? failure = null;
        var answers = await Task.WhenAll(Ask(http, "/api", cancellation), Ask(http, "/apis", cancellation)).ConfigureAwait(false);
        foreach (var answer in answers)
        {
            if (!answer.TryGet(out var document, out var error)) failure = error;
            else if (DiscoveryText.IsAggregated(document)) AddGroups(document, resources, failed);
            else await AddOldForm(http, document, resources, failed, cancellation).ConfigureAwait(false);
        }
        if (answers[0].Error is { } why) failed.Add(new("", why));
        return new DiscoverySnapshot(resources, failed, failure);
    }

    private static void AddGroups(MapNode document, List<KubeResource> resources, List<KeyValuePair<string, KubeError>> failed)
    {
        foreach (var (group, served, isStale) in DiscoveryText.Groups(document))
        {
            resources.AddRange(served);
            if (isStale) failed.Add(new(group, new KubeError.ApiDown { Subject = $"the API group {group}", Message = "the server behind the group does not answer; discovery marks it as stale", Code = 503 }));
        }
    }

    private static async Task AddOldForm(KubeHttp http, MapNode document, List<KubeResource> resources, List<KeyValuePair<string, KubeError>> failed, CancellationToken cancellation)
    {
        ImmutableArray<string> versions = document.Text("kind")?.Value == "APIVersions"
            ? [.. document.Texts("versions").Select(version => version.Value)]
            : [.. DiscoveryText.GroupVersions(document)];
        var lists = await Task.WhenAll(versions.Select(version => Ask(http, version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}", cancellation))).ConfigureAwait(false);
        foreach (var (version, list) in versions.Zip(lists))
        {
            if (list.TryGet(out var found, out var error)) resources.AddRange(DiscoveryText.FromResourceList(version, found));
            // gone between the two requests
            else if (error is not KubeError.KindNotServed and not KubeError.NotFound) failed.Add(new(DiscoveryText.Split(version).Group, error));
        }
    }

    private static async Task<Answer<MapNode>> Ask(KubeHttp http, string path, CancellationToken cancellation)
    {
        var request = new KubeRequest(HttpMethod.Get, path) { Subject = $"what the server serves ({path})", Accept = DiscoveryText.Accept };
        return await http.Send(request, BodyReader.Map, cancellation).ConfigureAwait(false);
    }
}
