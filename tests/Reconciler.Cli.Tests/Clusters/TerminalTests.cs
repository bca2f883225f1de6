using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>The real program under a pseudo-terminal, as a person sees it.</summary>
public sealed partial class TerminalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Cli _cli = new();

    public TerminalTests()
    {
        _cli.Variables["RECONCILE_SANDBOX"] = Path.Combine(_cli.Folder, "state", "sandbox.db");
        _cli.Variables["TERM"] = "xterm-256color";
        _cli.With("src/one.yaml", App("one", "shop:slow-2s")).With("src/two.yaml", App("two", "shop:pull-fails"));
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_run_is_shown_in_place_and_what_lasts_stays_above()
    {
        var (code, written) = await RunAsync("apply src --cluster sandbox --yes");
        Assert.True(code == 5, written);
        Assert.Contains("Deployment one-web: 0 of 1 pod ready", written, StringComparison.Ordinal);
        Assert.Contains("back-off pulling image shop:pull-fails", written, StringComparison.Ordinal);
        var screen = Screen.Of(written);
        var line = Assert.Single(screen, each => each.StartsWith("✓ one: 3 written in", StringComparison.Ordinal));
        Assert.True(screen.IndexOf(line) < screen.FindIndex(each => each.Contains("error RCN2301", StringComparison.Ordinal)), string.Join('\n', screen));
        Assert.Contains("✗ two: failed", screen);
        Assert.StartsWith("Applied: 6 written", screen[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(screen, each => Spinner().IsMatch(each));
    }

    [Fact]
    public async Task An_interrupted_run_leaves_a_clean_screen()
    {
        _cli.With("src/two.yaml", App("two", "shop:never-ready"));
        var (code, written) = await RunAsync("apply src --cluster sandbox --yes", interruptAfter: "two-web: 0 of 1 pod ready");
        Assert.True(code == 130, written);
        var screen = Screen.Of(written);
        Assert.Contains(screen, each => each.StartsWith("Interrupted: 6 written, 0 deleted", StringComparison.Ordinal) && each.EndsWith("the lease is released.", StringComparison.Ordinal));
        Assert.DoesNotContain(screen, each => Spinner().IsMatch(each));
    }

    [Theory]
    [InlineData("NO_COLOR", "1", "")]
    [InlineData("TERM", "dumb", "")]
    [InlineData("TERM", "xterm", "--quiet")]
    public async Task Whoever_wants_none_gets_plain_lines(string variable, string value, string option)
    {
        _cli.Variables[variable] = value;
        var (_, written) = await RunAsync($"apply src --cluster sandbox --yes --no-wait {option}");
        Assert.DoesNotContain("\e[2K", written, StringComparison.Ordinal);
        Assert.Equal(option.Length == 0, written.Contains("one: created Deployment one-web", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_takes_long_before_the_first_write_is_named_and_gone_in_the_end()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _cli.With("kubeconfig", $$$"""
            apiVersion: v1
            kind: Config
            current-context: far
            contexts: [{name: far, context: {cluster: far, user: far}}]
            clusters: [{name: far, cluster: {server: "http://127.0.0.1:{{{((IPEndPoint)silent.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}}}"}}]
            users: [{name: far, user: {}}]
            """);
        var (code, written) = await RunAsync("plan src --kubeconfig kubeconfig", interruptAfter: "reading the inventory of default in far");
        Assert.True(code == 130, written);
        var screen = Screen.Of(written);
        Assert.Equal("interrupted; nothing was changed", screen[^1]);
        Assert.DoesNotContain(screen, each => Spinner().IsMatch(each));
    }

    private async Task<(int Code, string Written)> RunAsync(string command, string? interruptAfter = null)
    {
        var log = Path.Combine(_cli.Folder, "typescript");
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", "script", "-qefc", $"stty rows 30 cols 100; exec dotnet {typeof(CommandLine).Assembly.Location} {command}", log])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _cli.Folder,
        };
        foreach (var (name, value) in _cli.Variables) start.Environment[name] = value;
        if (!_cli.Variables.ContainsKey("NO_COLOR")) start.Environment.Remove("NO_COLOR");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (interruptAfter is not null)
        {
            await Eventually.IsAsync(async () => File.Exists(log) && (await ReadAsync(log)).Contains(interruptAfter, StringComparison.Ordinal));
            // as the key is pressed: the terminal makes the signal of it
            await process.StandardInput.WriteAsync('\x03');
            await process.StandardInput.FlushAsync();
        }
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output);
    }

    private static async Task<string> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    private static string App(string name, string image) =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: {name}}}\nspec:\n  namespace: default\n  image: \"{image}\"\n  processes: {{web: {{command: run}}}}\n  deploy: {{timeout: 8s}}\n";

    [GeneratedRegex("[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]")]
    private static partial Regex Spinner();
}

/// <summary>What a terminal shows in the end of what was written to it: lines, of which some were taken back.</summary>
internal static partial class Screen
{
    public static List<string> Of(string written)
    {
        var lines = new List<string> { "" };
        var row = 0;
        foreach (Match token in Token().Matches(written.Replace("\r\n", "\n", StringComparison.Ordinal)))
        {
            switch (token.Value)
            {
                case "\n":
                    if (++row == lines.Count) lines.Add("");
                    break;
                case "\r":
                    break;
                case "\e[2K":
                    lines[row] = "";
                    break;
                case "\e[1A":
                    row--;
                    break;
                case ['\e', ..]:
                    break;
                default:
                    lines[row] += token.Value;
                    break;
            }
        }
        return [.. lines.Where(line => line.Trim().Length > 0)];
    }

    [GeneratedRegex(@"\n|\r|\e\[[0-9;?]*[A-Za-z]|\e[=>]|[^\n\r\e]+")]
    private static partial Regex Token();
}
