using Reconciler.Objects;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Basics;

/// <summary>Keeps the rules of a ClusterRole that is the sum of others.</summary>
internal static class AggregatedRoleLife
{
    public const string Resource = "clusterroles.rbac.authorization.k8s.io";

    public static void Step(LifeView view, MapNode role, LifePlan plan)
    {
        if (role.IsDying() || role.Map("aggregationRule") is not { } aggregation) return;
        var rules = new List<Node>();
        foreach (var selector in aggregation.Maps("clusterRoleSelectors"))
            foreach (var part in view.List(Resource).Where(part => part.NameOf() != role.NameOf() && LabelMatch.Selects(selector, part.Labels())))
                foreach (var rule in part.Maps("rules"))
                    if (!rules.Exists(known => Node.DeepEquals(known, rule))) rules.Add(rule);
        var sum = rules.Count == 0 ? (Node)ScalarNode.Null : ListNode.Of(rules);
        if (!Node.DeepEquals(role["rules"] ?? ScalarNode.Null, sum)) plan.Update(Resource, role.With("rules", sum));
    }
}
