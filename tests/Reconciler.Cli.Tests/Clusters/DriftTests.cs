using System.Text.RegularExpressions;

namespace Reconciler.Cli.Tests.Clusters;

public sealed class DriftTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task What_was_applied_and_not_touched_has_no_drift_whatever_the_source_says_now()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        _live.With("app.yaml", LiveCli.App("  processes: {web: {replicas: 3}}\n"));
        var result = await _live.Cli.RunAsync("drift", "source");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("Drift: 0 objects differ, ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_are_shown_with_who_changed_them_and_what_is_gone_as_deleted()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {replicas: 2}}\n")).ApplyAsync();
        await _live.EditAsync("apps/v1", "Deployment", "shop-web", """{"spec": {"replicas": 5}, "metadata": {"labels": {"theirs": "1"}}}""");
        await _live.DeleteAsync(Kube.KubeResource.Services, "shop-web");
        // within the same second it is "now", and not ago
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        var result = await _live.Cli.RunAsync("drift");
        Assert.Equal((2, ""), (result.Code, result.Error));
        Assert.True(Regex.IsMatch(result.Out, "  ~ Deployment shop-web +changed by kubectl-edit, .+ ago\n      spec.replicas   2 → 5\n"), result.Out);
        Assert.Matches("  - Service shop-web +deleted by someone \\(not recorded\\)\n", result.Out);
        Assert.DoesNotContain("theirs", result.Out, StringComparison.Ordinal);
        Assert.Contains("Drift: 2 objects differ, ", result.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _live.Cli.RunAsync("drift", "--exit-zero")).Code);
        var json = await _live.Cli.RunAsync("drift", "--output", "json");
        Assert.Equal(2, json.Code);
        await Schemas.AssertFitsAsync("drift", json.Out);
        await _live.ApplyAsync();
        Assert.Equal(0, (await _live.Cli.RunAsync("drift")).Code);
    }

    [Fact]
    public async Task A_changed_secret_is_told_without_a_value()
    {
        await _live.With("secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: web}\nstringData: {key: first-value}\n").With("app.yaml", LiveCli.App()).ApplyAsync();
        Assert.Equal(0, (await _live.Cli.RunAsync("drift")).Code);
        await _live.EditAsync("v1", "Secret", "keys", """{"data": {"key": "c2Vjb25kLXZhbHVl"}}""");
        var result = await _live.Cli.RunAsync("drift");
        Assert.Equal(2, result.Code);
        Assert.Matches("  ~ Secret keys +changed by kubectl-edit, .+ ago: values of the Secret", result.Out);
        foreach (var value in (string[])["c2Vjb25kLXZhbHVl", "second-value", "first-value", "hunter2"]) Assert.DoesNotContain(value, result.Out + (await _live.Cli.RunAsync("drift", "--output", "json")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_source_tells_which_environment_is_meant()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        _live.Cli.With("other/environment.yaml", Sample.Environment).With("other/app.yaml", Sample.AppIn("other", "blog"));
        Assert.Equal(0, (await _live.Cli.RunAsync("apply", "other", "--yes")).Code);
        Assert.Contains("Environment production", (await _live.Cli.RunAsync("drift", "other")).Out, StringComparison.Ordinal);
        Assert.Contains("Environment default", (await _live.Cli.RunAsync("drift", "source")).Out, StringComparison.Ordinal);
        Assert.Contains("Environment production", (await _live.Cli.RunAsync("drift", "-e", "production")).Out, StringComparison.Ordinal);
        _live.Cli.With("third/environment.yaml", Sample.Environment.Replace("production", "staging", StringComparison.Ordinal));
        var unknown = await _live.Cli.RunAsync("drift", "third");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("RCN2334", unknown.Error, StringComparison.Ordinal);
    }
}
