namespace Reconciler.Cli.Tests.Clusters;

public sealed class StatusTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_cluster_where_nothing_was_applied_says_so()
    {
        var result = await _live.Cli.RunAsync("status");
        Assert.Equal(0, result.Code);
        Assert.Contains("Nothing was applied to sandbox yet.", result.Out, StringComparison.Ordinal);
        Assert.Contains("sandbox   ready", result.Out, StringComparison.Ordinal);
        var named = await _live.Cli.RunAsync("status", "--environment", "production");
        Assert.Equal(1, named.Code);
        Assert.Contains("RCN2334", named.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_is_shown_with_its_revision_its_processes_and_the_worst_of_its_objects()
    {
        await _live.With("app.yaml", LiveCli.App("  processes:\n    web: {replicas: 2}\n    worker: {image: 'registry.example.org/worker:v3'}\n")).ApplyAsync();
        var all = await _live.Cli.RunAsync("status");
        Assert.Equal((0, ""), (all.Code, all.Error));
        Assert.Matches("shop \\(namespace web\\)   revision 1 · deployed .+ ago · healthy\n", all.Out);
        Assert.Contains("  web      2/2   registry.example.org/shop:v1\n  worker   1/1   registry.example.org/worker:v3\n", all.Out, StringComparison.Ordinal);
        await _live.DeleteAsync(Kube.KubeResource.Services, "shop-web");
        var part = await _live.Cli.RunAsync("status", "web/shop");
        Assert.Contains("· missing", part.Out, StringComparison.Ordinal);
        Assert.Matches("Service shop-web +missing +not there", part.Out);
        Assert.Matches("Deployment shop-web +healthy +2 of 2 pods ready", part.Out);
        Assert.DoesNotContain("hunter2", part.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_source_let_go_and_stays_is_an_orphan()
    {
        await _live.With("storage.yaml", "apiVersion: reconciler.dev/v1\nkind: Storage\nmetadata: {name: uploads}\nspec: {namespace: web, size: 1Gi}\n").With("app.yaml", LiveCli.App()).ApplyAsync();
        Assert.DoesNotContain("Orphans", (await _live.Cli.RunAsync("status")).Out, StringComparison.Ordinal);
        _live.Remove("storage.yaml");
        await _live.ApplyAsync();
        var result = await _live.Cli.RunAsync("status");
        Assert.Contains("Orphans\n  PersistentVolumeClaim/web/uploads   the source no longer has it, and it carries reconciler.dev/prune: never\n", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Storage/uploads", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_not_there_is_an_error_with_a_suggestion()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        var result = await _live.Cli.RunAsync("status", "shpo");
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("RCN2020", result.Error, StringComparison.Ordinal);
        Assert.Contains("shop", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_fits_its_schema_and_the_expiry_of_certificates_is_told()
    {
        var (certificate, key) = TestCertificate.Make("shop.example.org", days: 10);
        _live.Cli.With("source/tls.crt", certificate).With("source/tls.key", key);
        await _live.With("cert.yaml", "apiVersion: reconciler.dev/v1\nkind: Certificate\nmetadata: {name: shop-cert}\nspec: {namespace: web, certificateFile: ./tls.crt, keyFile: ./tls.key}\n").With("app.yaml", LiveCli.App()).ApplyAsync();
        var text = await _live.Cli.RunAsync("status");
        Assert.Contains("web/tls-shop-cert   ! expires in", text.Out, StringComparison.Ordinal);
        foreach (var args in (string[][])[["status", "--output", "json"], ["status", "shop", "--output", "json"]])
        {
            var json = await _live.Cli.RunAsync(args);
            Assert.Equal(0, json.Code);
            await Schemas.AssertFitsAsync("status", json.Out);
            Assert.DoesNotContain("hunter2", json.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", json.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_watch_shows_what_changes_until_it_is_interrupted()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        using var watch = _live.Cli.Start("status", "shop", "--watch");
        await watch.SaysAsync("Service shop-web");
        await _live.DeleteAsync(Kube.KubeResource.Services, "shop-web");
        await watch.SaysAsync("missing");
        watch.Signal("INT");
        Assert.Equal(130, await watch.EndAsync());
    }
}
