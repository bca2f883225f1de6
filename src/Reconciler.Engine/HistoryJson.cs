using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Engine.Inventory;
using Reconciler.Objects;
using Reconciler.Rendering;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>The revisions of one part, newest first, as one document; its shape is schemas/output/history.schema.json.</summary>
public static class HistoryJson
{
    public static MapNode Tree(string environment, Lane lane, ImmutableArray<DeployedRevision> revisions) => new MapBuilder
    {
        ["apiVersion"] = SpecDocument.ApiVersion,
        ["kind"] = "History",
        ["environment"] = environment,
        ["title"] = lane.Title,
        ["namespace"] = lane.Namespace.Length == 0 ? null : lane.Namespace,
        ["revisions"] = ListNode.Of(revisions.Select(Revision)),
    }.ToMap();

    /// <summary>One revision.</summary>
    public static Node Revision(DeployedRevision revision) => new MapBuilder
    {
        ["number"] = revision.Number,
        ["commit"] = revision.Commit,
        ["author"] = revision.Author,
        ["subject"] = revision.Subject,
        ["time"] = DocumentTime.Of(revision.Time),
        ["seconds"] = new ScalarNode(ScalarKind.Float, revision.Seconds.ToString("R", CultureInfo.InvariantCulture)),
        ["planHash"] = revision.PlanHash,
        ["outcome"] = revision.Outcome,
        ["holds"] = revision.Holds.IsEmpty ? null : ListNode.Of(revision.Holds.Select(word => (Node)ScalarNode.Of(word, Origin.None))),
        ["rolledBackTo"] = revision.RolledBackTo is { } number ? ScalarNode.Of(number) : null,
        ["objects"] = ListNode.Of(revision.Objects.Select(item => (Node)StatusJson.Key(item.Key).AddAll(new MapBuilder { ["uid"] = item.Uid }.ToMap()).ToMap())),
    }.ToMap();
}
