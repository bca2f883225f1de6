using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Plans;

/// <summary>Plans of pull requests: what a branch changes, and apart from it what differs anyway.</summary>
public sealed class BranchPlanTests : IDisposable
{
    private readonly PlanRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task What_the_branch_changes_is_the_plan_and_what_differs_anyway_is_apart()
    {
        _rig.Map("changed").Map("drifted").Map("late").Map("removed").Map("gone").Map("same").Commit("applied");
        await _rig.Apply();
        _rig.Map("late", "{a: '2'}").Map("new").Without("gone.yaml").Commit("merged");
        _rig.Git("checkout", "-q", "-b", "feature");
        _rig.Map("changed", "{a: '2'}").Map("added").Without("removed.yaml").Commit("branch");
        await _rig.Edit("drifted", "a", "x");
        var plan = await _rig.Json("--base", "main");
        Assert.Equal(["added create yours", "changed update yours", "removed prune yours"], Told(plan, "changes"));
        Assert.Equal(["drifted update drift", "gone prune pending", "late update pending", "new create pending"], Told(plan, "apart"));
        Assert.Equal(("1", "1", "1", "main"), (plan.At("counts", "create"), plan.At("counts", "update"), plan.At("counts", "prune"), plan.At("base", "ref")));
        var text = await _rig.Run("plan", "config", "--base", "main");
        Assert.Equal(2, text.Code);
        Assert.Contains("\nNot of this branch, differs anyway:\n", text.Out, StringComparison.Ordinal);
        Assert.Matches(@"Plan: 1 to create, 1 to update, 0 to replace, 1 to prune, \d+ unchanged\.\n$", text.Out);
        var comment = await _rig.Run("plan", "config", "--base", "main", "--output", "markdown");
        Assert.Contains("**Not of this branch, differs anyway:**", comment.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("ConfigMap gone", comment.Out[..comment.Out.IndexOf("<details>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_changes_nothing_has_nothing_to_do_whatever_differs_live()
    {
        _rig.Map("drifted").Map("late").Map("gone").Commit("applied");
        await _rig.Apply();
        _rig.Map("late", "{a: '2'}").Without("gone.yaml").Commit("merged");
        _rig.Git("checkout", "-q", "-b", "feature");
        _rig.Commit("nothing");
        await _rig.Edit("drifted", "a", "x");
        Assert.Equal(2, (await _rig.Run("plan", "config")).Code);
        var run = await _rig.Run("plan", "config", "--base", "main");
        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Matches(@"Plan: 0 to create, 0 to update, 0 to replace, 0 to prune, \d+ unchanged\.\n$", run.Out);
        Assert.Contains("ConfigMap drifted", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_of_the_branch_and_a_drifted_one_of_the_same_object_are_told_apart()
    {
        _rig.Map("one", "{a: '1', b: '1'}").Commit("applied");
        await _rig.Apply();
        _rig.Git("checkout", "-q", "-b", "feature");
        _rig.Map("one", "{a: '2', b: '1'}").Commit("branch");
        await _rig.Edit("one", "b", "x");
        var plan = await _rig.Json("--base", "main");
        Assert.Equal("data.a", Assert.Single(plan.Of("one").Maps("fields")).At("path"));
        var apart = plan.Of("one", "apart");
        Assert.Equal(("data.b", "drift", "kubectl-edit"), (Assert.Single(apart.Maps("fields")).At("path"), apart.At("cause", "word"), apart.At("cause", "manager")));
    }

    [Fact]
    public async Task What_an_older_version_applied_from_the_last_commit_is_an_upgrade_and_apart()
    {
        _rig.Map("one").Map("two").Commit("applied");
        await _rig.Apply();
        foreach (var name in (string[])["one", "two"])
            await _rig.Make($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default, annotations: {{reconciler.dev/applied: 00000000000000ff.00000000000000ff}}}}\ndata: {{a: 'older'}}", "reconciler-production");
        _rig.Git("checkout", "-q", "-b", "feature");
        _rig.Map("two", "{a: '2'}").Commit("branch");
        var plan = await _rig.Json();
        Assert.Equal(("upgrade", "yours"), (plan.Of("one").At("cause", "word"), plan.Of("two").At("cause", "word")));
        var ofBranch = await _rig.Json("--base", "main");
        Assert.Equal(["two update yours"], Told(ofBranch, "changes"));
        Assert.Contains("one update upgrade", Told(ofBranch, "apart"));
    }

    [Fact]
    public async Task A_branch_that_lacks_commits_of_the_base_is_planned_with_a_warning_and_a_missing_base_is_an_error()
    {
        _rig.Map("one").Commit("applied");
        _rig.Git("branch", "feature");
        _rig.Map("later").Commit("merged");
        await _rig.Apply();
        _rig.Git("checkout", "-q", "feature");
        _rig.Map("one", "{a: '2'}").Commit("branch");
        var run = await _rig.Run("plan", "config", "--base", "main");
        Assert.True(run.Code == 2, run.Out + run.Error);
        Assert.Contains("RCN3026", run.Out, StringComparison.Ordinal);
        Assert.Equal(3, (await _rig.Run("plan", "config")).Code);
        var missing = await _rig.Run("plan", "config", "--base", "nowhere");
        Assert.Equal((1, ""), (missing.Code, missing.Out));
        Assert.Contains("RCN20", missing.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await _rig.Run("plan", "config", "--base", "main", "--out", "plan.json")).Code);
    }

    [Fact]
    public async Task A_base_with_errors_is_compared_as_far_as_it_can_be_rendered()
    {
        _rig.File("app.yaml", Sample.Broken).Map("one").Commit("broken");
        _rig.Git("checkout", "-q", "-b", "feature");
        _rig.File("app.yaml", Sample.App).Commit("mended");
        var plan = await _rig.Json("--base", "main");
        Assert.Contains(plan.Maps("notes"), note => note.At("code") == "RCN3027");
        Assert.Equal("create", plan.Of("shop-web").At("action"));
        Assert.Equal("pending", plan.Of("one", "apart").At("cause", "word"));
    }

    private static IEnumerable<string> Told(MapNode plan, string list) =>
        plan.Maps(list).Where(change => change.At("kind") == "ConfigMap").Select(change => $"{change.At("name")} {change.At("action")} {change.At("cause", "word")}").Order(StringComparer.Ordinal);
}
