using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Cli.Output;

/// <summary>A plan as one JSON document. No secret value is in it.</summary>
internal static class PlanJson
{
    public static string Write(Plan plan) => CanonicalJson.WriteOrdered(Tree(plan), indented: true);

    public static MapNode Tree(Plan plan) => new MapBuilder
    {
        ["apiVersion"] = "reconciler.dev/v1",
        ["kind"] = "Plan",
        ["hash"] = plan.Hash,
        ["environment"] = plan.Identity.Environment,
        ["applySet"] = plan.Identity.ApplySetId,
        ["systemNamespace"] = plan.SystemNamespace,
        ["cluster"] = plan.Cluster,
        ["source"] = new MapBuilder { ["identity"] = plan.Source.Identity, ["commit"] = plan.Source.Commit, ["dirty"] = plan.Source.IsDirty },
        ["counts"] = Counts(plan.Counts),
        ["refusals"] = ListNode.Of(plan.Refusals.Select(Problem)),
        ["notes"] = ListNode.Of(plan.Notes.Select(Problem)),
        ["changes"] = ListNode.Of(plan.Changes.Where(change => change.Action != ChangeAction.Keep).Select(Change)),
    }.ToMap();

    private static MapBuilder Counts(PlanCounts counts) => new()
    {
        ["create"] = counts.Create,
        ["update"] = counts.Update,
        ["replace"] = counts.Replace,
        ["prune"] = counts.Prune,
        ["unchanged"] = counts.Unchanged,
        ["adopt"] = counts.Adopt,
        ["transfer"] = counts.Transfer,
        ["orphan"] = counts.Orphan,
        ["retire"] = counts.Retire,
        ["terminating"] = counts.Terminating,
        ["refused"] = counts.Refused,
    };

    private static Node Change(Change change) => new MapBuilder
    {
        ["action"] = Word(change.Action),
        ["wanted"] = change.Wanted == change.Action ? null : (Node?)Word(change.Wanted),
        ["apiVersion"] = change.Desired?.ApiVersion ?? change.Live?.ApiVersion,
        ["kind"] = change.Key.Kind,
        ["namespace"] = change.Key.Namespace.Length == 0 ? null : (Node?)change.Key.Namespace,
        ["name"] = change.Key.Name,
        ["lane"] = new MapBuilder { ["title"] = change.Lane.Title, ["namespace"] = change.Lane.Namespace.Length == 0 ? null : (Node?)change.Lane.Namespace },
        ["cause"] = Cause(change.Cause),
        ["place"] = Place(change.Place),
        ["uid"] = change.Live?.Uid,
        ["resourceVersion"] = change.Live?.ResourceVersion,
        ["desiredHash"] = change.Mark?.Desired,
        ["ownedHash"] = change.OwnedHash,
        ["unverified"] = change.IsUnverified ? true : null,
        ["fields"] = change.Fields.IsEmpty ? null : ListNode.Of(change.Fields.Select(field => (Node)new MapBuilder { ["path"] = field.Path, ["old"] = field.Old, ["new"] = field.New }.ToMap())),
        ["problems"] = change.Problems.IsEmpty ? null : ListNode.Of(change.Problems.Select(Problem)),
    }.ToMap();

    private static MapNode? Cause(Cause? cause) => cause switch
    {
        null => null,
        Planning.Cause.Drift drift => new MapBuilder { ["word"] = "drift", ["manager"] = drift.Manager, ["time"] = drift.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) }.ToMap(),
        _ => new MapBuilder { ["word"] = cause.Word }.ToMap(),
    };

    private static Node Problem(Diagnostic problem) => new MapBuilder
    {
        ["code"] = problem.Code.Id,
        ["severity"] = Diagnostic.SeverityWord(problem.Severity),
        ["message"] = problem.Message,
        ["place"] = Place(problem.Place),
        ["field"] = problem.Field,
        ["fix"] = problem.Fix,
    }.ToMap();

    private static MapNode? Place(Origin place) => place.IsKnown ? new MapBuilder { ["file"] = place.File, ["line"] = place.Line, ["column"] = place.Column }.ToMap() : null;

    private static string Word(ChangeAction action) => action.ToString().ToLowerInvariant();
}
