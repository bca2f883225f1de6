using System.Text;
using Reconciler.Kube;
using Reconciler.Kubernetes.Verbs;
using Reconciler.Objects;

namespace Reconciler.Kubernetes.Tests.Contract;

public sealed class AccessTests(ContractFixture fixture) : IClassFixture<ContractFixture>
{
    [Theory, Everywhere]
    public async Task Who_may_not_is_told_so_and_never_sees_an_empty_list(Target target)
    {
        var space = await fixture.On(target);
        using var nobody = space.As(ContractSpace.Name("nobody"));
        var maps = await space.Kind("v1", "ConfigMap");
        var list = await nobody.Objects.List(new ListRequest(maps) { Namespace = space.Namespace }, default);
        var forbidden = Assert.IsType<KubeError.Forbidden>(list.Error);
        Assert.Equal((403, "Forbidden"), (forbidden.Code, forbidden.Reason));
        Assert.Contains("cannot list resource \"configmaps\" in API group \"\" in the namespace", forbidden.Message, StringComparison.Ordinal);
        ContractSpace.Refused<KubeError.Forbidden>(await nobody.Objects.Get(new ObjectAddress(maps, space.Namespace, "missing"), default));
        var body = (MapNode)NodeJson.Read("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}"""u8);
        ContractSpace.Refused<KubeError.Forbidden>(await nobody.Objects.Apply(new ObjectAddress(maps, space.Namespace, "x"), body, new WriteOptions("c") { IsDryRun = true }, default));
    }

    [Theory, Everywhere]
    public async Task A_role_allows_what_it_says_and_nothing_else(Target target)
    {
        var space = await fixture.On(target);
        var user = ContractSpace.Name("jane");
        await space.Made(Yaml.ConfigMap("mine"));
        await space.Made(Yaml.ConfigMap("other"));
        await space.Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: {user}}}\nrules: [{{apiGroups: [''], resources: [configmaps], verbs: [get], resourceNames: [mine]}}, {{apiGroups: [''], resources: [secrets], verbs: [list]}}]");
        await space.Made($"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: {user}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: {user}}}\nsubjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: {user}}}]");
        using var jane = space.As(user);
        var maps = await space.Kind("v1", "ConfigMap");
        var secrets = await space.Kind("v1", "Secret");
        await Allowed(async () => (await jane.Objects.Get(new ObjectAddress(maps, space.Namespace, "mine"), default)).Error);
        await Allowed(async () => (await jane.Objects.List(new ListRequest(secrets) { Namespace = space.Namespace }, default)).Error);
        ContractSpace.Refused<KubeError.Forbidden>(await jane.Objects.Get(new ObjectAddress(maps, space.Namespace, "other"), default));
        ContractSpace.Refused<KubeError.Forbidden>(await jane.Objects.Get(new ObjectAddress(secrets, space.Namespace, "mine"), default));
        Assert.IsType<KubeError.Forbidden>((await jane.Objects.List(new ListRequest(secrets), default)).Error);
        ContractSpace.Refused<KubeError.Forbidden>(await jane.Objects.Delete(new ObjectAddress(maps, space.Namespace, "mine"), new DeleteOptions(Propagation.Background), default));
        var question = new AccessQuestion("get", "", "configmaps") { Namespace = space.Namespace, Name = "mine" };
        Assert.True(await May(space, user, question));
        Assert.False(await May(space, user, question with { Name = "other" }));
        Assert.False(await May(space, user, question with { Verb = "delete" }));
        Assert.False(await May(space, user, question with { Namespace = "default" }));
    }

    [Theory, Everywhere]
    public async Task A_role_that_a_binding_refers_to_can_not_be_changed(Target target)
    {
        var space = await fixture.On(target);
        var name = ContractSpace.Name("fixed");
        string Binding(string role) => $"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: {name}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: []";
        await space.Made(Binding("view"));
        var invalid = ContractSpace.Refused<KubeError.Invalid>(await space.Apply(Binding("edit")));
        Assert.Contains("cannot change roleRef", invalid.Message, StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task We_may_do_what_the_suite_does(Target target)
    {
        var space = await fixture.On(target);
        Assert.True((await space.Client.Reviews.MayWe(new AccessQuestion("create", "apps", "deployments") { Namespace = space.Namespace }, default)).TryGet(out var decision, out var error), error?.ToString());
        Assert.True(decision!.IsAllowed);
    }

    [Theory, Everywhere]
    public async Task A_token_belongs_to_its_account_and_another_to_nobody(Target target)
    {
        var space = await fixture.On(target);
        var account = await space.Made($"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {ContractSpace.Name("sa")}}}");
        var (status, _, text) = await space.Raw(HttpMethod.Post, $"/api/v1/namespaces/{space.Namespace}/serviceaccounts/{account.Name()}/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}""");
        Assert.True(status == 201, text);
        var token = ((MapNode)NodeJson.Read(Encoding.UTF8.GetBytes(text))).Value("status", "token")!;
        Assert.True((await space.Client.Reviews.WhoHas(token, [], default)).TryGet(out var owner, out var error), error?.ToString());
        Assert.Equal((true, $"system:serviceaccount:{space.Namespace}:{account.Name()}"), (owner!.IsAuthenticated, owner.User));
        Assert.Contains("system:serviceaccounts", owner.Groups);
        Assert.True((await space.Client.Reviews.WhoHas("nonsense", [], default)).TryGet(out var stranger, out _));
        Assert.False(stranger!.IsAuthenticated);
    }

    [Theory, Everywhere]
    public async Task A_wrong_token_is_unauthorized(Target target)
    {
        var access = await ContractCluster.Access(target);
        using var client = ContractCluster.Client(new Kubernetes.Config.ClusterAccess
        {
            Context = "wrong",
            Server = access.Server,
            Authorities = access.Authorities,
            SkipTlsVerify = access.SkipTlsVerify,
            Credentials = new Kubernetes.Config.Credentials.Token("nonsense"),
        });
        ContractSpace.Refused<KubeError.Unauthorized>(await client.Objects.Get(new ObjectAddress(KubeResource.Namespaces, null, "default"), default));
    }

    private static async Task<bool> May(ContractSpace space, string user, AccessQuestion question)
    {
        Assert.True((await space.Client.Reviews.MayUser(user, [], question, default)).TryGet(out var decision, out var error), error?.ToString());
        return decision!.IsAllowed;
    }

    /// <summary>Roles take a moment to count on a real server.</summary>
    private static async Task Allowed(Func<Task<KubeError?>> ask)
    {
        KubeError? error = null;
        for (var attempt = 0; attempt < 50; attempt++)
        {
            error = await ask();
            if (error is not KubeError.Forbidden) break;
            await Task.Delay(100);
        }
        Assert.Null(error);
    }
}
