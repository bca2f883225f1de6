using System.Collections.Immutable;
using Reconciler.Engine.Live;
using Reconciler.Live;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Cli.Output;

/// <summary>What triggers log in with as one JSON document; its shape is schemas/output/autoscaling-auth.schema.json.</summary>
internal static class AutoscalingAuthJson
{
    public static string Write(string cluster, ImmutableArray<AutoscalingAuthGroup>? groups) => CanonicalJson.WriteOrdered(new MapBuilder
    {
        ["apiVersion"] = SpecDocument.ApiVersion,
        ["kind"] = "AutoscalingAuthReport",
        ["cluster"] = cluster,
        ["hasKeda"] = groups is not null,
        ["groups"] = ListNode.Of((groups ?? []).Select(group => (Node)new MapBuilder
        {
            ["app"] = group.App?.FullName,
            ["authentications"] = ListNode.Of(group.Authentications.Select(Authentication)),
        }.ToMap())),
    }.ToMap(), indented: true);

    private static MapNode Authentication(AutoscalingAuthStatus status) => new MapBuilder
    {
        ["name"] = status.Name,
        ["namespace"] = status.Namespace,
        ["usedBy"] = ListNode.Of(status.UsedBy.Select(user => (Node)user)),
        ["others"] = ListNode.Of(status.Others.Select(other => (Node)other)),
        ["parameters"] = ListNode.Of(status.Parameters.Select(parameter => (Node)new MapBuilder { ["name"] = parameter.Name, ["secret"] = parameter.Secret, ["key"] = parameter.Key, ["shown"] = parameter.Shown }.ToMap())),
    }.ToMap();
}
