using Reconciler.Cli.Tests.Clusters;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Cli.Tests.Live;

public sealed class ExecCommandTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_command_runs_in_the_pod_that_is_meant_and_ends_as_it_ends()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {replicas: 2}, worker: {}}\n  cron: [{name: nightly, schedule: \"0 3 * * *\", command: \"sleep 3600\"}]\n")).ApplyAsync();
        await _live.Cli.RunAsync("run", "shop", "--detach", "--", "sleep", "3600");
        await _live.Cli.RunAsync("cron", "run", "shop", "nightly", "--detach");
        var pods = await PodsAsync("web");
        Assert.Equal(2, pods.Length);
        Assert.Equal((0, $"{pods[0]} hunter2-hunter2\n", ""), await RunAsync("exec", "shop", "-p", "web.1", "--", "sh", "-c", "echo $HOSTNAME $TOKEN"));
        Assert.Equal((7, $"{pods[1]}\n", ""), await RunAsync("exec", "web/shop", "-p", "web.2", "--", "sh", "-c", "echo $HOSTNAME; exit 7"));
        Assert.Equal((0, (await PodsAsync("worker"))[0] + "\n", ""), await RunAsync("exec", "shop", "-p", "worker", "--", "printenv", "HOSTNAME"));
        var (code, _, error) = await RunAsync("exec", "shop", "-p", "web.3", "--", "true");
        Assert.Equal((1, "error RCN2508: web has 2 running pods, and no number 3\n    fix: write web.1 to web.2\n"), (code, error));
        Assert.Contains("fix: write web.1", (await RunAsync("exec", "shop", "-p", "web.x")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_there_is_a_shell_that_reads_what_is_piped_in()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        _live.Cli.Input = "echo in a shell\nexit 4\n";
        Assert.Equal((4, "in a shell\n", ""), await RunAsync("exec", "shop"));
        _live.Cli.Input = "no line end";
        Assert.Equal((0, "no line end", ""), await RunAsync("exec", "shop", "--", "cat"));
    }

    [Fact]
    public async Task Output_and_errors_stay_apart()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        Assert.Equal((1, "out\n", "cat: /nope: No such file or directory\n"), await RunAsync("exec", "shop", "--", "sh", "-c", "echo out; cat /nope"));
    }

    [Fact]
    public async Task Where_no_pod_runs_it_is_said_why()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {image: \"shop:pull-fails\"}}\n")).Cli.RunAsync("apply", "source", "--yes", "--no-wait");
        await Eventually.IsAsync(async () => (await RunAsync("exec", "shop")).Error.Contains("no pod of web is running: ", StringComparison.Ordinal));
        Assert.Contains("pulling image shop:pull-fails", (await RunAsync("exec", "shop")).Error, StringComparison.Ordinal);
        Assert.Contains("RCN2510: nothing was written: ", (await RunAsync("logs", "shop")).Error, StringComparison.Ordinal);
        var failed = await RunAsync("logs", "shop", "--failed");
        Assert.Equal((0, ""), (failed.Code, failed.Out));
        Assert.EndsWith("; it has written nothing\n", failed.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        var result = await _live.Cli.RunAsync(args);
        return (result.Code, result.Out, result.Error);
    }

    private async Task<string[]> PodsAsync(string process)
    {
        string[] names = [];
        await _live.AsSomebodyAsync(async client =>
        {
            Assert.True((await client.Objects.List(new ListRequest(KubeResource.Pods) { LabelSelector = $"app.kubernetes.io/component={process}" }, default)).TryGet(out var list, out _));
            names = [.. list.Items.Select(pod => ObjectKey.Of(pod).Name).Order(StringComparer.Ordinal)];
        });
        return names;
    }
}
