using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Reconciler.Diffing;
using Reconciler.Kube;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests.Crashes;

/// <summary>
/// A foreign object beside ours, and in the end the whole of what was come to as text: every object of ours as it is, the plan that is left, and
/// the inventory. Two ends are equal where the texts are.
/// </summary>
internal sealed class EndState(Bench bench, MapNode foreign)
{
    private static readonly ImmutableHashSet<string> Unsteady = ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "annotations"];
    private static readonly ImmutableHashSet<string> Kinds = ["Namespace", "ConfigMap", "Secret", "Service", "ServiceAccount", "Deployment", "RoleBinding", "NetworkPolicy", "PodDisruptionBudget", "CustomResourceDefinition", "Thing"];
    private static readonly ImmutableHashSet<string> Allocated = ["clusterIP", "clusterIPs"];

    public static async Task<EndState> WatchOverAsync(Bench bench) =>
        new(bench, await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: foreign, namespace: {bench.Name}}}\ndata: {{a: theirs}}"));

    public async Task<string> TextAsync()
    {
        Assert.Equal(foreign.At("metadata", "resourceVersion"), (await bench.Live("foreign")).At("metadata", "resourceVersion"));
        var plan = await bench.Plan();
        Assert.All(plan.Changes, left => Assert.True(left.Action is ChangeAction.Keep or ChangeAction.Refuse, $"{left.Action} {left.Key} {left.Cause?.Word} {string.Join(", ", left.Fields.Select(field => field.Path))}"));
        var owned = await OwnedAsync(plan);
        List<string> lines = [.. owned.Select(Text)];
        lines.AddRange(plan.Changes.Select(change => string.Create(CultureInfo.InvariantCulture, $"{change.Action} {change.Key} {change.Lane.Title}")));
        lines.AddRange(plan.Notes.Select(note => note.Code.Id));
        lines.Add((await bench.Live(plan.Identity.Manager, inNamespace: Bench.SystemNamespace)).At("metadata", "annotations", "applyset.kubernetes.io/contains-group-kinds") ?? "no inventory");
        lines.Sort(StringComparer.Ordinal);
        // names of configurations end with a hash, which the name of the bench goes into
        return Regex.Replace(string.Join('\n', lines).Replace(bench.Name, "NAME", StringComparison.Ordinal).Replace(plan.Identity.ApplySetId, "SET", StringComparison.Ordinal), "-[0-9a-z]{10}\\b", "-HASH");
    }

    /// <summary>All that carries our label, of every kind that a scenario has; none of it may be forgotten by the plan, except what history keeps.</summary>
    private async Task<List<LiveObject>> OwnedAsync(Plan plan)
    {
        var served = await bench.Cluster.KindsAsync(isAnew: false, default);
        var owned = new List<LiveObject>();
        foreach (var resource in served.Resources.Where(resource => Kinds.Contains(resource.Kind)))
        {
            var answer = await bench.Cluster.ListAsync(new ListRequest(resource) { LabelSelector = plan.Identity.Selector }, default);
            Assert.True(answer.TryGet(out var list, out var error), error?.ToString());
            owned.AddRange(list.Items.Select(item => new LiveObject(item)));
        }
        Assert.All(owned, live => Assert.True(plan.Changes.Any(change => change.Key == live.Key) || plan.Notes.Any(note => note.Message.Contains(live.Key.ToString(), StringComparison.Ordinal)) || Generations.IsConfiguration(live.Key), $"{live.Key} is forgotten"));
        return owned;
    }

    private static string Text(LiveObject live)
    {
        var body = live.Body.Without("status").With("metadata", Less(live.Body.Map("metadata")!, Unsteady));
        return CanonicalJson.Write(body.Map("spec") is { } spec ? body.With("spec", Less(spec, Allocated)) : body);
    }

    private static MapNode Less(MapNode map, ImmutableHashSet<string> keys) => keys.Aggregate(map, (left, key) => left.Without(key));
}
