using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Runs;
using Reconciler.Specs;

namespace Reconciler.Engine;

/// <summary>What runs as one JSON document; its shape is schemas/output/status.schema.json.</summary>
public static class StatusJson
{
    public static string Write(ClusterStatus status) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = SpecDocument.ApiVersion,
        ["kind"] = "Status",
        ["cluster"] = status.Cluster,
        ["nodes"] = status.NodesUnknown is null ? Nodes(status) : null,
        ["nodesUnknown"] = status.NodesUnknown,
        ["environments"] = ListNode.Of(status.Environments.Select(environment => (Node)Environment(environment).ToMap())),
    }.ToMap(), indented: true);

    /// <summary>The machines.</summary>
    public static ListNode Nodes(ClusterStatus status) =>
        ListNode.Of(status.Nodes.Select(node => (Node)new MapBuilder { ["name"] = node.Name, ["ready"] = ScalarNode.Of(node.IsReady), ["version"] = node.Version }.ToMap()));

    /// <summary>How well something is, in one word.</summary>
    public static string Word(PartHealth health) => health.ToString().ToLowerInvariant();

    /// <summary>One environment.</summary>
    public static MapBuilder Environment(EnvironmentStatus status) => new()
    {
        ["name"] = status.Environment,
        ["systemNamespace"] = status.SystemNamespace,
        ["source"] = status.Source,
        ["commit"] = status.Commit,
        ["parts"] = ListNode.Of(status.Parts.Select(part => (Node)Part(part).ToMap())),
        ["held"] = ListNode.Of(status.Held.Select(held => (Node)Key(held.Key).AddAll(new MapBuilder { ["run"] = held.Run, ["until"] = DocumentTime.Of(held.Until) }.ToMap()).ToMap())),
        ["adoptions"] = ListNode.Of(status.Adoptions.Select(key => (Node)Key(key).ToMap())),
        ["pauses"] = ListNode.Of(status.Pauses.Select(pause => (Node)new MapBuilder { ["part"] = pause.Part.Value, ["by"] = pause.By, ["since"] = DocumentTime.Of(pause.Since) }.ToMap())),
        ["waiting"] = status.Waiting is { } waiting ? new MapBuilder { ["plan"] = waiting.Hash, ["commit"] = waiting.Commit, ["codes"] = ListNode.Of(waiting.Codes.Select(code => Node.ToNode($"RCN{code}"))), ["deletions"] = waiting.Deletions }.ToMap() : null,
        ["orphans"] = ListNode.Of(status.Orphans.Select(orphan => (Node)Key(orphan.Key).AddAll(new MapBuilder { ["why"] = orphan.Why }.ToMap()).ToMap())),
        ["certificates"] = ListNode.Of(status.Certificates.Select(certificate => (Node)new MapBuilder
        {
            ["namespace"] = certificate.Secret.Namespace,
            ["secret"] = certificate.Secret.Name,
            ["notAfter"] = certificate.NotAfter is { } end ? DocumentTime.Of(end) : null,
            ["unknown"] = certificate.Unknown,
        }.ToMap())),
        ["unknown"] = ListNode.Of(status.Unknown.Select(unknown => (Node)new MapBuilder { ["kind"] = unknown.GroupKind, ["why"] = unknown.Why }.ToMap())),
    };

    /// <summary>One part with its objects.</summary>
    public static MapBuilder Part(PartStatus part) => new()
    {
        ["title"] = part.Lane.Title,
        ["namespace"] = part.Lane.Namespace.Length == 0 ? null : part.Lane.Namespace,
        ["revision"] = part.Revision.Number,
        ["commit"] = part.Revision.Commit,
        ["outcome"] = part.Revision.Outcome,
        ["time"] = DocumentTime.Of(part.Revision.Time),
        ["health"] = Word(part.Health),
        ["reason"] = part.Health == PartHealth.Healthy ? null : $"{part.Worst!.Key.Kind} {part.Worst.Key.Name}: {part.Worst.Message}",
        ["holds"] = part.Holds.IsEmpty ? null : ListNode.Of(part.Holds.Select(hold => (Node)Hold(hold).ToMap())),
        ["processes"] = ListNode.Of(part.Processes.Select(process => (Node)new MapBuilder { ["name"] = process.Name, ["ready"] = process.Ready, ["wanted"] = process.Wanted, ["image"] = process.Image, ["serves"] = process.Serves is { } serves ? ScalarNode.Of(serves) : null }.ToMap())),
        ["objects"] = ListNode.Of(part.Objects.Select(item => (Node)Key(item.Key).AddAll(new MapBuilder { ["health"] = Word(item.Health), ["message"] = item.Message }.ToMap()).ToMap())),
    };

    /// <summary>What somebody holds of an App.</summary>
    public static MapBuilder Hold(AppHold hold) => new()
    {
        ["hold"] = hold.Word,
        ["by"] = hold.By,
        ["since"] = DocumentTime.Of(hold.Since),
        ["until"] = hold.Until is { } until ? DocumentTime.Of(until) : null,
        ["revision"] = hold is AppHold.Rollback rollback ? ScalarNode.Of(rollback.Revision) : null,
        ["workload"] = hold is AppHold.Restart restart ? restart.Workload.Name : null,
        ["words"] = hold.Words,
    };

    /// <summary>An object's kind with its group, its namespace where it has one, and its name.</summary>
    public static MapBuilder Key(ObjectKey key) => new() { ["kind"] = key.GroupKind, ["namespace"] = key.Namespace.Length == 0 ? null : key.Namespace, ["name"] = key.Name };
}
