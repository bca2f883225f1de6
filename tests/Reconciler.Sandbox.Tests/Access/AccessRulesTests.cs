using Reconciler.Objects;
using Reconciler.Sandbox.Access;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Tests.Access;

public sealed class AccessRulesTests
{
    private const string Objects = """
        {kind: ClusterRole, metadata: {name: reader}, rules: [{apiGroups: ["", apps], resources: [pods, deployments, pods/log], verbs: [get, list]}]}
        ---
        {kind: ClusterRole, metadata: {name: scaler}, rules: [{apiGroups: ["*"], resources: ["*/scale"], verbs: ["*"]}, {nonResourceURLs: [/metrics, /debug/*], verbs: [get]}]}
        ---
        {kind: Role, metadata: {name: one, namespace: shop}, rules: [{apiGroups: [""], resources: [secrets], resourceNames: [keys], verbs: [get, update]}]}
        ---
        {kind: ClusterRoleBinding, metadata: {name: readers}, roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: User, name: ann}, {kind: Group, name: team}]}
        ---
        {kind: ClusterRoleBinding, metadata: {name: scalers}, roleRef: {kind: ClusterRole, name: scaler}, subjects: [{kind: ServiceAccount, namespace: shop, name: robot}]}
        ---
        {kind: RoleBinding, metadata: {name: keys, namespace: shop}, roleRef: {kind: Role, name: one}, subjects: [{kind: User, name: ann}]}
        ---
        {kind: RoleBinding, metadata: {name: here, namespace: shop}, roleRef: {kind: ClusterRole, name: scaler}, subjects: [{kind: User, name: bob}]}
        ---
        {kind: RoleBinding, metadata: {name: lost, namespace: shop}, roleRef: {kind: Role, name: missing}, subjects: [{kind: User, name: eve}]}
        """;

    [Theory]
    [InlineData("ann", "list", "", "pods", "", "shop", "", true)]
    [InlineData("ann", "list", "apps", "deployments", "", "", "", true)]
    [InlineData("ann", "watch", "", "pods", "", "shop", "", false)]
    [InlineData("ann", "get", "", "pods", "log", "shop", "web", true)]
    [InlineData("ann", "get", "", "pods", "exec", "shop", "web", false)]
    [InlineData("ann", "get", "batch", "jobs", "", "shop", "", false)]
    [InlineData("ann", "get", "", "secrets", "", "shop", "keys", true)]
    [InlineData("ann", "get", "", "secrets", "", "shop", "other", false)]
    [InlineData("ann", "list", "", "secrets", "", "shop", "", false)]
    [InlineData("ann", "get", "", "secrets", "", "default", "keys", false)]
    [InlineData("bob", "update", "apps", "deployments", "scale", "shop", "web", true)]
    [InlineData("bob", "update", "apps", "deployments", "", "shop", "web", false)]
    [InlineData("bob", "update", "apps", "deployments", "scale", "default", "web", false)]
    [InlineData("system:serviceaccount:shop:robot", "patch", "apps", "statefulsets", "scale", "anywhere", "db", true)]
    [InlineData("nobody", "get", "", "pods", "", "shop", "web", false)]
    public void Rules_allow_what_they_name_and_nothing_else(string user, string verb, string group, string resource, string subresource, string inNamespace, string name, bool expected)
    {
        var request = new AccessRequest(new ApiUser(user, ["system:authenticated"]), verb) { Group = group, Resource = resource, Subresource = subresource, Namespace = inNamespace, Name = name };
        Assert.Equal(expected, Rules().Decide(request).IsAllowed);
    }

    [Theory]
    [InlineData("/metrics", true)]
    [InlineData("/debug/pprof", true)]
    [InlineData("/version", false)]
    public void Paths_are_matched_with_their_star(string path, bool expected) =>
        Assert.Equal(expected, Rules().Decide(new AccessRequest(new ApiUser("system:serviceaccount:shop:robot", []), "get") { Path = path }).IsAllowed);

    [Fact]
    public void A_group_gives_its_members_what_it_has() =>
        Assert.True(Rules().Decide(new AccessRequest(new ApiUser("carl", ["team"]), "get") { Resource = "pods" }).IsAllowed);

    [Fact]
    public void Masters_may_do_everything() =>
        Assert.True(Rules().Decide(new AccessRequest(ApiUser.Administrator, "delete") { Resource = "nodes" }).IsAllowed);

    [Fact]
    public void Answers_say_by_what_or_why_not()
    {
        Assert.Equal("RBAC: allowed by ClusterRoleBinding \"readers\" of ClusterRole \"reader\" to User \"ann\"", Rules().Decide(new AccessRequest(new ApiUser("ann", []), "get") { Resource = "pods" }).Reason);
        Assert.Equal("RBAC: role.rbac.authorization.k8s.io \"missing\" not found", Rules().Decide(new AccessRequest(new ApiUser("eve", []), "get") { Resource = "pods", Namespace = "shop" }).Reason);
        Assert.Null(Rules().Decide(new AccessRequest(new ApiUser("nobody", []), "get") { Resource = "pods" }).Reason);
    }

    private static AccessRules Rules()
    {
        var state = StoreState.Empty;
        foreach (var body in YamlReader.Read("test", Objects).Documents.Select(document => document.Root))
        {
            var resource = ResourceRegistry.BuiltIn.OfKind("rbac.authorization.k8s.io", body.Text("kind")!.Value)!;
            state = state.Loaded(new StoredObject(resource.Place(body.MetaText("namespace") ?? "", body.NameOf()), state.Revision + 1, body));
        }
        return new AccessRules(state);
    }
}
