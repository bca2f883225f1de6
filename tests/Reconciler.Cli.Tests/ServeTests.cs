using System.Globalization;
using System.Net;
using Reconciler.Cli.Tests.Clusters;

namespace Reconciler.Cli.Tests;

/// <summary>The controller as a process, and what it refuses to begin with.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task It_serves_until_it_is_interrupted_and_keeps_the_cluster_as_the_folder_says()
    {
        _live.With("app.yaml", LiveCli.App());
        using var process = ReconcileProcess.Start(_live.Cli.Folder, _live.Cli.Variables, "serve", "source", "--cluster", "sandbox", "--listen", "http://127.0.0.1:0");
        await process.SaysAsync("serving http://127.0.0.1:");
        await process.SaysAsync("\"message\":\"synced");
        _live.With("more.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more, namespace: web}\ndata: {a: '1'}\n");
        await process.SaysAsync("create ConfigMap/web/more");
        var port = int.Parse(process.Out.Split("127.0.0.1:")[1].Split('\n')[0], CultureInfo.InvariantCulture);
        using var http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
        Assert.Contains("ready", await http.GetStringAsync("/readyz"), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", process.Error + await http.GetStringAsync("/api/v1/environments") + await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        process.Signal("INT");
        Assert.Equal(130, await process.EndAsync());
    }

    [Fact]
    public async Task When_the_leader_is_killed_the_other_takes_over_within_the_lease()
    {
        _live.With("app.yaml", LiveCli.App());
        _live.Cli.Variables["RECONCILE_CLUSTER"] = "";
        using var sandbox = ReconcileProcess.Start(_live.Cli.Folder, _live.Cli.Variables, "sandbox", "start", "--quiet");
        await sandbox.SaysAsync("\n");
        using var leader = Serve();
        await leader.SaysAsync("\"message\":\"synced");
        using var standby = Serve();
        await standby.SaysAsync("\"message\":\"standby");
        leader.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        _live.With("more.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more, namespace: web}\ndata: {a: '1'}\n");
        await standby.SaysAsync("create ConfigMap/web/more");
        Assert.InRange(TimeProvider.System.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(45));
        Assert.DoesNotContain("delete", standby.Error, StringComparison.Ordinal);

        ReconcileProcess Serve() => ReconcileProcess.Start(_live.Cli.Folder, _live.Cli.Variables, "serve", "source", "--kubeconfig", "sandbox.db.kubeconfig", "--listen", "http://127.0.0.1:0");
    }

    [Fact]
    public async Task Another_cluster_is_reached_by_its_kubeconfig_also_for_logs_and_a_broken_one_is_kept_in_one_file()
    {
        _live.With("app.yaml", LiveCli.App());
        _live.Cli.Variables["RECONCILE_CLUSTER"] = "";
        _live.Cli.Variables["BROKEN"] = "nonsense";
        _live.Cli.Variables["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_live.Cli.Folder, "temporary")).FullName;
        _live.Cli.With("config.yaml", "environments:\n- {name: broken, source: source, kubeconfigFrom: {env: BROKEN}}\n- {name: other, source: source, kubeconfigFrom: {file: sandbox.db.kubeconfig}}\n");
        using var sandbox = ReconcileProcess.Start(_live.Cli.Folder, _live.Cli.Variables, "sandbox", "start", "--quiet");
        await sandbox.SaysAsync("\n");
        using var process = ReconcileProcess.Start(_live.Cli.Folder, _live.Cli.Variables, "serve", "--config", "config.yaml", "--listen", "http://127.0.0.1:0");
        await process.SaysAsync("\"message\":\"synced");
        var port = int.Parse(process.Out.Split("127.0.0.1:")[1].Split('\n')[0], CultureInfo.InvariantCulture);
        using var http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
        var logs = await http.GetAsync("/api/v1/environments/other/apps/web/shop/logs");
        Assert.True(logs.IsSuccessStatusCode, await logs.Content.ReadAsStringAsync());
        Assert.Single(Directory.GetFiles(Path.Combine(_live.Cli.Folder, "temporary"), "kubeconfig", SearchOption.AllDirectories));
        // one of two is enough to be asked, none is not
        Assert.Contains("not ready", await http.GetStringAsync("/readyz"), StringComparison.Ordinal);
        sandbox.Kill();
        await EventuallyAsync(async () => (await http.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> isReached)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isReached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(90), "it did not become so");
            await Task.Delay(100);
        }
    }

    [Theory]
    [InlineData("RCN2404", "serve", "source", "--listen", "http://0.0.0.0:0")]
    [InlineData("RCN2403", "serve", "source", "--listen", "nowhere")]
    [InlineData("RCN2401", "serve", "--config", "missing.yaml")]
    [InlineData("RCN2401", "serve", "--config", "source/wrong.yaml")]
    [InlineData("RCN2408", "serve", "source", "--tokens", "missing")]
    public async Task What_it_can_not_begin_with_is_said(string code, params string[] args)
    {
        _live.With("wrong.yaml", "environments:\n- {sorce: https://git.example.com/x.git}\n");
        var result = await _live.Cli.RunAsync(args);
        Assert.Equal(1, result.Code);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
    }
}
