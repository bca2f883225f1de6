using Reconciler.Cli.Tests.Clusters;
using Reconciler.Cli.Tests.Plans;
using Reconciler.Etcd.Tests;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Routers;

/// <summary>Frontends and variables of a real etcd as a user of the command line meets them.</summary>
public sealed class RouterTests : IDisposable
{
    private const string Host = "shop.example.org";

    private readonly PlanRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_plan_shows_frontends_and_no_value_and_is_applied_as_it_was_reviewed()
    {
        await using var etcd = await StartAsync();
        App("frontend: shop.example.org, envFrom: [{etcd: /env}]").Commit("first");
        var json = await _rig.Json();
        var frontend = json.Of(Host);
        Assert.Equal(("Frontend", "create", "app.yaml"), (frontend.At("kind"), frontend.At("action"), Path.GetFileName(frontend.At("place", "file"))));
        var planned = await _rig.Run("plan", "config", "--out", "plan.json");
        Assert.Matches($@"  \+ Frontend {Host} +yours +config/app.yaml:4\n", planned.Out);
        var applied = await _rig.Run("apply", "plan.json", "--yes");
        Assert.True(applied.Code == 0, applied.Out + applied.Error);
        Assert.Contains($"created Frontend {Host}\n", applied.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await etcd.AllAsync()).Count);
        Assert.Equal(0, (await _rig.Run("plan", "config")).Code);
        foreach (var shown in (string[])[planned.Out, applied.Out, applied.Error, File.ReadAllText(Path.Combine(_rig.Cli.Folder, "plan.json"))])
        {
            Assert.DoesNotContain("geheim", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("passwort", shown, StringComparison.Ordinal);
        }
        var drift = await _rig.Run("drift", "config");
        Assert.True(drift.Code == 0, drift.Out + drift.Error);
        Assert.DoesNotContain("Missing", (await _rig.Run("status")).Out, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Frontend", (await _rig.Cli.RunAsync("render", "config")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_reviewed_and_written_by_others_since_is_held()
    {
        await using var etcd = await StartAsync();
        App("frontend: shop.example.org").Commit("first");
        await _rig.Apply();
        App("frontend: {host: shop.example.org, type: docker-registry}").Commit("second");
        Assert.Equal(2, (await _rig.Run("plan", "config", "--out", "plan.json")).Code);
        var before = await etcd.AllAsync();
        await etcd.PutAsync($"/proxy/frontends/{Host}", before[$"/proxy/frontends/{Host}"].Replace("\"http\"", "\"tcp\"", StringComparison.Ordinal));
        var applied = await _rig.Run("apply", "plan.json", "--yes");
        Assert.Equal(4, applied.Code);
        Assert.Contains("our fields of it have changed", applied.Out, StringComparison.Ordinal);
        Assert.Contains("\"Type\":\"tcp\"", (await etcd.AllAsync())[$"/proxy/frontends/{Host}"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_changes_neither_shows_neither()
    {
        await using var etcd = await StartAsync();
        App("frontend: shop.example.org, envFrom: [{etcd: /env}]").Commit("first");
        await _rig.Apply();
        await etcd.DeleteAsync($"/proxy/frontends/{Host}");
        _rig.Git("checkout", "-q", "-b", "feature");
        _rig.Map("added").Commit("branch");
        var plan = await _rig.Json("--base", "main");
        Assert.Equal(["added"], plan.Maps("changes").Select(change => change.At("name")));
        Assert.Equal([Host], plan.Maps("apart").Select(change => change.At("name")));
        App("frontend: shop.example.org, envFrom: [{etcd: /env}], env: {LOG_LEVEL: own}").Commit("more");
        Assert.Contains("shop-web", (await _rig.Json("--base", "main")).Maps("changes").Select(change => change.At("name")));
    }

    [Fact]
    public async Task The_controller_takes_up_what_changes_in_etcd()
    {
        await using var etcd = await StartAsync(", sync: {interval: 1s}");
        App("frontend: shop.example.org, envFrom: [{etcd: /env}]").Commit("first");
        using var process = ReconcileProcess.Start(_rig.Cli.Folder, _rig.Cli.Variables, "serve", "config", "--cluster", "sandbox", "--listen", "http://127.0.0.1:0");
        await process.SaysAsync("\"message\":\"synced");
        var whole = await etcd.AllAsync();
        Assert.Equal(3, whole.Count);
        await etcd.PutAsync("/env/log-level", "geheim-2");
        await process.SaysAsync("update Deployment.apps/default/shop-web");
        await etcd.DeleteAsync($"/proxy/frontends/{Host}");
        for (var tries = 0; tries < 200 && (await etcd.AllAsync()).Count < 3; tries++) await Task.Delay(100);
        Assert.Equal(whole[$"/proxy/frontends/{Host}"], (await etcd.AllAsync())[$"/proxy/frontends/{Host}"]);
        process.Signal("INT");
        Assert.Equal(130, await process.EndAsync());
        Assert.DoesNotContain("geheim", process.Out + process.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("passwort", process.Out + process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_with_a_frontend_is_stopped_started_and_rolled_back_like_any_other()
    {
        await using var etcd = await StartAsync();
        App("frontend: shop.example.org, env: {A: '1'}").Commit("first");
        await _rig.Apply();
        var whole = await etcd.AllAsync();
        await SucceedsAsync("stop", "shop");
        await IsSettledAsync("RCN3060");
        await SucceedsAsync("start", "shop");
        await IsSettledAsync("unchanged");
        App("frontend: new.example.org, env: {A: '2'}").Commit("second");
        await _rig.Apply();
        App("frontend: new.example.org, env: {A: '3'}").Commit("third");
        await _rig.Apply();
        await SucceedsAsync("rollback", "shop", "--yes");
        await IsSettledAsync("RCN3063");
        await SucceedsAsync("resume", "shop");
        await _rig.Apply();
        Assert.Equal(whole.Keys.Select(key => key.Replace(Host, "new.example.org", StringComparison.Ordinal)), (await etcd.AllAsync()).Keys);
    }

    private async Task SucceedsAsync(string command, params string[] arguments)
    {
        var run = await _rig.Run(command, arguments);
        Assert.True(run.Code == 0, $"{command}: {run.Out}{run.Error}");
    }

    /// <summary>Nothing is left to do, and the plan says this.</summary>
    private async Task IsSettledAsync(string told)
    {
        var plan = await _rig.Run("plan", "config");
        Assert.True(plan.Code == 0, plan.Out + plan.Error);
        Assert.Contains(told, plan.Out, StringComparison.Ordinal);
    }

    /// <summary>An etcd with a variable, which lets in one user, and the Environment that says so.</summary>
    private async Task<EtcdServer> StartAsync(string fields = "")
    {
        var etcd = await EtcdServer.StartAsync();
        await etcd.PutAsync("/env/log-level", "geheim-1");
        await etcd.RequireUserAsync("proxy", "passwort", "/");
        _rig.Cli.Variables["ETCD_PASSWORD"] = "passwort";
        _rig.File("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: production}}\nspec: {{router: {{etcd: {{endpoints: [\"{etcd.Endpoint}\"], username: proxy, passwordFrom: {{env: ETCD_PASSWORD}}}}}}{fields}}}\n");
        return etcd;
    }

    private PlanRig App(string fields) => _rig.File("app.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec: {{image: registry.example.com/shop:v1, {fields}}}\n");
}
