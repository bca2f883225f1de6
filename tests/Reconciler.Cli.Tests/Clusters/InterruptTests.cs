using System.Globalization;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>Real processes that are interrupted while they apply: once, and twice.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly Cli _cli = new();

    public InterruptTests()
    {
        _cli.Variables["RECONCILE_SANDBOX"] = Path.Combine(_cli.Folder, "state", "sandbox.db");
        _cli.With("src/environment.yaml", "apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {name: test}\nspec: {systemNamespace: test-system, namespaces: create}\n");
        _cli.With("src/settled.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settled, namespace: default}\n");
        _cli.With("src/slow.yaml", App("slow", "shop:never-ready"));
        _cli.With("src/later.yaml", $"{App("later", "shop:1")}  dependsOn: [slow]\n");
    }

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task One_interrupt_ends_waiting_and_says_what_is_done_and_what_is_not(string signal)
    {
        using var apply = _cli.Start("apply", "src", "--cluster", "sandbox", "--yes");
        await apply.SaysAsync("0 of 1 pod ready");
        apply.Signal(signal);
        Assert.Equal(130, await apply.EndAsync());
        Assert.Contains("the lease is released.\n", apply.Out, StringComparison.Ordinal);
        Assert.Contains("  partly done: slow\n", apply.Out, StringComparison.Ordinal);
        Assert.Contains("  not begun: later\n", apply.Out, StringComparison.Ordinal);
        Assert.Contains("settled.yaml", Line(apply.Out, "  done: "), StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was changed", apply.Out + apply.Error, StringComparison.Ordinal);
        var next = await _cli.RunAsync("apply", "src", "--cluster", "sandbox", "--yes", "--no-wait");
        Assert.Equal((0, true), (next.Code, next.Out.Contains("later", StringComparison.Ordinal)));
    }

    /// <summary>Pods of StatefulSets come one after the other, but their writes don't: what keeps a run's request in flight here is a server that is stopped.</summary>
    [Fact]
    public async Task Two_interrupts_end_it_at_once_with_one_line_of_what_is_known()
    {
        using var sandbox = _cli.Start("sandbox", "start");
        await sandbox.SaysAsync("Ctrl+C");
        string[] cluster = ["--kubeconfig", $"{_cli.Variables["RECONCILE_SANDBOX"]}.kubeconfig"];
        Assert.Equal(0, (await _cli.RunAsync(["apply", "src", "--yes", "--no-wait", .. cluster])).Code);
        _cli.With("src/slow.yaml", App("slow", "shop:v2-never-ready"));
        for (var i = 0; i < 1000; i++) _cli.With(string.Create(CultureInfo.InvariantCulture, $"src/many/m{i}.yaml"), string.Create(CultureInfo.InvariantCulture, $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{i}, namespace: default}}\n"));
        using var apply = _cli.Start(["apply", "src", "--yes", .. cluster]);
        await apply.SaysAsync("created ConfigMap m");
        sandbox.Signal("STOP");
        apply.Signal("INT");
        await Task.Delay(300);
        apply.Signal("INT");
        var code = await apply.EndAsync();
        sandbox.Signal("CONT");
        Assert.True(code == 130, apply.Error);
        var told = Line(apply.Out, "Interrupted at once: ");
        Assert.Contains("cut off", told, StringComparison.Ordinal);
        Assert.Contains("the lease lapses at ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was changed", apply.Out + apply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_write_an_interrupt_changes_nothing()
    {
        _cli.Answer = null;
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        var host = _cli.Host(TextWriter.Null, error) with { CanAsk = true, ReadLine = () => Wait(stop) };
        var code = await CommandLine.RunAsync(["apply", "src", "--cluster", "sandbox"], host, stop.Token);
        Assert.True(code == 130, error.ToString());
        Assert.EndsWith("interrupted; nothing was changed\n", error.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static string? Wait(CancellationTokenSource stop)
    {
        stop.Cancel();
        return null;
    }

    private static string Line(string text, string start) =>
        Assert.Single(text.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));

    private static string App(string name, string image) =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}}}\nspec:\n  namespace: default\n  image: \"{image}\"\n  processes: {{web: {{command: run}}}}\n";
}
