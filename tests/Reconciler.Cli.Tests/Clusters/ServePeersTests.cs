using Reconciler.Cli.Serving;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>Whom a standby hands the tokens of callers to.</summary>
public sealed class ServePeersTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task Only_a_pod_of_the_same_namespace_and_account_is_taken_for_the_leader()
    {
        (_live.Cli.Variables["POD_NAME"], _live.Cli.Variables["POD_NAMESPACE"]) = ("one", "tools");
        await using var clusters = new OpenClusters(_live.Cli.Host());
        var peers = new ServePeers(_live.Cli.Host(), clusters, new Uri("http://0.0.0.0:8080"));
        foreach (var space in (string[])["tools", "elsewhere"])
        {
            await _live.MakeAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {space}}}\n");
            foreach (var account in (string[])["reconciler", "builder"]) await _live.MakeAsync($"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {account}, namespace: {space}}}\n");
        }
        await PodAsync("one", "tools", "reconciler");
        await PodAsync("two", "tools", "reconciler");
        await PodAsync("three", "tools", "builder");
        await PodAsync("four", "elsewhere", "reconciler");
        Uri? two = null;
        for (var tries = 0; two is null && tries < 300; tries++)
        {
            await Task.Delay(100);
            two = await peers.FindAsync("two (controller)", default);
        }
        Assert.Equal(8080, two?.Port);
        foreach (var other in (string[])["three (controller)", "four (controller)", "two", "../two (controller)", "evil.example.com:80 (controller)", " (controller)"]) Assert.Null(await peers.FindAsync(other, default));
    }

    private Task PodAsync(string name, string space, string account) =>
        _live.MakeAsync($"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {space}}}\nspec: {{serviceAccountName: {account}, containers: [{{name: c, image: example.com/x:v1}}]}}\n");
}
