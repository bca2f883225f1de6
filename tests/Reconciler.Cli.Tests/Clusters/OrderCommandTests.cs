namespace Reconciler.Cli.Tests.Clusters;

/// <summary>Orders to the controller, as the cluster keeps them.</summary>
public sealed class OrderCommandTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_pause_stands_in_status_until_it_is_ended()
    {
        _live.With("app.yaml", LiveCli.App());
        await _live.ApplyAsync();
        Assert.Equal(0, (await _live.Cli.RunAsync(["pause", "shop"])).Code);
        Assert.Contains("Paused: web/App/shop", (await _live.Cli.RunAsync(["status"])).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _live.Cli.RunAsync(["pause"])).Code);
        Assert.Contains("Paused: everything", (await _live.Cli.RunAsync(["status"])).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _live.Cli.RunAsync(["resume"])).Code);
        Assert.DoesNotContain("Paused", (await _live.Cli.RunAsync(["status"])).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _live.Cli.RunAsync(["sync", "web/shop"])).Code);
    }

    [Fact]
    public async Task What_is_not_there_is_not_ordered()
    {
        Assert.Equal(1, (await _live.Cli.RunAsync(["pause"])).Code);
        _live.With("app.yaml", LiveCli.App());
        await _live.ApplyAsync();
        var unknown = await _live.Cli.RunAsync(["pause", "shap"]);
        Assert.Equal(1, unknown.Code);
        Assert.Contains("shop", unknown.Error, StringComparison.Ordinal);
        var nothing = await _live.Cli.RunAsync(["approve", "default", "RCN3003"]);
        Assert.Equal(1, nothing.Code);
        Assert.Contains("RCN2406", nothing.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await _live.Cli.RunAsync(["approve", "default", "RCN1001"])).Code);
    }
}
