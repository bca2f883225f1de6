namespace Reconciler.Cli.Tests.Clusters;

public sealed class UndoCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public UndoCommandTests() => _cli.Variables["RECONCILE_SANDBOX"] = Path.Combine(_cli.Folder, "state", "sandbox.db");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_was_pruned_comes_back_is_held_and_let_go()
    {
        _cli.With("src/one.yaml", Map("one")).With("src/two.yaml", Map("two"));
        Assert.Equal(0, (await Run("apply", "src", "--yes")).Code);
        Assert.Equal(1, (await Run("undo", "--yes")).Code);
        File.Delete(Path.Combine(_cli.Folder, "src", "two.yaml"));
        Assert.Equal(2, (await Run("plan", "src")).Code);
        Assert.Equal(0, (await Run("apply", "src", "--yes")).Code);

        Assert.Contains("1 object", (await Run("undo", "--list")).Out, StringComparison.Ordinal);
        _cli.Answer = "no";
        Assert.Contains("nothing was changed", (await Run("undo")).Error, StringComparison.Ordinal);
        var undone = await Run("undo", "--yes", "--for", "2h");
        Assert.Equal(0, undone.Code);
        Assert.Contains("new UID", undone.Error, StringComparison.Ordinal);
        Assert.Contains("Plan: 1 to create", undone.Out, StringComparison.Ordinal);
        Assert.Contains("held for 2 hours", undone.Out, StringComparison.Ordinal);

        var plan = await Run("plan", "src");
        Assert.Equal(0, plan.Code);
        Assert.Contains("RCN3040", plan.Out, StringComparison.Ordinal);
        Assert.Contains("1 object", (await Run("undo", "--release")).Out, StringComparison.Ordinal);
        Assert.Contains("1 to prune", (await Run("plan", "src")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_is_let_go_and_taken_over_again()
    {
        _cli.With("src/one.yaml", Map("one")).With("src/two.yaml", Map("two"));
        Assert.Equal(0, (await Run("apply", "src", "--yes")).Code);
        var orphaned = await Run("orphan", "ConfigMap/two", "--yes");
        Assert.Equal(0, orphaned.Code);
        Assert.Contains("RCN3041", orphaned.Out, StringComparison.Ordinal);
        Assert.Contains("RCN3006", (await Run("plan", "src")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("adopt", "cm/two")).Code);
        Assert.Contains("1 to adopt", (await Run("plan", "src")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("adopt", "cm/two", "--cancel")).Code);
        Assert.Equal(3, (await Run("plan", "src")).Code);
        Assert.Equal(0, (await Run("adopt", "configmaps/two", "-n", "default")).Code);
        Assert.Equal(0, (await Run("apply", "src", "--yes")).Code);
        Assert.Equal(0, (await Run("plan", "src")).Code);
        Assert.Contains("already", (await Run("adopt", "cm/two")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cm/none", "RCN2335")]
    [InlineData("Thing/x", "RCN2335")]
    [InlineData("nonsense", "RCN2335")]
    [InlineData("Namespace/default", "RCN2336")]
    public async Task What_is_not_there_or_not_ours_is_told(string named, string code)
    {
        _cli.With("src/one.yaml", Map("one"));
        await Run("apply", "src", "--yes");
        var result = await Run("orphan", named, "--yes");
        Assert.Equal(1, result.Code);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
    }

    private static string Map(string name) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default}}\ndata: {{a: '1'}}\n";

    private Task<CliResult> Run(params string[] args) => _cli.RunAsync([.. args, "--cluster", "sandbox"]);
}
