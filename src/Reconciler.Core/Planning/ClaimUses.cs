using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>The pods that mount claims which a plan may delete, and the namespaces of which that could not be found out.</summary>
public sealed record ClaimUses(ImmutableDictionary<ObjectKey, ImmutableArray<LiveObject>> Pods, ImmutableDictionary<string, string> Unknown)
{
    public static readonly ClaimUses None = new(ImmutableDictionary<ObjectKey, ImmutableArray<LiveObject>>.Empty, ImmutableDictionary<string, string>.Empty);

    /// <summary>The claim whose data an object has: the claim itself, or the one that a volume is bound to.</summary>
    public static ObjectKey? ClaimOf(LiveObject live) => live.Key switch
    {
        { Group: "", Kind: "PersistentVolumeClaim" } => live.Key,
        { Group: "", Kind: "PersistentVolume" } when live.Body.Map("spec").Map("claimRef") is { } claim => new ObjectKey("", "PersistentVolumeClaim", claim.Text("namespace")?.Value ?? "", claim.Text("name")?.Value ?? ""),
        _ => null,
    };

    /// <summary>The claims whose deletion a plan may come to: those that leave, and those that could only be made anew.</summary>
    public static ImmutableArray<ObjectKey> AtRisk(Questions questions, UnwantedDecision unwanted, ImmutableDictionary<ObjectKey, Asked> answers)
    {
        var leaving = questions.Unwanted.Where(unwanted.IsCandidate);
        var replaced = answers.Values.OfType<Asked.Replaceable>().Select(answer => answer.Live);
        return [.. leaving.Concat(replaced).Select(ClaimOf).OfType<ObjectKey>().Distinct()];
    }
}

/// <summary>
/// Holds the deletion of what is still mounted. Kubernetes would take such a deletion and carry it out when the last pod ends, with
/// nobody there to stop it; so no approval lifts this.
/// </summary>
internal sealed class MountGuard(PlanInput input, ImmutableArray<Change> changes)
{
    private const int MostNames = 3;

    private readonly ImmutableArray<ObjectKey> _leaving = [.. changes.Where(change => change.Action is ChangeAction.Prune or ChangeAction.Retire).Select(change => change.Key)];

    public Change Hold(Change change)
    {
        if (change is not { Wanted: ChangeAction.Prune or ChangeAction.Replace, Live: { } live } || ClaimUses.ClaimOf(live) is not { } claim) return change;
        if (input.Mounts.Unknown.TryGetValue(claim.Namespace, out var why)) return change.Refused(At(change, $"whether pods mount {claim} can't be found out: {why}", "mend what the message names, and plan again"));
        // who is wanted with the claim mounts its successor too
        var wanted = change.Wanted == ChangeAction.Replace ? [] : input.Manifests.Manifests.Where(manifest => manifest.Key.Namespace == claim.Namespace && PodSpecs.Claims(manifest.Body).Contains(claim.Name)).Select(manifest => manifest.Key.ToString());
        var pods = input.Mounts.Pods.GetValueOrDefault(claim, []).Where(pod => !IsLeaving(pod)).Select(pod => $"Pod/{pod.Key.Namespace}/{pod.Key.Name}");
        string[] users = [.. wanted, .. pods];
        return users.Length == 0 ? change : change.Refused(At(change, $"{claim} is still mounted by {Shown(users)}", change.Wanted == ChangeAction.Replace ? "stop what mounts it first" : "remove the mount first, and the Storage when that is applied"));
    }

    /// <summary>Whether a pod goes with what made it. Deployments and CronJobs make pods through others, whose names follow from theirs.</summary>
    private bool IsLeaving(LiveObject pod) => _leaving.Any(key => key.Namespace == pod.Key.Namespace && (key == pod.Key || pod.Controller is { } controller && IsMadeBy(key, controller, pod)));

    private static bool IsMadeBy(ObjectKey key, string controller, LiveObject pod) => key switch
    {
        { Group: "apps", Kind: "Deployment" } => controller == $"ReplicaSet/{key.Name}-{pod.Label("pod-template-hash")}",
        { Group: "batch", Kind: "CronJob" } => controller.StartsWith($"Job/{key.Name}-", StringComparison.Ordinal) && controller[$"Job/{key.Name}-".Length..].All(char.IsAsciiDigit),
        _ => controller == $"{key.Kind}/{key.Name}",
    };

    private static string Shown(string[] users) => users.Length <= MostNames
        ? string.Join(", ", users)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", users.Take(MostNames))} and {users.Length - MostNames} more");

    private static Diagnostic At(Change change, string message, string fix) => GuardCodes.StillMounted.At(change.Place, message, fix);
}
