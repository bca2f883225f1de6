using System.Text.RegularExpressions;
using Reconciler.Cli.Tests.Clusters;
using Reconciler.Kube;

namespace Reconciler.Cli.Tests.Live;

public sealed partial class RunTests : IDisposable
{
    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_command_runs_once_with_the_Apps_configuration_ends_as_it_ends_and_leaves_nothing()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        var run = await _live.Cli.RunAsync("run", "shop", "--env", "GREETING=hello", "--", "sh", "-c", "echo $GREETING $TOKEN; exit 3");
        Assert.Equal((3, "hello hunter2-hunter2\n", ""), (run.Code, run.Out, run.Error));
        Assert.Empty(await JobsAsync());
        Assert.Equal((0, "There are no runs.\n"), await OutAsync("runs"));
    }

    [Fact]
    public async Task What_is_piped_in_is_read_by_the_command()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        _live.Cli.Input = "one\ntwo\n";
        Assert.Equal((0, "one\ntwo\n"), await OutAsync("run", "web/shop", "--", "cat"));
        _live.Cli.Input = "echo asked\nexit 5\n";
        Assert.Equal((5, "asked\n"), await OutAsync("run", "shop", "--", "sh"));
    }

    [Fact]
    public async Task A_detached_run_is_listed_shown_and_stopped_by_its_id()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        var (code, text) = await OutAsync("run", "shop", "--detach", "--", "sh", "-c", "echo begun; sleep 3600");
        var id = text.TrimEnd('\n');
        Assert.Equal((0, true), (code, Id().IsMatch(id)));
        await Eventually.IsAsync(async () => (await OutAsync("runs", "logs", id)).Out == "begun\n");
        Assert.Matches($"{id}  web/shop  web  running .* sh -c 'echo begun; sleep 3600'\n", (await OutAsync("runs")).Out);
        await Schemas.AssertFitsAsync("runs", (await OutAsync("runs", "--output", "json")).Out);
        Assert.Equal((0, $"shop-run-{id} is stopped and deleted\n"), await OutAsync("runs", "stop", id));
        Assert.Equal((0, "There are no runs.\n"), await OutAsync("runs", "shop"));
        Assert.Contains("RCN2506", (await _live.Cli.RunAsync("runs", "logs", id)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_plan_sees_nothing_of_a_run()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        await OutAsync("run", "shop", "--detach", "--", "sleep", "3600");
        Assert.Equal(0, (await _live.Cli.RunAsync("plan", "source")).Code);
        Assert.DoesNotContain("orphan", (await OutAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_start_is_explained_and_deleted()
    {
        await _live.With("app.yaml", LiveCli.App("  processes: {web: {}, worker: {image: \"worker:pull-fails\"}}\n")).Cli.RunAsync("apply", "source", "--yes", "--no-wait");
        var run = await _live.Cli.RunAsync("run", "shop", "-p", "worker", "--", "echo", "never");
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Contains("error RCN2505: the command of shop-run-", run.Error, StringComparison.Ordinal);
        Assert.Contains("pulling image worker:pull-fails", run.Error, StringComparison.Ordinal);
        Assert.Empty(await JobsAsync());
    }

    [Fact]
    public async Task Mistakes_are_told_with_what_was_meant()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        Assert.Contains("did you mean \"shop\"?", (await _live.Cli.RunAsync("run", "shpo", "--", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("did you mean \"web\"?", (await _live.Cli.RunAsync("run", "shop", "-p", "wep", "--", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("RCN2503", (await _live.Cli.RunAsync("run", "shop")).Error, StringComparison.Ordinal);
        Assert.Contains("--env takes K=V", (await _live.Cli.RunAsync("run", "shop", "--env", "X", "--", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("RCN2507", (await _live.Cli.RunAsync("cron", "run", "shop", "nightly")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CronJob_runs_now_and_its_Job_stays_as_its_own_do()
    {
        await _live.With("app.yaml", LiveCli.App("  cron: [{name: nightly, schedule: \"0 3 * * *\", command: \"echo night\"}, {name: bad, schedule: \"0 3 * * *\", command: [sh, -c, exit 9]}]\n")).ApplyAsync();
        Assert.Equal((0, "night\n"), await OutAsync("cron", "run", "shop", "nightly"));
        Assert.Equal(9, (await OutAsync("cron", "run", "shop", "bad")).Code);
        Assert.Equal(2, (await JobsAsync()).Length);
        var runs = (await OutAsync("runs", "shop")).Out;
        Assert.Matches("  cron-nightly  done .*  echo night\n", runs);
        Assert.Matches("  cron-bad      failed .*  sh -c 'exit 9'\n", runs);
    }

    [Fact]
    public async Task A_CronJob_that_wants_no_two_at_once_is_not_started_beside_itself()
    {
        await _live.With("app.yaml", LiveCli.App("  cron: [{name: nightly, schedule: \"0 3 * * *\", command: sleep 3600, concurrency: forbid}]\n")).ApplyAsync();
        Assert.Equal(0, (await OutAsync("cron", "run", "shop", "nightly", "--detach")).Code);
        var again = await _live.Cli.RunAsync("cron", "run", "shop", "nightly");
        Assert.Equal(1, again.Code);
        Assert.Matches("RCN2517: shop-nightly-[a-z0-9]{10} is running", again.Error);
    }

    [Fact]
    public async Task A_mount_for_commands_only_is_there_when_one_is_run()
    {
        await _live.With("storage.yaml", "apiVersion: reconciler.dev/v1\nkind: Storage\nmetadata: {name: dumps}\nspec: {namespace: web, size: 1Gi, onRemove: keep}\n")
            .With("app.yaml", LiveCli.App("  mounts: [{storage: dumps, path: /dumps, processes: [run]}]\n")).ApplyAsync();
        await OutAsync("run", "shop", "--detach", "--", "sleep", "3600");
        await Eventually.IsAsync(async () => (await OutAsync("inspect", "shop", "-p", "run")).Out.Contains("mountPath: /dumps", StringComparison.Ordinal));
        Assert.DoesNotContain("mountPath: /dumps", (await OutAsync("inspect", "shop", "-p", "web")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_is_looked_into_and_what_is_written_comes_byte_for_byte()
    {
        await _live.With("storage.yaml", "apiVersion: reconciler.dev/v1\nkind: Storage\nmetadata: {name: uploads}\nspec: {namespace: web, size: 1Gi, onRemove: keep}\n").ApplyAsync();
        _live.Cli.Input = "no line end";
        Assert.Equal((0, "no line end"), await OutAsync("storage", "exec", "uploads", "--", "cat"));
        Assert.Equal(4, (await OutAsync("storage", "exec", "web/uploads", "--", "sh", "-c", "exit 4")).Code);
        Assert.Contains("did you mean \"uploads\"?", (await _live.Cli.RunAsync("storage", "exec", "upload")).Error, StringComparison.Ordinal);
        Assert.Empty(await JobsAsync());
    }

    [Fact]
    public async Task An_interrupt_stops_the_command_and_deletes_its_Job()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        using var run = _live.Cli.Start("run", "shop", "--", "sh", "-c", "echo begun; sleep 3600");
        await run.SaysAsync("begun");
        run.Signal("INT");
        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("is deleted and its command stopped", run.Error, StringComparison.Ordinal);
        Assert.Empty(await JobsAsync());
    }

    private async Task<(int Code, string Out)> OutAsync(params string[] args)
    {
        var result = await _live.Cli.RunAsync(args);
        return (result.Code, result.Out);
    }

    private async Task<string[]> JobsAsync()
    {
        string[] names = [];
        await _live.AsSomebodyAsync(async client =>
        {
            Assert.True((await client.Objects.List(new ListRequest(KubeResource.Jobs), default)).TryGet(out var list, out _));
            names = [.. list.Items.Select(job => Objects.ObjectKey.Of(job).Name)];
        });
        return names;
    }

    [GeneratedRegex("^[bcdfghjklmnpqrstvwxz2456789]{10}$")]
    private static partial Regex Id();
}
