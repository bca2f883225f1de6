using System.Globalization;

namespace Reconciler.Cli.Tests.Plans;

/// <summary>Plans that are written down, reviewed, and applied as they are.</summary>
public sealed class ReviewedPlanTests : IDisposable
{
    private readonly PlanRig _rig = new();

    private string PlanPath => Path.Combine(_rig.Cli.Folder, "plan.json");

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_reviewed_plan_is_applied_from_its_commit_whatever_was_committed_or_changed_since()
    {
        _rig.Map("one").Map("two").Commit("first");
        Assert.Equal(2, (await _rig.Run("plan", "config", "--out", "plan.json")).Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(PlanPath));
        await Schemas.AssertFitsAsync("plan", await File.ReadAllTextAsync(PlanPath));
        Assert.Empty(Directory.GetFiles(_rig.Cli.Folder, "*.tmp"));
        _rig.Map("one", "{a: '2'}").Map("three").Commit("second").Map("two", "{a: dirty}");
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Equal(("1", "1"), ((await _rig.Live("one")).At("data", "a"), (await _rig.Live("two")).At("data", "a")));
        Assert.Null(await _rig.Live("three"));
        var again = await _rig.Run("apply", "plan.json", "--yes");
        Assert.Equal((0, true), (again.Code, again.Out.Contains("Applied: 0 written, 0 deleted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_sandbox_of_a_plan_needs_no_name_and_the_plan_is_shown_and_asked_about()
    {
        _rig.Map("one").Commit("first");
        await _rig.Run("plan", "config", "--out", "plan.json", "--quiet");
        var nobody = await _rig.Cli.RunAsync("apply", "plan.json");
        Assert.Equal(1, nobody.Code);
        Assert.Contains("Plan: 1 to create", nobody.Out, StringComparison.Ordinal);
        Assert.Contains("add --yes", nobody.Error, StringComparison.Ordinal);
        _rig.Cli.Answer = "y";
        Assert.Equal(0, (await _rig.Cli.RunAsync("apply", "plan.json", "--no-wait")).Code);
        Assert.NotNull(await _rig.Live("one"));
    }

    [Fact]
    public async Task What_moved_is_held_and_the_rest_goes_on()
    {
        _rig.Map("one").Map("two").Map("old").Commit("first");
        await _rig.Apply();
        _rig.Map("one", "{a: '2'}").Map("two", "{a: '2'}").Map("new").Without("old.yaml").Commit("second");
        await _rig.Run("plan", "config", "--out", "plan.json");
        await _rig.Edit("one", "a", "changed");
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 5, run.Out + run.Error);
        Assert.Contains("stale   RCN3019: ConfigMap/default/one has changed since the plan was reviewed", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 held as stale", run.Out, StringComparison.Ordinal);
        Assert.Equal(("changed", "2"), ((await _rig.Live("one")).At("data", "a"), (await _rig.Live("two")).At("data", "a")));
        Assert.NotNull(await _rig.Live("new"));
        Assert.Null(await _rig.Live("old"));
        Assert.Equal("update", (await _rig.Json()).Of("one").At("action"));
    }

    [Fact]
    public async Task An_object_of_the_same_part_goes_on_unless_it_depends_on_the_stale_one()
    {
        static string Three(string value) => string.Join("---\n", ((string[])["one", "two", "three"]).Select(name =>
            $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default{(name == "three" ? ", annotations: {reconciler.dev/depends-on: ConfigMap/default/one}" : "")}}}\ndata: {{a: '{value}'}}\n"));
        _rig.File("all.yaml", Three("1")).Map("after", annotations: "reconciler.dev/depends-on: ConfigMap/default/two").Commit("first");
        await _rig.Apply();
        _rig.File("all.yaml", Three("2")).Map("after", "{a: '2'}", "reconciler.dev/depends-on: ConfigMap/default/two").Commit("second");
        await _rig.Run("plan", "config", "--out", "plan.json");
        await _rig.Edit("one", "a", "changed");
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 5, run.Out + run.Error);
        Assert.Equal(("changed", "2", "1"), ((await _rig.Live("one")).At("data", "a"), (await _rig.Live("two")).At("data", "a"), (await _rig.Live("three")).At("data", "a")));
        Assert.Equal("1", (await _rig.Live("after")).At("data", "a"));
        Assert.Contains("it depends on ConfigMap/default/one, which is held", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_applied_when_every_object_is_stale()
    {
        _rig.Map("one").Map("old").Commit("first");
        await _rig.Apply();
        _rig.Map("one", "{a: '2'}").Map("new").Without("old.yaml").Commit("second");
        await _rig.Run("plan", "config", "--out", "plan.json");
        await _rig.Edit("one", "a", "changed");
        await _rig.Edit("old", "a", "changed");
        await _rig.Make("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new, namespace: default}\ndata: {theirs: '1'}");
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 4, run.Out + run.Error);
        Assert.Equal(("changed", "changed"), ((await _rig.Live("one")).At("data", "a"), (await _rig.Live("old")).At("data", "a")));
        Assert.Null((await _rig.Live("new")).At("data", "a"));
    }

    [Fact]
    public async Task What_was_not_reviewed_is_not_touched_and_is_named()
    {
        _rig.Map("one").Map("two").Commit("first");
        await _rig.Apply();
        _rig.Map("one", "{a: '2'}").Commit("second");
        await _rig.Run("plan", "config", "--out", "plan.json");
        await _rig.Edit("two", "a", "changed");
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Contains("RCN3024: ConfigMap/default/two was not in the reviewed plan", run.Out, StringComparison.Ordinal);
        Assert.Equal(("2", "changed"), ((await _rig.Live("one")).At("data", "a"), (await _rig.Live("two")).At("data", "a")));
        Assert.Equal("drift", (await _rig.Json()).Of("two").At("cause", "word"));
    }

    [Fact]
    public async Task A_folder_that_changed_since_is_held_where_it_changed()
    {
        _rig.Cli.With("plain/one.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: default}\ndata: {a: '1'}\n");
        _rig.Cli.With("plain/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\nstringData: {a: hunter2}\n");
        Assert.Equal(2, (await _rig.Run("plan", "plain", "--out", "plan.json")).Code);
        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(PlanPath), StringComparison.Ordinal);
        _rig.Cli.With("plain/one.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: default}\ndata: {a: '2'}\n");
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 5, run.Out + run.Error);
        Assert.Contains("the source says something else", run.Out, StringComparison.Ordinal);
        Assert.Null(await _rig.Live("one"));
        Assert.Equal("1", Assert.Single((await _rig.Run("plan", "plain")).Out.Split('\n'), line => line.StartsWith("Plan:", StringComparison.Ordinal))[6..7]);
    }

    [Fact]
    public async Task Approvals_are_part_of_the_plan()
    {
        for (var i = 0; i < 12; i++) _rig.Map(string.Create(CultureInfo.InvariantCulture, $"m{i}"));
        _rig.Commit("first");
        await _rig.Apply();
        for (var i = 0; i < 11; i++) _rig.Without(string.Create(CultureInfo.InvariantCulture, $"m{i}.yaml"));
        _rig.Commit("second");
        Assert.Equal(3, (await _rig.Run("plan", "config")).Code);
        Assert.Equal(2, (await _rig.Run("plan", "config", "--allow-prune", "11", "--out", "plan.json")).Code);
        var mixed = await _rig.Run("apply", "plan.json", "--yes", "--allow-prune", "12");
        Assert.Equal(1, mixed.Code);
        Assert.Contains("RCN2026", mixed.Error, StringComparison.Ordinal);
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Null(await _rig.Live("m0"));
    }

    [Fact]
    public async Task A_plan_that_was_changed_by_hand_or_is_none_is_refused()
    {
        _rig.Map("one").Commit("first");
        await _rig.Run("plan", "config", "--out", "plan.json");
        var text = await File.ReadAllTextAsync(PlanPath);
        await File.WriteAllTextAsync(PlanPath, text.Replace("\"codes\": []", "\"codes\": [\"RCN3003\"]", StringComparison.Ordinal));
        await Refused("RCN3022");
        await File.WriteAllTextAsync(PlanPath, text[..(text.Length / 2)]);
        await Refused("RCN2308");
        await File.WriteAllTextAsync(PlanPath, "{\"kind\": \"Other\"}");
        await Refused("RCN2308");
        await File.WriteAllTextAsync(PlanPath, "");
        await Refused("RCN2308");
        await File.WriteAllTextAsync(PlanPath, text.Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(0, (await _rig.Run("apply", "plan.json", "--yes")).Code);
    }

    [Fact]
    public async Task A_plan_for_another_cluster_source_or_inventory_is_refused()
    {
        _rig.Map("one").Commit("first");
        await _rig.Run("plan", "config", "--out", "plan.json");
        var sandbox = _rig.Cli.Variables["RECONCILE_SANDBOX"];
        _rig.Cli.Variables["RECONCILE_SANDBOX"] = Path.Combine(_rig.Cli.Folder, "other.db");
        await Refused("RCN3023");
        _rig.Cli.Variables["RECONCILE_SANDBOX"] = sandbox;
        _rig.Git("remote", "add", "origin", "https://git.example.com/config.git");
        await Refused("RCN3023");
        _rig.Git("remote", "remove", "origin");
        await File.WriteAllTextAsync(PlanPath, (await _rig.Run("plan", "config", "--base", "main", "--output", "json")).Out);
        await Refused("RCN3023");
        await _rig.Run("plan", "config", "--out", "plan.json");
        _rig.File("environment.yaml", "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: other}\nspec: {}\n");
        Assert.Equal(0, (await _rig.Run("apply", "plan.json", "--yes")).Code);
        await _rig.Run("plan", "config", "--out", "plan.json");
        _rig.File("environment.yaml", "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: third}\nspec: {}\n");
        Assert.Contains("the inventory of other", (await _rig.Run("apply", "plan.json", "--yes")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_can_not_be_written_is_an_error()
    {
        _rig.Map("one").Commit("first");
        var run = await _rig.Run("plan", "config", "--out", "missing/plan.json");
        Assert.Equal(1, run.Code);
        Assert.Contains("RCN2309", run.Error, StringComparison.Ordinal);
    }

    private async Task Refused(string code)
    {
        var run = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(run.Code == 1 && run.Error.Contains(code, StringComparison.Ordinal), $"{run.Code} {run.Out}{run.Error}");
        Assert.Null(await _rig.Live("one"));
    }
}
