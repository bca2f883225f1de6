using Reconciler.Objects;
using Reconciler.Sandbox.Tests.Life;

namespace Reconciler.Sandbox.Tests.Access;

public sealed class AccessTests(FullSandbox sandbox) : IClassFixture<FullSandbox>
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    [Fact]
    public async Task An_account_may_only_what_a_binding_gives_it()
    {
        var token = await sandbox.AccountAsync("viewer");
        var (code, body) = await sandbox.GetAsync(Deployments, token);
        Assert.Equal((403, "deployments.apps is forbidden: User \"system:serviceaccount:default:viewer\" cannot list resource \"deployments\" in API group \"apps\" in the namespace \"default\""), (code, body.Text("message")?.Value));
        await sandbox.PostAsync($"{Rbac}/namespaces/default/rolebindings", "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: view}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, namespace: default, name: viewer}]}");
        Assert.Equal(200, (await sandbox.GetAsync(Deployments, token)).Code);
        Assert.Equal(403, (await sandbox.GetAsync("/api/v1/namespaces/default/secrets", token)).Code);
        Assert.Equal(403, (await sandbox.GetAsync("/apis/apps/v1/namespaces/kube-system/deployments", token)).Code);
        Assert.Equal(403, (await sandbox.PostAsync(Deployments, Samples.Deployment(), token)).Code);
        Assert.Equal((403, "forbidden: User \"system:serviceaccount:default:viewer\" cannot get path \"/metrics\""), Message(await sandbox.GetAsync("/metrics", token)));
        Assert.Equal(200, (await sandbox.GetAsync("/apis", token)).Code);
    }

    [Fact]
    public async Task A_token_that_nobody_issued_is_refused() => Assert.Equal((401, "Unauthorized"), Message(await sandbox.GetAsync(Deployments, "nonsense")));

    [Fact]
    public async Task A_token_can_be_reviewed()
    {
        var token = await sandbox.AccountAsync("reviewed");
        var (code, body) = await sandbox.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", $"{{apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {{token: {token}}}}}");
        Assert.Equal((201, true, "system:serviceaccount:default:reviewed"), (code, body.Map("status").Flag("authenticated")?.Value, body.Map("status").Map("user").Text("username")?.Value));
        var (_, wrong) = await sandbox.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", "{apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: nonsense}}");
        Assert.Null(wrong.Map("status").Flag("authenticated"));
        Assert.NotNull(wrong.Map("status").Text("error"));
    }

    [Theory]
    [InlineData("ann", "get", "pods", false)]
    [InlineData("ann", "create", "selfsubjectreviews", false)]
    public async Task Rights_of_others_can_be_asked_for(string user, string verb, string resource, bool expected)
    {
        var (code, body) = await sandbox.PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews",
            $"{{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, spec: {{user: {user}, resourceAttributes: {{verb: {verb}, resource: {resource}, namespace: default}}}}}}");
        Assert.Equal((201, expected), (code, body.Map("status").Flag("allowed")?.Value));
    }

    [Fact]
    public async Task Everybody_may_ask_for_himself()
    {
        var token = await sandbox.AccountAsync("curious");
        var (_, self) = await sandbox.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{apiVersion: authentication.k8s.io/v1, kind: SelfSubjectReview}", token);
        Assert.Equal("system:serviceaccount:default:curious", self.Map("status").Map("userInfo").Text("username")?.Value);
        var (code, mine) = await sandbox.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: list, resource: pods, namespace: default}}}", token);
        Assert.Equal((201, false), (code, mine.Map("status").Flag("allowed")?.Value));
        var (_, admin) = await sandbox.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: \"*\", resource: \"*\", group: \"*\"}}}");
        Assert.True(admin.Map("status").Flag("allowed")?.Value);
        var (_, rules) = await sandbox.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: default}}", token);
        Assert.Contains(rules.Map("status").Maps("resourceRules"), rule => rule.Texts("resources").Any(resource => resource.Value == "selfsubjectaccessreviews"));
    }

    [Fact]
    public async Task The_administrator_can_act_as_others()
    {
        Assert.Equal((403, "pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" at the cluster scope"), Message(await sandbox.GetAsync("/api/v1/pods", null, "Impersonate-User", "ann")));
        Assert.Equal(200, (await sandbox.GetAsync("/api/v1/pods", null, "Impersonate-User", "ann", "Impersonate-Group", "system:masters")).Code);
        var token = await sandbox.AccountAsync("actor");
        Assert.Equal((403, "users \"ann\" is forbidden: User \"system:serviceaccount:default:actor\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope"), Message(await sandbox.GetAsync("/api/v1/pods", token, "Impersonate-User", "ann")));
    }

    [Fact]
    public async Task A_token_that_would_end_too_soon_is_refused()
    {
        await sandbox.AccountAsync("hasty");
        var (code, body) = await sandbox.PostAsync("/api/v1/namespaces/default/serviceaccounts/hasty/token", "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 5}}");
        Assert.Equal((422, "spec.expirationSeconds"), (code, body.Map("details").Maps("causes").Single().Text("field")?.Value));
    }

    private static (int, string?) Message((int Code, MapNode Body) answer) => (answer.Code, answer.Body.Text("message")?.Value);
}
