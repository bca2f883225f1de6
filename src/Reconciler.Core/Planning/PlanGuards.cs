using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Planning;

/// <summary>Guards over the plan as a whole: where one refuses, nothing at all is written.</summary>
internal static class PlanGuards
{
    private const string Tool = "reconciler";

    public static IEnumerable<Diagnostic> Check(PlanInput input, ImmutableArray<Change> changes) =>
        Found(input, changes).Where(refusal => !input.Approvals.Has(refusal.Code));

    private static IEnumerable<Diagnostic> Found(PlanInput input, ImmutableArray<Change> changes)
    {
        var (inventory, environment) = (input.Seen.Inventory, input.Specs.Environment);
        if (inventory.Tooling is { } tooling && tooling != Tool)
            yield return GuardCodes.ForeignInventory.At(Origin.None, $"the inventory {inventory.Parent?.Key} is kept by {tooling}");
        if (inventory.Source is { } owner && owner != input.Source.Identity && !input.Approvals.TakesOverInventory)
            yield return GuardCodes.OtherSource.At(Origin.None, $"the inventory of {environment.Name} belongs to {owner}, and this is {input.Source.Identity}", "name an Environment of its own, or --take-over-inventory");
        if (input.Manifests.Manifests.IsEmpty && changes.Any(change => change.Desired is null) && environment.Prune.Empty?.Value != "allow")
            yield return GuardCodes.EmptySource.At(Origin.None, $"the source has no objects, and {input.Seen.Owned.Count} were applied from it", "check the path, or --approve RCN3001");
        if (input.Descent == Descent.NotDescending)
            yield return GuardCodes.NotDescending.At(Origin.None, $"{input.Source.Shown} does not descend from {inventory.Commit}, which was applied last", "check the branch, or --approve RCN3009");
        foreach (var refusal in input.Verification.Refusals) yield return refusal;
        foreach (var change in changes.Where(change => change.IsWrite && IsOutOfReach(change, environment.SystemNamespace?.Value ?? "", input.Identity)))
            yield return GuardCodes.SelfProtection.At(change.Place, $"{change.Key} is needed by Reconciler or Kubernetes itself");
    }

    private static bool IsOutOfReach(Change change, string system, Diffing.Identity identity) => change.Key switch
    {
        { Group: "", Kind: "Namespace", Name: var name } => name.StartsWith("kube-", StringComparison.Ordinal) || (change.IsDeletion && (name == system || name == "default")),
        { Namespace: var place, Name: var name } when place == system => name == identity.Manager || name.StartsWith(identity.Manager + "-", StringComparison.Ordinal),
        _ => false,
    };
}
