namespace Reconciler.Sandbox.Tests.Kubectl;

public sealed class ApplyWalk(KubectlFixture fixture) : IClassFixture<KubectlFixture>
{
    [Fact]
    public async Task Applying_twice_from_the_client_changes_nothing_the_second_time()
    {
        var walk = await fixture.WalkAsync();
        Assert.Equal("deployment.apps/web created", await walk.Ok("apply -f -", Manifests.Web()));
        Assert.Equal("deployment.apps/web unchanged", await walk.Ok("apply -f -", Manifests.Web()));
        Assert.Equal("deployment.apps/web configured", await walk.Ok("apply -f -", Manifests.Web(replicas: 3)));
        Assert.Equal("3", await walk.Read("deploy/web", ".spec.replicas"));
        await walk.Prints("apply view-last-applied deploy/web", "replicas: 3");
        await walk.Prints("get deploy/web -o yaml --show-managed-fields", "manager: kubectl-client-side-apply", "f:replicas: {}");
    }

    [Fact]
    public async Task Applying_from_the_client_removes_what_is_no_longer_in_the_file()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("apply -f -", Manifests.Config);
        await walk.Ok("apply -f -", Manifests.Config.Replace(", b: two", ""));
        Assert.Equal("""{"a":"1"}""", await walk.Read("cm/settings", ".data"));
    }

    [Fact]
    public async Task Applying_what_was_created_otherwise_is_warned_of_and_works()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create -f -", Manifests.Config);
        var said = await walk.Run("apply -f -", Manifests.Config.Replace("two", "three"));
        Assert.Equal(0, said.Code);
        Assert.Contains("is missing the kubectl.kubernetes.io/last-applied-configuration annotation", said.Error, StringComparison.Ordinal);
        Assert.Equal("three", await walk.Read("cm/settings", ".data.b"));
    }

    [Fact]
    public async Task An_apply_by_the_server_owns_its_fields_and_conflicts_with_others()
    {
        var walk = await fixture.WalkAsync();
        const string Other = "---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 5}}";
        Assert.Equal("deployment.apps/web serverside-applied", await walk.Ok("apply --server-side -f -", Manifests.Web()));
        await walk.Refused("apply --server-side --field-manager=other -f -", """Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas""", Other);
        Assert.Equal("2", await walk.Read("deploy/web", ".spec.replicas"));
        await walk.Ok("apply --server-side --field-manager=other --force-conflicts -f -", Other);
        Assert.Equal("5", await walk.Read("deploy/web", ".spec.replicas"));
        await walk.Refused("apply --server-side -f -", """conflict with "other": .spec.replicas""", Manifests.Web());
        await walk.Ok("apply --server-side --force-conflicts -f -", Manifests.Web());
        Assert.Equal("2", await walk.Read("deploy/web", ".spec.replicas"));
    }

    [Fact]
    public async Task Going_over_from_the_client_to_the_server_takes_the_fields_along()
    {
        var walk = await fixture.WalkAsync();
        const string Managers = "get cm/settings --show-managed-fields -o 'jsonpath={.metadata.managedFields[*].manager}'";
        await walk.Ok("apply -f -", Manifests.Config);
        Assert.Equal("kubectl-client-side-apply", await walk.Ok(Managers));
        await walk.Ok("apply --server-side -f -", Manifests.Config.Replace(", b: two", ""));
        Assert.DoesNotContain("kubectl-client-side-apply", await walk.Ok(Managers), StringComparison.Ordinal);
        Assert.Equal("""{"a":"1"}""", await walk.Read("cm/settings", ".data"));
        Assert.Equal("configmap/settings configured", await walk.Ok("apply -f -", Manifests.Config));
        Assert.Equal("two", await walk.Read("cm/settings", ".data.b"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--server-side")]
    public async Task A_diff_is_empty_without_a_change_and_shows_one_with_code_1(string where)
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok($"apply {where} -f -", Manifests.Web());
        Assert.Equal("", await walk.Ok($"diff {where} -f -", Manifests.Web()));
        var said = await walk.Run($"diff {where} -f -", Manifests.Web(replicas: 4, image: "nginx:2"));
        Assert.Equal(1, said.Code);
        var lines = said.Out.Split('\n').Select(line => line.Length == 0 ? line : $"{line[0]}{line[1..].Trim(' ', '-')}").ToList();
        foreach (var line in (string[])["-replicas: 2", "+replicas: 4", "-image: nginx:1", "+image: nginx:2", "-generation: 1", "+generation: 2"]) Assert.Contains(line, lines);
        Assert.Equal("2", await walk.Read("deploy/web", ".spec.replicas"));
    }

    [Fact]
    public async Task A_diff_of_what_is_new_shows_all_of_it_and_of_what_is_wrong_says_so()
    {
        var walk = await fixture.WalkAsync();
        var said = await walk.Run("diff -f -", Manifests.Config);
        Assert.Equal(1, said.Code);
        Assert.Contains("+  b: two", said.Out, StringComparison.Ordinal);
        await walk.Refused("diff -f -", "must be greater than or equal to 0", Manifests.Web(replicas: -1), code: 2);
        await walk.Refused("get cm settings", "configmaps \"settings\" not found");
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("create")]
    public async Task An_unknown_field_is_refused_warned_of_or_ignored_as_asked(string verb)
    {
        var walk = await fixture.WalkAsync();
        var bad = Manifests.Web(more: "replicaz: 1");
        await walk.Refused($"{verb} --validate=strict -f -", "strict decoding error: unknown field \"spec.replicaz\"", bad);
        await walk.Refused($"{verb} -f -", "unknown field \"spec.replicaz\"", bad);
        await walk.Refused("get deploy web", "not found");
        var warned = await walk.Run($"{verb} --validate=warn -f -", bad);
        Assert.Equal((0, "Warning: unknown field \"spec.replicaz\""), (warned.Code, warned.Error.Trim()));
        await walk.Ok("delete deploy web");
        Assert.Equal("", (await walk.Run($"{verb} --validate=ignore -f -", bad)).Error);
    }

    [Fact]
    public async Task An_object_with_several_mistakes_is_refused_with_all_of_them()
    {
        var walk = await fixture.WalkAsync();
        var bad = Manifests.Web(replicas: -4).Replace("metadata: {name: web", "metadata: {name: Bad_Name", StringComparison.Ordinal);
        foreach (var command in (string[])["apply -f -", "apply --server-side -f -", "create -f -"])
        {
            await walk.Refused(command, "The Deployment \"Bad_Name\" is invalid:", bad);
            await walk.Refused(command, "* metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain", bad);
            await walk.Refused(command, "* spec.replicas: Invalid value: -4: must be greater than or equal to 0", bad);
        }
    }

    [Fact]
    public async Task A_kind_that_is_not_served_is_said_to_be_missing()
    {
        var walk = await fixture.WalkAsync();
        const string Unknown = "---\n{apiVersion: nobody.example.com/v1, kind: Unknown, metadata: {name: x}}";
        await walk.Refused("apply -f -", "no matches for kind \"Unknown\" in version \"nobody.example.com/v1\"", Unknown);
        await walk.Refused("apply --server-side -f -", "ensure CRDs are installed first", Unknown);
        await walk.Refused("apply -f -", "no matches for kind \"Deployment\" in version \"apps/v9\"", "---\n{apiVersion: apps/v9, kind: Deployment, metadata: {name: x}}");
    }

    [Fact]
    public async Task An_apply_set_prunes_what_left_it_and_nothing_else()
    {
        var walk = await fixture.WalkAsync();
        await walk.Ok("create configmap stays --from-literal=a=b");
        var both = $"{Manifests.Config}\n---\n{Manifests.Config.Replace("name: settings", "name: more", StringComparison.Ordinal)}";
        await walk.Ok("apply --server-side --prune --applyset=set -f -", both);
        Assert.Matches("^applyset-.*-v1$", await walk.Read("secret/set", ".metadata.labels.applyset\\.kubernetes\\.io/id"));
        Assert.Equal("ConfigMap", await walk.Read("secret/set", ".metadata.annotations.applyset\\.kubernetes\\.io/contains-group-kinds"));
        Assert.Contains("configmap/more pruned", await walk.Ok("apply --server-side --prune --applyset=set -f -", Manifests.Config), StringComparison.Ordinal);
        await walk.Refused("get cm more", "configmaps \"more\" not found");
        await walk.Prints("get cm", "settings", "stays");
        await walk.Refused("apply --server-side --prune --applyset=configmaps.v1./settings -f -", "invalid parent reference", Manifests.Config);
    }

    [Fact]
    public async Task A_dry_run_leaves_nothing_behind()
    {
        var walk = await fixture.WalkAsync();
        Assert.Contains("uid:", await walk.Ok("apply --dry-run=server -o yaml -f -", Manifests.Config), StringComparison.Ordinal);
        Assert.Equal("configmap/settings serverside-applied (server dry run)", await walk.Ok("apply --server-side --dry-run=server -f -", Manifests.Config));
        Assert.Equal("configmap/settings created (dry run)", await walk.Ok("create --dry-run=client -f -", Manifests.Config));
        await walk.Refused("get cm settings", "not found");
    }
}
