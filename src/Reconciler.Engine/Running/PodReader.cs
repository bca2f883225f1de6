using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diffing;
using Reconciler.Health;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Engine.Running;

/// <summary>
/// Looks at the pods of a workload, and at the warnings about them, to say why they are not ready. What can't be read is left out: the
/// reason is a help, and nothing depends on it.
/// </summary>
internal sealed class PodReader(ICluster cluster) : IDisposable
{
    /// <summary>However many workloads wait, no more than this many looks are under way: they must not stand in the way of writes.</summary>
    private readonly SemaphoreSlim _looks = new(2);

    private static readonly KubeResource Events = new("", "v1", "Event", "events", true);

    /// <summary>Like asking, but what was known before where too many look at the moment.</summary>
    public async Task<string?> GlanceAsync(DesiredObject workload, string? before, CancellationToken cancellation)
    {
        if (!await _looks.WaitAsync(TimeSpan.Zero, cancellation)) return before;
        try
        {
            return await WhyAsync(workload, cancellation);
        }
        finally
        {
            _looks.Release();
        }
    }

    /// <summary>The pods of a workload that run or may come to.</summary>
    public async Task<Answer<ImmutableArray<LiveObject>>> OfAsync(MapNode workload, CancellationToken cancellation)
    {
        var request = new ListRequest(KubeResource.Pods) { Namespace = ObjectKey.Of(workload).Namespace, LabelSelector = SelectorOf(workload) };
        return (await cluster.ListAsync(request, cancellation)).Select(list => list.Items.Select(item => new LiveObject(item)).Where(pod => !pod.IsDying && pod.Body.Map("status").Text("phase")?.Value is not ("Succeeded" or "Failed")).ToImmutableArray());
    }

    public void Dispose() => _looks.Dispose();

    /// <summary>Why the pods of a workload are not ready, or null where nothing is known.</summary>
    public Task<string?> WhyAsync(DesiredObject workload, CancellationToken cancellation) => WhyAsync(workload.Body, cancellation);

    /// <summary>The same for a workload as it is in the cluster.</summary>
    public async Task<string?> WhyAsync(MapNode workload, CancellationToken cancellation)
    {
        var key = ObjectKey.Of(workload);
        if (SelectorOf(workload) is not { } selector) return null;
        var asked = cluster.ListAsync(new ListRequest(KubeResource.Pods) { Namespace = key.Namespace, LabelSelector = selector }, cancellation);
        var warned = await cluster.ListAsync(new ListRequest(Events) { Namespace = key.Namespace, FieldSelector = "type=Warning" }, cancellation);
        if (!(await asked).TryGet(out var pods, out _)) return null;
        var names = pods.Items.Select(pod => pod.Map("metadata").Text("name")?.Value).ToHashSet(StringComparer.Ordinal);
        return PodProblems.Of(pods.Items, warned.TryGet(out var events, out _) ? events.Items.Where(each => IsAbout(each, key, names)) : null);
    }

    /// <summary>The labels in a Job's template may be those of other Jobs too.</summary>
    private static string? SelectorOf(MapNode workload) => ObjectKey.Of(workload) is { Group: "batch", Kind: "Job" } job ? $"job-name={job.Name}" :
        (workload.Path("spec", "selector", "matchLabels") as MapNode ?? workload.Path("spec", "template", "metadata", "labels") as MapNode) is { } labels
            ? string.Join(',', labels.Entries.Select(label => string.Create(CultureInfo.InvariantCulture, $"{label.Key}={(label.Value as ScalarNode)?.Value}")))
            : null;

    /// <summary>Events of a namespace are about whatever is in it.</summary>
    private static bool IsAbout(MapNode seen, ObjectKey workload, HashSet<string?> pods)
    {
        var about = seen.Map("involvedObject");
        var name = about.Text("name")?.Value;
        return about.Text("kind")?.Value == "Pod" ? pods.Contains(name) : about.Text("kind")?.Value == workload.Kind && name == workload.Name;
    }
}
