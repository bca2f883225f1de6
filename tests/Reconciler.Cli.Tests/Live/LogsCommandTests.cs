using System.Diagnostics;
using Reconciler.Cli.Tests.Clusters;

namespace Reconciler.Cli.Tests.Live;

public sealed class LogsCommandTests : IDisposable
{
    private const string Controller = """
        apiVersion: v1
        kind: Pod
        metadata: {name: controller, namespace: web, labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
        spec:
          restartPolicy: Never
          containers:
          - name: controller
            image: controller
            command: [sh, -c, "echo '\"GET /a\" 200 [web-shop-web-http]'; echo '\"GET /b\" 502 [web-shop-web-http]'; echo '\"GET /c\" 500 [other-app-http]'; echo '[error] server: shop.example.com'; sleep 3600"]
        """;

    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    /// <summary>As a script does that collects what several commands say.</summary>
    [Fact]
    public async Task Into_a_file_that_others_write_too_nothing_is_written_over()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {}}\n")).ApplyAsync();
        var start = new ProcessStartInfo("sh", ["-c", "{ echo first; dotnet \"$0\" logs shop --quiet; echo last; } >out 2>&1", typeof(CommandLine).Assembly.Location]) { WorkingDirectory = _live.Cli.Folder };
        foreach (var (name, value) in _live.Cli.Variables) start.Environment[name] = value;
        using var script = Process.Start(start)!;
        await script.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        var lines = await File.ReadAllLinesAsync(Path.Combine(_live.Cli.Folder, "out"));
        Assert.Equal(("first", "last"), (lines[0], lines[^1]));
        Assert.Equal((await _live.Cli.RunAsync("logs", "shop", "--quiet")).Out, string.Concat(lines[1..^1].Select(line => $"{line}\n")));
    }

    [Fact]
    public async Task All_pods_of_the_processes_are_shown_each_line_with_its_pod()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {replicas: 2}, worker: {}}\n")).ApplyAsync();
        await _live.Cli.RunAsync("run", "shop", "--detach", "--", "sh", "-c", "echo of a run; sleep 3600");
        var all = await _live.Cli.RunAsync("logs", "shop");
        Assert.Equal((0, ""), (all.Code, all.Error));
        Assert.Equal(2, Count(all.Out, "web: starting registry.example.org/shop:v1\n"));
        Assert.Matches("(?m)^web-[a-z0-9]+-[a-z0-9]+: web: ready$", all.Out);
        Assert.Matches("(?m)^worker-[a-z0-9]+-[a-z0-9]+: worker: ready$", all.Out);
        Assert.DoesNotContain("of a run", all.Out, StringComparison.Ordinal);
        Assert.Equal(1, Count((await _live.Cli.RunAsync("logs", "shop", "-p", "web.2")).Out, "web: ready\n"));
        Assert.Equal("worker: ready\n", (await _live.Cli.RunAsync("logs", "web/shop", "-p", "worker", "--tail", "1", "--quiet")).Out);
        await Eventually.IsAsync(async () => (await _live.Cli.RunAsync("logs", "shop", "-p", "run")).Out.EndsWith(": of a run\n", StringComparison.Ordinal));
        Assert.Contains("did you mean \"worker\"?", (await _live.Cli.RunAsync("logs", "shop", "-p", "workr")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_shows_pods_that_come_and_ends_by_an_interrupt()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        using var logs = _live.Cli.Start("logs", "shop", "-f");
        await logs.SaysAsync("web: ready");
        await _live.With("app.yaml", LiveCli.App().Replace("shop:v1", "shop:v2", StringComparison.Ordinal)).ApplyAsync();
        await logs.SaysAsync("web: starting registry.example.org/shop:v2");
        logs.Signal("INT");
        Assert.Equal((130, ""), (await logs.EndAsync(), logs.Error));
    }

    [Fact]
    public async Task Following_ends_when_nobody_reads_it_any_more()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        await _live.Cli.RunAsync("run", "shop", "--detach", "--", "sh", "-c", $"{string.Concat(Enumerable.Range(1, 40).Select(number => $"echo line {number}; sleep 1; "))}sleep 3600");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"dotnet {typeof(CommandLine).Assembly.Location} logs shop -p run -f | head -1"]) { WorkingDirectory = _live.Cli.Folder, RedirectStandardOutput = true, Environment = { ["HOME"] = _live.Cli.Folder, ["RECONCILE_SANDBOX"] = "sandbox.db", ["RECONCILE_CLUSTER"] = "sandbox" } })!;
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.EndsWith(": line 1\n", await shell.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_is_seen_in_the_run_before_and_in_what_failed_last()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {}, worker: {image: \"worker:crash\"}}\n")).Cli.RunAsync("apply", "source", "--yes", "--no-wait");
        await Eventually.IsAsync(async () => (await _live.Cli.RunAsync("logs", "shop", "--previous")).Code == 0);
        var previous = await _live.Cli.RunAsync("logs", "shop", "--previous");
        Assert.Matches("(?m)^worker-[a-z0-9]+-[a-z0-9]+: worker: error: ends with code 1", previous.Out);
        Assert.DoesNotContain("web-", previous.Out, StringComparison.Ordinal);
        var failed = await _live.Cli.RunAsync("logs", "shop", "--failed");
        Assert.Equal(0, failed.Code);
        Assert.Matches("^shop-worker-[a-z0-9]+-[a-z0-9]+ \\(worker\\): container worker (keeps crashing: exit code 1|ended with exit code 1, and runs again)", failed.Error);
        Assert.Contains("worker: error: ends with code 1", failed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_failed_is_the_last_failure_and_where_nothing_failed_it_is_said()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        Assert.Contains("no pod of shop that is still there has failed", (await _live.Cli.RunAsync("logs", "shop", "--failed")).Error, StringComparison.Ordinal);
        Assert.Contains("no container of shop has run before its present run", (await _live.Cli.RunAsync("logs", "shop", "--previous")).Error, StringComparison.Ordinal);
        await _live.Cli.RunAsync("run", "shop", "--detach", "--", "sh", "-c", "echo went wrong; exit 3");
        await Eventually.IsAsync(async () => (await _live.Cli.RunAsync("logs", "shop", "--failed")) is { Code: 0 } failed && failed.Out.EndsWith(": went wrong\n", StringComparison.Ordinal) && failed.Error.Contains("(run): container run ended with exit code 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_ingress_controller_writes_about_the_App_is_shown()
    {
        await _live.With("app.yaml", LiveCli.App("  domains: [shop.example.com]\n  ingress: {class: nginx}\n  tls: {enabled: false}\n")).With("plain.yaml", LiveCli.App().Replace("name: shop", "name: plain", StringComparison.Ordinal)).ApplyAsync();
        var none = await _live.Cli.RunAsync("logs", "shop", "--ingress");
        Assert.Contains("RCN2513: no pod of ingress-nginx is running", none.Error, StringComparison.Ordinal);
        await _live.MakeAsync(Controller);
        await Eventually.IsAsync(async () => (await _live.Cli.RunAsync("logs", "shop", "--ingress")).Code == 0);
        var logs = await _live.Cli.RunAsync("logs", "shop", "--ingress", "--quiet");
        Assert.Equal("\"GET /a\" 200 [web-shop-web-http]\n\"GET /b\" 502 [web-shop-web-http]\n[error] server: shop.example.com\n", logs.Out);
        Assert.Equal("controller: \"GET /b\" 502 [web-shop-web-http]\ncontroller: [error] server: shop.example.com\n", (await _live.Cli.RunAsync("logs", "shop", "--ingress", "--errors")).Out);
        Assert.Equal("controller: [error] server: shop.example.com\n", (await _live.Cli.RunAsync("logs", "shop", "--ingress", "--tail", "1")).Out);
        Assert.Contains("RCN2512", (await _live.Cli.RunAsync("logs", "plain", "--ingress")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--previous and --failed are different logs", "--previous", "--failed")]
    [InlineData("--failed is over, so nothing of it can be followed", "--failed", "-f")]
    [InlineData("--errors goes with --ingress", "--errors")]
    [InlineData("--ingress is of the whole App, not of a process", "--ingress", "-p", "web")]
    [InlineData("RCN2026", "--since", "soon")]
    public async Task What_contradicts_itself_is_told(string message, params string[] options)
    {
        var result = await _live.Cli.RunAsync(["logs", "shop", .. options]);
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
