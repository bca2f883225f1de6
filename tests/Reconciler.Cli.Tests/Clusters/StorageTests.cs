namespace Reconciler.Cli.Tests.Clusters;

public sealed class StorageTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_volume_is_shown_with_who_mounts_it()
    {
        await _live.With("storage.yaml", Storage("uploads")).With("app.yaml", LiveCli.App("  mounts: [{storage: uploads, path: /data}]\n  deploy: {strategy: recreate}\n")).ApplyAsync();
        var text = await _live.Cli.RunAsync("storage");
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.Contains("web/uploads   1Gi · ", text.Out, StringComparison.Ordinal);
        Assert.Matches("  mounted by Pod shop-web-[a-z0-9-]+ of shop, web\n", text.Out);
        Assert.DoesNotContain("orphan", text.Out, StringComparison.Ordinal);
        var json = await _live.Cli.RunAsync("storage", "--output", "json");
        await Schemas.AssertFitsAsync("storage", json.Out);
        var wait = await _live.Cli.RunAsync("storage", "wait", "uploads", "--timeout", "20");
        Assert.Equal((0, "web/uploads is bound\n"), (wait.Code, wait.Out));
    }

    [Fact]
    public async Task A_volume_that_is_kept_is_an_orphan_and_one_on_a_node_shows_its_folder()
    {
        await _live.With("storage.yaml", Storage("uploads")).With("local.yaml", Storage("local", "hostPath: /var/lib/local, ")).With("app.yaml", LiveCli.App()).ApplyAsync();
        _live.Remove("storage.yaml");
        await _live.ApplyAsync();
        var text = await _live.Cli.RunAsync("storage");
        Assert.Contains("  orphan: the source no longer has it, and it carries reconciler.dev/prune: never\n", text.Out, StringComparison.Ordinal);
        Assert.Contains("  in /var/lib/local of its node\n", text.Out, StringComparison.Ordinal);
        await Schemas.AssertFitsAsync("storage", (await _live.Cli.RunAsync("storage", "--output", "json")).Out);
    }

    [Fact]
    public async Task A_wait_that_would_never_end_says_why()
    {
        await _live.With("class.yaml", "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: late}\nprovisioner: example.org/late\nvolumeBindingMode: WaitForFirstConsumer\n")
            .With("late.yaml", Storage("late", "storageClass: late, ")).With("none.yaml", Storage("none", "storageClass: not-there, ")).ApplyAsync();
        var late = await _live.Cli.RunAsync("storage", "wait", "web/late");
        Assert.Equal((1, ""), (late.Code, late.Out));
        Assert.Contains("RCN2310", late.Error, StringComparison.Ordinal);
        var none = await _live.Cli.RunAsync("storage", "wait", "none", "--timeout", "1");
        Assert.Equal((1, ""), (none.Code, none.Out));
        Assert.Contains("RCN2301", none.Error, StringComparison.Ordinal);
        var unknown = await _live.Cli.RunAsync("storage", "wait", "nome");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("RCN2311", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("none", unknown.Error, StringComparison.Ordinal);
    }

    private static string Storage(string name, string more = "") => $"apiVersion: reconciler.dev/v1\nkind: Storage\nmetadata: {{name: {name}}}\nspec: {{namespace: web, size: 1Gi, {more}onRemove: keep}}\n";
}
