using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Reconciler.Sandbox.Tests.Kubectl;

/// <summary>What kubectl said, and how it ended.</summary>
public sealed record Said(string Command, int Code, string Out, string Error)
{
    public override string ToString() => $"kubectl {Command}\nended with {Code}\n{Out}\n{Error}";
}

/// <summary>The real kubectl, started for each command with the kubeconfig of a sandbox.</summary>
public sealed partial class KubectlProgram(string kubeconfig, string home)
{
    private const int Oldest = 31;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>tests/run names it; else it is the one that tests/run has kept, or that of PATH.</summary>
    private static string Program { get; } = Find();

    public async Task<Said> RunAsync(string command, string? input = null)
    {
        using var process = Start(command);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var late = new CancellationTokenSource(Longest);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"kubectl {command} had not ended after {Longest.TotalSeconds} seconds; it said {await output}{await error}");
        }
        return new Said(command, process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command that goes on until it is killed, such as a watch.</summary>
    public RunningKubectl Follow(string command) => new(Start(command));

    /// <summary>Whether kubectl is as new as the sandbox asks for; where not, why.</summary>
    public static string? Problem()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, ["version", "--client", "-o", "json"]) { RedirectStandardOutput = true })!;
            var minor = Minor().Match(process.StandardOutput.ReadToEnd());
            return minor.Success && int.Parse(minor.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) >= Oldest
                ? null
                : $"{Program} is older than 1.{Oldest}; tests/run installs a newer one";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"there is no {Program}; tests/run installs it";
        }
    }

    private Process Start(string command)
    {
        var start = new ProcessStartInfo(Program, Words(command)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false), WorkingDirectory = home };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = home;
        start.Environment["KUBECTL_APPLYSET"] = "true";
        start.Environment["KUBE_EDITOR"] = "false";
        // it lives too shortly for its garbage to matter
        start.Environment["GOGC"] = "off";
        return Process.Start(start)!;
    }

    /// <summary>Words are divided by spaces; quotes keep spaces inside a word.</summary>
    private static IEnumerable<string> Words(string command) => Word().Matches(command).Select(match => match.Value.Replace("'", "", StringComparison.Ordinal));

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("RECONCILE_TEST_KUBECTL") is { Length: > 0 } named) return named;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var kept = Path.Combine(cache, "reconciler", "bin", "kubectl");
        return File.Exists(kept) ? kept : "kubectl";
    }

    [GeneratedRegex(@"(?:'[^']*'|[^\s'])+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("\"minor\": *\"([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Minor();
}

/// <summary>A kubectl that goes on.</summary>
public sealed class RunningKubectl(Process process) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads on to the first line that has a text.</summary>
    public async Task<string> LineWith(string text)
    {
        var seen = new StringBuilder();
        using var late = new CancellationTokenSource(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
            {
                if (line.Contains(text, StringComparison.Ordinal)) return line;
                seen.AppendLine(line);
            }
        }
        catch (OperationCanceledException)
        {
            // told below
        }
        Assert.Fail($"no line has {text} in it:\n{seen}");
        return "";
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
