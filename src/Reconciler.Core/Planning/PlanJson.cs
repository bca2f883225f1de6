using System.Globalization;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Planning;

/// <summary>
/// A plan as one document, for programs and for `apply plan.json`; its shape is schemas/plan.schema.json. No secret value is in it.
/// A digest over all of it shows whether somebody changed it.
/// </summary>
public static class PlanJson
{
    public const string Kind = "Plan";
    public const string DigestField = "digest";

    public static string Write(PlanDocument document) => CanonicalJson.WriteOrdered(Tree(document), indented: true);

    public static MapNode Tree(PlanDocument document)
    {
        var tree = Body(document);
        return tree.With(DigestField, Digest(tree));
    }

    /// <summary>The hash of a plan's document, whatever the digest in it says.</summary>
    public static ScalarNode Digest(MapNode document) => ScalarNode.Of(Convert.ToHexStringLower(CanonicalJson.Sha256(document.Without(DigestField))), Origin.None);

    private static MapNode Body(PlanDocument document)
    {
        var plan = document.Plan;
        return new MapBuilder
        {
            ["apiVersion"] = SpecDocument.ApiVersion,
            ["kind"] = Kind,
            ["hash"] = plan.Hash,
            ["environment"] = plan.Identity.Environment,
            ["applySet"] = plan.Identity.ApplySetId,
            ["systemNamespace"] = plan.SystemNamespace,
            ["cluster"] = new MapBuilder { ["name"] = plan.Cluster, ["uid"] = document.ClusterUid },
            ["source"] = Source(document),
            ["base"] = plan.Base is { } facts ? new MapBuilder { ["ref"] = facts.Reference, ["commit"] = facts.Commit }.ToMap() : null,
            ["approvals"] = new MapBuilder
            {
                ["codes"] = ListNode.Of(plan.Approvals.Codes.Order().Select(code => Node.ToNode(string.Create(CultureInfo.InvariantCulture, $"RCN{code}")))),
                ["allowPrune"] = plan.Approvals.Deletions is { } deletions ? ScalarNode.Of(deletions) : null,
                ["takeOverInventory"] = plan.Approvals.TakesOverInventory,
            },
            ["counts"] = Counts(plan.Counts),
            ["refusals"] = ListNode.Of(plan.Refusals.Select(problem => Problem(problem, document.Prefix))),
            ["notes"] = ListNode.Of(plan.Notes.Select(problem => Problem(problem, document.Prefix))),
            ["changes"] = ListNode.Of(plan.Changes.Where(change => change.Action != ChangeAction.Keep).Select(change => Change(change, document.Prefix))),
            ["apart"] = plan.Base is null ? null : ListNode.Of(plan.Apart.Select(change => Change(change, document.Prefix))),
        }.ToMap();
    }

    private static MapBuilder Source(PlanDocument document)
    {
        var source = document.Plan.Source;
        return new MapBuilder
        {
            ["name"] = document.Named.Name,
            ["ref"] = document.Named.Reference,
            ["path"] = document.Named.Path,
            ["identity"] = source.Identity,
            ["commit"] = source.Commit,
            ["dirty"] = source.IsDirty,
            ["author"] = source.Author,
            ["time"] = source.Time is { } time ? DocumentTime.Of(time) : null,
            ["subject"] = source.Subject,
        };
    }

    /// <summary>How many objects meet which fate.</summary>
    public static MapBuilder Counts(PlanCounts counts) => new()
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

    private static MapNode Change(Change change, string prefix) => new MapBuilder
    {
        ["action"] = Word(change.Action),
        ["wanted"] = change.Wanted == change.Action ? null : (Node?)Word(change.Wanted),
        ["apiVersion"] = change.Desired?.ApiVersion ?? change.Live?.ApiVersion,
        ["kind"] = change.Key.Kind,
        ["namespace"] = change.Key.Namespace.Length == 0 ? null : (Node?)change.Key.Namespace,
        ["name"] = change.Key.Name,
        ["lane"] = new MapBuilder { ["title"] = change.Lane.Title, ["namespace"] = change.Lane.Namespace.Length == 0 ? null : (Node?)change.Lane.Namespace },
        ["cause"] = Cause(change.Cause),
        ["place"] = Place(change.Place, prefix),
        ["uid"] = change.Live?.Uid,
        ["resourceVersion"] = change.Live?.ResourceVersion,
        ["desiredHash"] = change.DesiredHash,
        ["ownedHash"] = change.OwnedHash,
        ["unverified"] = change.IsUnverified,
        ["fields"] = ListNode.Of(change.Fields.Select(field => field.Tree)),
        ["problems"] = ListNode.Of(change.Problems.Select(problem => Problem(problem, prefix))),
    }.ToMap();

    private static MapNode? Cause(Cause? cause) => cause switch
    {
        null => null,
        Reconciler.Planning.Cause.Drift drift => new MapBuilder { ["word"] = "drift", ["manager"] = drift.Manager, ["time"] = drift.Time is { } time ? DocumentTime.Of(time) : null }.ToMap(),
        Reconciler.Planning.Cause.Hold hold => new MapBuilder { ["word"] = cause.Word, ["why"] = hold.Why }.ToMap(),
        _ => new MapBuilder { ["word"] = cause.Word }.ToMap(),
    };

    /// <summary>A change's action in one word.</summary>
    public static string Word(ChangeAction action) => action.ToString().ToLowerInvariant();

    /// <summary>A problem, at its place of the source.</summary>
    public static MapNode Problem(Diagnostic problem, string prefix) => new MapBuilder
    {
        ["code"] = problem.Code.Id,
        ["severity"] = Diagnostic.SeverityWord(problem.Severity),
        ["message"] = problem.Message,
        ["place"] = Place(problem.Place, prefix),
        ["field"] = problem.Field,
        ["fix"] = problem.Fix,
    }.ToMap();

    private static MapNode? Place(Origin place, string prefix) => place.IsKnown
        ? new MapBuilder { ["file"] = prefix + place.File, ["line"] = place.Line > 0 ? ScalarNode.Of(place.Line) : null, ["column"] = place.Line > 0 ? ScalarNode.Of(place.Column) : null }.ToMap()
        : null;
}

/// <summary>How a person named a source: by a name that it can be opened by again, without any password that stood in it.</summary>
public sealed record NamedSource(string Name, string? Reference, string? Path);

/// <summary>A plan with what its document says besides: how the source was named, and which cluster it was.</summary>
public sealed record PlanDocument(Plan Plan, NamedSource Named, string Prefix, string? ClusterUid);
