namespace Reconciler.Cli.Tests.Clusters;

/// <summary>Deploys of Apps as people see them at a terminal.</summary>
public sealed class DeployTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_version_that_does_not_pass_ends_with_5_and_status_says_which_one_serves()
    {
        await _live.With("app.yaml", App("shop:1")).ApplyAsync();
        _live.With("app.yaml", App("shop:2-unhealthy"));
        // also without waiting nothing is switched to that nobody has seen to be well
        var apply = await _live.Cli.RunAsync("apply", "source", "--yes", "--no-wait");
        Assert.Equal(5, apply.Code);
        Assert.Contains("RCN2341", apply.Error, StringComparison.Ordinal);
        Assert.Contains("{\"healthy\": false}", apply.Error, StringComparison.Ordinal);
        var status = await _live.Cli.RunAsync("status");
        Assert.Matches("  web +1/1 +shop:2-unhealthy +gets no requests\n  web +1/1 +shop:1 +gets the requests\n|  web +1/1 +shop:1 +gets the requests\n  web +1/1 +shop:2-unhealthy +gets no requests\n", status.Out);
        Assert.DoesNotContain("Orphans", status.Out, StringComparison.Ordinal);
        await Schemas.AssertFitsAsync("status", (await _live.Cli.RunAsync("status", "--output", "json")).Out);
        _live.With("app.yaml", App("shop:1"));
        await _live.ApplyAsync();
        Assert.DoesNotContain("unhealthy", (await _live.Cli.RunAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_shows_its_log_and_a_rolled_back_deploy_says_what_is_back()
    {
        const string Tasks = "  deploy: {timeout: 6s, rollbackOnFailure: true, tasks: {before: [{name: migrate, command: [bin/migrate]}]}}\n";
        await _live.With("app.yaml", LiveCli.App(Tasks)).ApplyAsync();
        _live.With("app.yaml", LiveCli.App(Tasks).Replace("shop:v1", "shop:v2-never-ready", StringComparison.Ordinal));
        var apply = await _live.Cli.RunAsync("apply", "source", "--yes");
        Assert.Equal(5, apply.Code);
        Assert.Contains("shop: the log of Job shop-before-1-", apply.Error, StringComparison.Ordinal);
        Assert.Contains("  | before: command: bin/migrate\n", apply.Error, StringComparison.Ordinal);
        Assert.True(apply.Error.Contains("shop: failed, rolled back to revision 1\n", StringComparison.Ordinal), apply.Error);
        Assert.Contains("RCN2346", apply.Error, StringComparison.Ordinal);
        Assert.Contains(" · rolled back ", (await _live.Cli.RunAsync("status", "shop")).Out, StringComparison.Ordinal);
        Assert.Matches("  2 +rolled back +no commit ", (await _live.Cli.RunAsync("history", "shop")).Out);
    }

    [Fact]
    public async Task The_same_again_is_nothing_to_do_and_says_so()
    {
        await _live.With("app.yaml", App("shop:1")).ApplyAsync();
        var again = await _live.Cli.RunAsync("apply", "source", "--yes");
        Assert.Equal(0, again.Code);
        Assert.Contains("0 Apps change, 1 unchanged", again.Out, StringComparison.Ordinal);
        Assert.Matches("Plan: 0 to create, 0 to update, 0 to replace, 0 to prune, [1-9][0-9]* unchanged.\nApplied: 0 written, 0 deleted ", again.Out);
    }

    private static string App(string image) =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec: {{namespace: web, image: '{image}', processes: {{web: {{}}}}, deploy: {{strategy: blueGreen, drain: 0s, healthGate: {{timeout: 3s, requestTimeout: 1s}}}}}}\n";
}
