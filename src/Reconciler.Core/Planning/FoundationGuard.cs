using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Rendering.Charts;

namespace Reconciler.Planning;

/// <summary>A Namespace or a definition takes all that it holds along, so it stays as long as anything of ours in it stays.</summary>
internal sealed class FoundationGuard
{
    private readonly ILookup<string, ObjectKey> _inNamespace;
    private readonly ILookup<string, ObjectKey> _ofKind;

    public FoundationGuard(PlanInput input, ImmutableArray<Change> changes)
    {
        var leaving = changes.Where(change => change.Desired is null && change.Action is ChangeAction.Prune or ChangeAction.Retire or ChangeAction.Terminating).Select(change => change.Key).ToHashSet();
        // a copy that names another object as itself is counted with what is not ours
        var staying = input.Questions.Unwanted.Where(live => !leaving.Contains(live.Key) && (input.Identity.IsOurs(live) || UnwantedDecision.WhyNotOurs(input.Identity, input.Seen, live) is null)).Select(live => live.Key);
        var all = input.Manifests.Manifests.Select(manifest => manifest.Key).Concat(staying).ToList();
        _inNamespace = all.Where(key => key.Namespace.Length > 0).ToLookup(key => key.Namespace, StringComparer.Ordinal);
        _ofKind = all.ToLookup(key => key.GroupKind, StringComparer.Ordinal);
    }

    public Change Hold(Change change)
    {
        if (change is not { Action: ChangeAction.Prune, Live: { } live }) return change;
        return change.Key switch
        {
            { Group: "", Kind: "Namespace", Name: var name } => Hold(change, [.. _inNamespace[name]], "in it"),
            { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } => Hold(change, [.. _ofKind[ChartKinds.Defined(live.Body)]], "of its kind"),
            _ => change,
        };
    }

    private static Change Hold(Change change, ImmutableArray<ObjectKey> stays, string where)
    {
        if (stays.IsEmpty) return change;
        var which = stays.Length == 1 ? $"{stays[0]} {where} stays" : string.Create(CultureInfo.InvariantCulture, $"{stays.Length} objects {where} stay, {stays.Min()} among them");
        return change.Refused(GuardCodes.StillUsed.At(Origin.None, $"{change.Key} would be deleted, and {which}", "put it back into the source, or let what is in use go first"));
    }
}
