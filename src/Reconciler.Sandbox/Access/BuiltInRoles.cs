using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Sandbox.Access;

/// <summary>The ClusterRoles and bindings that a cluster starts with: those for people, and those that let anybody discover the API.</summary>
internal static class BuiltInRoles
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly ImmutableArray<string> Read = ["get", "list", "watch"];
    private static readonly ImmutableArray<string> Write = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly ImmutableArray<(string Group, string Resources)> Viewed =
    [
        ("", "configmaps endpoints events limitranges persistentvolumeclaims persistentvolumeclaims/status pods pods/log pods/status replicationcontrollers replicationcontrollers/scale replicationcontrollers/status resourcequotas resourcequotas/status serviceaccounts services services/status bindings namespaces namespaces/status"),
        ("discovery.k8s.io", "endpointslices"),
        ("apps", "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status"),
        ("autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
        ("batch", "cronjobs cronjobs/status jobs jobs/status"),
        ("networking.k8s.io", "ingresses ingresses/status networkpolicies"),
        ("policy", "poddisruptionbudgets poddisruptionbudgets/status"),
    ];

    private static readonly ImmutableArray<(string Group, string Resources)> Edited =
    [
        ("", "configmaps events persistentvolumeclaims pods pods/attach pods/exec pods/portforward pods/proxy pods/eviction replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy serviceaccounts/token"),
        ("apps", "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale"),
        ("autoscaling", "horizontalpodautoscalers"),
        ("batch", "cronjobs jobs"),
        ("networking.k8s.io", "ingresses networkpolicies"),
        ("policy", "poddisruptionbudgets"),
        ("coordination.k8s.io", "leases"),
    ];

    public static IEnumerable<MapNode> All()
    {
        yield return Role("cluster-admin", null, [Rule(["*"], ["*"], ["*"]), new MapBuilder { ["verbs"] = List(["*"]), ["nonResourceURLs"] = List(["*"]) }.ToMap()]);
        yield return Aggregated("admin", "rbac.authorization.k8s.io/aggregate-to-admin", null);
        yield return Aggregated("edit", "rbac.authorization.k8s.io/aggregate-to-edit", "rbac.authorization.k8s.io/aggregate-to-admin");
        yield return Aggregated("view", "rbac.authorization.k8s.io/aggregate-to-view", "rbac.authorization.k8s.io/aggregate-to-edit");
        yield return Role("system:aggregate-to-admin", "rbac.authorization.k8s.io/aggregate-to-admin",
        [
            Rule([""], ["serviceaccounts"], [.. Write, .. Read, "impersonate"]),
            Rule([Group], ["rolebindings", "roles"], [.. Write, .. Read]),
            Rule(["authorization.k8s.io"], ["localsubjectaccessreviews"], ["create"]),
        ]);
        yield return Role("system:aggregate-to-edit", "rbac.authorization.k8s.io/aggregate-to-edit",
            [Rule([""], ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"], Read), .. Edited.Select(each => Rule([each.Group], Names(each.Resources), Write))]);
        yield return Role("system:aggregate-to-view", "rbac.authorization.k8s.io/aggregate-to-view", [.. Viewed.Select(each => Rule([each.Group], Names(each.Resources), Read))]);
        yield return Role("system:basic-user", null, [Rule(["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], ["create"]), Rule(["authentication.k8s.io"], ["selfsubjectreviews"], ["create"])]);
        yield return Role("system:discovery", null, [Urls("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/")]);
        yield return Role("system:public-info-viewer", null, [Urls("/healthz", "/livez", "/readyz", "/version", "/version/")]);
        yield return Binding("cluster-admin", "system:masters");
        yield return Binding("system:basic-user", "system:authenticated");
        yield return Binding("system:discovery", "system:authenticated");
        yield return Binding("system:public-info-viewer", "system:authenticated", "system:unauthenticated");
    }

    private static ImmutableArray<string> Names(string text) => [.. text.Split(' ')];

    private static ListNode List(IEnumerable<string> items) => ListNode.Of(items.Select(item => (Node)item));

    private static MapNode Rule(ImmutableArray<string> groups, ImmutableArray<string> resources, ImmutableArray<string> verbs) =>
        new MapBuilder { ["verbs"] = List(verbs), ["apiGroups"] = List(groups), ["resources"] = List(resources) }.ToMap();

    private static MapNode Urls(params ImmutableArray<string> paths) => new MapBuilder { ["verbs"] = List(["get"]), ["nonResourceURLs"] = List(paths) }.ToMap();

    private static MapNode Role(string name, string? aggregatesTo, IEnumerable<MapNode> rules) => new MapBuilder
    {
        ["apiVersion"] = $"{Group}/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = Metadata(name, aggregatesTo),
        ["rules"] = ListNode.Of(rules),
    }.ToMap();

    private static MapNode Aggregated(string name, string from, string? aggregatesTo) => new MapBuilder
    {
        ["apiVersion"] = $"{Group}/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = Metadata(name, aggregatesTo),
        ["aggregationRule"] = new MapBuilder { ["clusterRoleSelectors"] = ListNode.Of(new MapBuilder { ["matchLabels"] = new MapBuilder { [from] = "true" } }.ToMap()) },
        ["rules"] = ScalarNode.Null,
    }.ToMap();

    private static MapBuilder Metadata(string name, string? aggregatesTo)
    {
        var labels = new MapBuilder { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
        if (aggregatesTo is not null) labels.Add(aggregatesTo, "true");
        return new MapBuilder { ["name"] = name, ["labels"] = labels, ["annotations"] = new MapBuilder { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" } };
    }

    private static MapNode Binding(string role, params ImmutableArray<string> groups) => new MapBuilder
    {
        ["apiVersion"] = $"{Group}/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = Metadata(role, null),
        ["roleRef"] = new MapBuilder { ["apiGroup"] = Group, ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = ListNode.Of(groups.Select(each => (Node)new MapBuilder { ["kind"] = "Group", ["apiGroup"] = Group, ["name"] = each }!)),
    }.ToMap();
}
