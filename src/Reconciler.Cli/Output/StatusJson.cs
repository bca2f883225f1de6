using System.Globalization;
using Reconciler.Engine;
using Reconciler.Objects;
using Reconciler.Runs;

namespace Reconciler.Cli.Output;

/// <summary>What runs as one JSON document; its shape is schemas/output/status.schema.json.</summary>
internal static class StatusJson
{
    public static string Write(ClusterStatus status) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = ValidationJson.ApiVersion,
        ["kind"] = "Status",
        ["cluster"] = status.Cluster,
        ["nodes"] = status.NodesUnknown is null ? ListNode.Of(status.Nodes.Select(node => (Node)new MapBuilder { ["name"] = node.Name, ["ready"] = ScalarNode.Of(node.IsReady), ["version"] = node.Version }.ToMap())) : null,
        ["nodesUnknown"] = status.NodesUnknown,
        ["environments"] = ListNode.Of(status.Environments.Select(environment => (Node)Environment(environment).ToMap())),
    }.ToMap(), indented: true);

    private static MapBuilder Environment(EnvironmentStatus status) => new()
    {
        ["name"] = status.Environment,
        ["systemNamespace"] = status.SystemNamespace,
        ["source"] = status.Source,
        ["commit"] = status.Commit,
        ["parts"] = ListNode.Of(status.Parts.Select(part => (Node)Part(part).ToMap())),
        ["held"] = ListNode.Of(status.Held.Select(held => (Node)Key(held.Key).AddAll(new MapBuilder { ["run"] = held.Run, ["until"] = Time(held.Until) }.ToMap()).ToMap())),
        ["adoptions"] = ListNode.Of(status.Adoptions.Select(key => (Node)Key(key).ToMap())),
        ["orphans"] = ListNode.Of(status.Orphans.Select(orphan => (Node)Key(orphan.Key).AddAll(new MapBuilder { ["why"] = orphan.Why }.ToMap()).ToMap())),
        ["certificates"] = ListNode.Of(status.Certificates.Select(certificate => (Node)new MapBuilder
        {
            ["namespace"] = certificate.Secret.Namespace,
            ["secret"] = certificate.Secret.Name,
            ["notAfter"] = certificate.NotAfter is { } end ? Time(end) : null,
            ["unknown"] = certificate.Unknown,
        }.ToMap())),
        ["unknown"] = ListNode.Of(status.Unknown.Select(unknown => (Node)new MapBuilder { ["kind"] = unknown.GroupKind, ["why"] = unknown.Why }.ToMap())),
    };

    private static MapBuilder Part(PartStatus part) => new()
    {
        ["title"] = part.Lane.Title,
        ["namespace"] = part.Lane.Namespace.Length == 0 ? null : part.Lane.Namespace,
        ["revision"] = part.Revision.Number,
        ["commit"] = part.Revision.Commit,
        ["outcome"] = part.Revision.Outcome,
        ["time"] = Time(part.Revision.Time),
        ["health"] = StatusText.Word(part.Health),
        ["reason"] = part.Health == PartHealth.Healthy ? null : $"{part.Worst!.Key.Kind} {part.Worst.Key.Name}: {part.Worst.Message}",
        ["processes"] = ListNode.Of(part.Processes.Select(process => (Node)new MapBuilder { ["name"] = process.Name, ["ready"] = process.Ready, ["wanted"] = process.Wanted, ["image"] = process.Image }.ToMap())),
        ["objects"] = ListNode.Of(part.Objects.Select(item => (Node)Key(item.Key).AddAll(new MapBuilder { ["health"] = StatusText.Word(item.Health), ["message"] = item.Message }.ToMap()).ToMap())),
    };

    /// <summary>An object's kind with its group, its namespace where it has one, and its name.</summary>
    public static MapBuilder Key(ObjectKey key) => new() { ["kind"] = key.GroupKind, ["namespace"] = key.Namespace.Length == 0 ? null : key.Namespace, ["name"] = key.Name };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
