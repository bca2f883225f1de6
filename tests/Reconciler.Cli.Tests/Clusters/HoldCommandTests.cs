namespace Reconciler.Cli.Tests.Clusters;

/// <summary>stop, start, restart, rollback and history, as somebody types them.</summary>
public sealed class HoldCommandTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_stop_is_shown_in_plan_and_status_and_ends_with_start()
    {
        await Version("v1");
        var stopped = await _live.Cli.RunAsync("stop", "shop");
        Assert.Equal(0, stopped.Code);
        Assert.Matches("~ Deployment shop-web +hold +stopped by ", stopped.Out);
        Assert.Contains("shop is stopped until its spec changes, or reconcile start", stopped.Out, StringComparison.Ordinal);
        var plan = await _live.Cli.RunAsync("plan", "source");
        Assert.Equal(0, plan.Code);
        Assert.Contains("note RCN3060: shop is stopped by ", plan.Out, StringComparison.Ordinal);
        var status = await _live.Cli.RunAsync("status");
        Assert.Matches("  held: stopped by .+, .+ ago\n", status.Out);
        Assert.Contains("web   0/0", status.Out, StringComparison.Ordinal);
        var json = await _live.Cli.RunAsync("status", "--output", "json");
        Assert.Contains("\"hold\": \"stop\"", json.Out, StringComparison.Ordinal);
        await Schemas.AssertFitsAsync("status", json.Out);

        var started = await _live.Cli.RunAsync("start", "web/shop");
        Assert.Equal(0, started.Code);
        Assert.Contains("shop is not stopped", started.Out, StringComparison.Ordinal);
        Assert.Contains("web   1/1", (await _live.Cli.RunAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_of_a_process_is_no_change_of_the_next_plan()
    {
        await Version("v1");
        Assert.Equal(0, (await _live.Cli.RunAsync("restart", "shop", "-p", "web")).Code);
        Assert.Equal(0, (await _live.Cli.RunAsync("plan", "source")).Code);
        var unknown = await _live.Cli.RunAsync("restart", "shop", "-p", "worker");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("RCN2552", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_is_asked_about_held_and_ended_by_resume()
    {
        await Version("v1");
        await Version("v2");
        _live.Cli.Answer = "no";
        var declined = await _live.Cli.RunAsync("rollback", "shop");
        Assert.Contains("nothing was changed", declined.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("held", (await _live.Cli.RunAsync("status")).Out, StringComparison.Ordinal);
        var back = await _live.Cli.RunAsync("rollback", "shop", "--for", "2h", "--yes");
        Assert.Equal(0, back.Code);
        Assert.Contains("shop is rolled back to revision 1, for 2 hours, until its spec changes, or reconcile resume", back.Out, StringComparison.Ordinal);
        var plan = await _live.Cli.RunAsync("plan", "source", "--output", "json");
        Assert.Equal(0, plan.Code);
        Assert.Contains("RCN3063", plan.Out, StringComparison.Ordinal);
        await Schemas.AssertFitsAsync("plan", plan.Out);
        Assert.Matches("  held: rolled back to revision 1 by .+, (2 hours|1 hour|an hour) more\n", (await _live.Cli.RunAsync("status")).Out);

        Assert.Equal(0, (await _live.Cli.RunAsync("resume", "shop")).Code);
        plan = await _live.Cli.RunAsync("plan", "source", "--output", "json");
        Assert.Equal(2, plan.Code);
        Assert.Contains("\"why\": \"a hold has ended\"", plan.Out, StringComparison.Ordinal);
        await Schemas.AssertFitsAsync("plan", plan.Out);
        await _live.ApplyAsync();
        Assert.Contains("registry.example.org/shop:v2", (await _live.Cli.RunAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_tells_what_was_deployed_and_held_without_secrets()
    {
        await Version("v1");
        await Version("v2");
        await _live.Cli.RunAsync("rollback", "shop", "--to", "1", "--yes");
        var text = await _live.Cli.RunAsync("history", "shop");
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.StartsWith("shop (namespace web)   3 revisions\n", text.Out, StringComparison.Ordinal);
        Assert.Matches("  3 +deployed +no commit +.+ +. objects +rollback to 1\n", text.Out);
        var json = await _live.Cli.RunAsync("history", "web/shop", "--output", "json");
        await Schemas.AssertFitsAsync("history", json.Out);
        var yaml = await _live.Cli.RunAsync("history", "shop", "--output", "yaml");
        Assert.Contains("  rolledBackTo: 1\n", yaml.Out, StringComparison.Ordinal);
        Assert.All((string[])[text.Out, json.Out, yaml.Out], output => Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal));
        var unknown = await _live.Cli.RunAsync("history", "shap");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("shop", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_that_lacks_its_secret_changes_nothing()
    {
        await Version("v1");
        await Version("v2", "  env: {TOKEN: other-other}\n");
        var secret = System.Text.RegularExpressions.Regex.Match((await _live.Cli.RunAsync("status", "shop")).Out, "shop-config-[a-z0-9]+").Value;
        await _live.AsSomebodyAsync(async client =>
        {
            var list = await client.Objects.List(new Kube.ListRequest(Kube.KubeResource.Secrets) { Namespace = "web" }, default);
            Assert.True(list.TryGet(out var all, out _));
            foreach (var name in all.Items.Select(item => Objects.ObjectKey.Of(item).Name).Where(name => name != secret))
                await client.Objects.Delete(new Kube.ObjectAddress(Kube.KubeResource.Secrets, "web", name), new Kube.DeleteOptions(Kube.Propagation.Background), default);
        });
        var refused = await _live.Cli.RunAsync("rollback", "shop", "--yes");
        Assert.Equal(3, refused.Code);
        Assert.Contains("RCN3066", refused.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("held", (await _live.Cli.RunAsync("status")).Out, StringComparison.Ordinal);
    }

    private async Task Version(string tag, string env = "  env: {TOKEN: hunter2-hunter2}\n")
    {
        _live.With("app.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec:\n  namespace: web\n  image: registry.example.org/shop:{tag}\n{env}");
        await _live.ApplyAsync();
    }
}
