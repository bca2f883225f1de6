using System.Diagnostics;
using System.Text.RegularExpressions;
using Reconciler.Cli.Tests.Clusters;

namespace Reconciler.Cli.Tests.Live;

/// <summary>Commands in containers under a pseudo-terminal, as a person at a keyboard has them. That keys are shown and sizes known is the sandbox's doing, as it is a kubelet's.</summary>
public sealed partial class TerminalCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LiveCli _live = new();

    public void Dispose() => _live.Dispose();

    [Fact]
    public async Task A_shell_of_a_run_gets_each_key_and_the_size_of_the_terminal()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        var (code, written) = await AtTerminalAsync("run shop -- sh", ("$ ", "echo typed $TOKEN\r"), ("hunter2-hunter2", "stty size\r"), ("30 100", "exit 7\r"));
        Assert.True(code == 7, written);
        Assert.Equal("$ echo typed $TOKEN\ntyped hunter2-hunter2\n$ stty size\n30 100\n$ exit 7\n", written);
    }

    [Fact]
    public async Task An_interrupt_goes_to_the_command_and_what_it_wrote_before_is_seen()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        var (code, written) = await AtTerminalAsync("run shop -- sh -c 'echo early; cat; sleep 3600'", ("early", "x\r"), ("x\nx\n", "\x03"));
        Assert.True(code == 130, written);
        Assert.Equal("early\nx\nx\n^C\n", written);
        Assert.Equal("There are no runs.\n", (await _live.Cli.RunAsync("runs")).Out);
    }

    [Fact]
    public async Task A_shell_in_a_running_pod_has_the_terminal_too()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        var (code, written) = await AtTerminalAsync("exec shop", ("$ ", "stty size\r"), ("30 100", "exit 3\r"));
        Assert.True(code == 3, written);
        Assert.Equal("$ stty size\n30 100\n$ exit 3\n", written);
    }

    [Fact]
    public async Task A_terminal_that_changes_its_size_is_followed()
    {
        await _live.With("app.yaml", LiveCli.App()).ApplyAsync();
        // another process of the terminal changes its size once the first one was seen
        var (code, written) = await AtTerminalAsync("exec shop", "(while [ ! -e resize ]; do sleep 0.1; done; stty -F /dev/tty rows 33 cols 77; rm resize) & ",
            ("$ ", "stty size\r"), ("30 100", null), ("30 100", "stty size\r"), ("33 77", "exit 0\r"));
        Assert.True(code == 0, written);
    }

    private Task<(int Code, string Written)> AtTerminalAsync(string command, params (string Shown, string? Keys)[] typing) => AtTerminalAsync(command, "", typing);

    /// <summary>Types each piece of keys when the text before it has been shown; without keys it waits until the size was changed.</summary>
    private async Task<(int Code, string Written)> AtTerminalAsync(string command, string before, params (string Shown, string? Keys)[] typing)
    {
        var log = Path.Combine(_live.Cli.Folder, "typescript");
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", "script", "-qefc", $"stty rows 30 cols 100; {before}exec dotnet {typeof(CommandLine).Assembly.Location} {command}", log])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _live.Cli.Folder,
        };
        foreach (var (name, value) in _live.Cli.Variables) start.Environment[name] = value;
        start.Environment["TERM"] = "xterm";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        foreach (var (shown, keys) in typing)
        {
            await Eventually.IsAsync(async () => process.HasExited || (File.Exists(log) && Plain(await ReadAsync(log)).Contains(shown, StringComparison.Ordinal)));
            if (keys is null)
            {
                await File.WriteAllTextAsync(Path.Combine(_live.Cli.Folder, "resize"), "");
                await Eventually.IsAsync(() => Task.FromResult(process.HasExited || !File.Exists(Path.Combine(_live.Cli.Folder, "resize"))));
                // the signal is on its way through three programs
                await Task.Delay(500);
            }
            await process.StandardInput.WriteAsync(keys);
            await process.StandardInput.FlushAsync();
        }
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, Plain(await output));
    }

    private static async Task<string> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    private static string Plain(string written) => Control().Replace(written, "").Replace("\r", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\e[=>]|^Script started.*\n")]
    private static partial Regex Control();
}
