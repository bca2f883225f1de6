using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Reconciler.Cli.Tests.Clusters;

/// <summary>The command line as a process of its own, because some of what is tested is how it ends.</summary>
internal sealed class ReconcileProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Lines _out;
    private readonly Lines _error;

    private ReconcileProcess(Process process) =>
        (_process, _out, _error) = (process, new Lines(process.StandardOutput), new Lines(process.StandardError));

    public string Out => _out.Text;

    public string Error => _error.Text;

    public static ReconcileProcess Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        // who runs the tests in the background of a shell has made them deaf to interrupts
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", "dotnet", typeof(CommandLine).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new ReconcileProcess(Process.Start(start)!);
    }

    public Task SaysAsync(string text) => Eventually.IsAsync(() => Task.FromResult(Out.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal)), () => $"it said {Out}{Error}");

    /// <summary>Ends it as the system does, at once and without a word.</summary>
    public void Kill() => _process.Kill();

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>How it ended, when everything that it said was read.</summary>
    public async Task<int> EndAsync()
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _out.Done, _error.Done).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"it did not end within two minutes; it said {Out}{Error}");
        }
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private sealed class Lines
    {
        private readonly StringBuilder _text = new();

        public Lines(StreamReader reader) => Done = Task.Run(async () =>
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_text) _text.Append(line).Append('\n');
            }
        });

        public Task Done { get; }

        public string Text
        {
            get
            {
                lock (_text) return _text.ToString();
            }
        }
    }
}

/// <summary>Waits for what comes by itself.</summary>
internal static class Eventually
{
    public static async Task IsAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        for (var i = 0; i < 4800; i++)
        {
            if (await condition()) return;
            await Task.Delay(25);
        }
        Assert.Fail($"it did not become so within two minutes; {otherwise?.Invoke()}");
    }
}
