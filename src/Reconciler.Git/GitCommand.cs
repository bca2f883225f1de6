using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Git;

/// <summary>
/// The only place where git is started: as a process with a list of arguments, in an environment of ours, with an end to
/// waiting. Whatever is stopped, by time or by the user, is stopped with all that it started.
/// </summary>
internal sealed class GitCommand
{
    private const int LongestError = 16 * 1024;

    private static readonly Version Oldest = new(2, 34);

    private readonly string _program;
    private IReadOnlyList<(string Key, string Value)>? _userConfig;

    private GitCommand(string program, GitSettings settings) => (_program, Settings) = (program, settings);

    public GitSettings Settings { get; }

    /// <summary>Finds git on PATH and asks for its version once.</summary>
    public static async Task<(GitCommand? Git, Diagnostic? Problem)> OpenAsync(GitSettings settings, CancellationToken cancellation)
    {
        if (settings.Find("git") is not { } program) return (null, GitCodes.GitMissing.At(Origin.None, "git is not on PATH", "install git, or name a folder as source"));
        var git = new GitCommand(program, settings);
        var result = await git.RunAsync(new GitCall(["version"]), cancellation);
        var words = result.Line.Split(' ');
        var numbers = words.Length > 2 ? words[2].Split('.') : [];
        if (result.IsDone && numbers.Length > 1 && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor))
            return new Version(major, minor) >= Oldest ? (git, null) : (null, GitCodes.GitMissing.At(Origin.None, $"git {words[2]} is too old; {Oldest} is the first that will do", "install a newer git"));
        return (null, GitCodes.GitMissing.At(Origin.None, $"{program} does not say its version: {result.Error}", "install git, version 2.34 or later"));
    }

    /// <summary>What of the user's git configuration is carried over, read once.</summary>
    public async Task<IReadOnlyList<(string Key, string Value)>> UserConfigAsync(CancellationToken cancellation) =>
        _userConfig ??= await UserGitConfig.ReadAsync(this, cancellation);

    public async Task<GitResult> RunAsync(GitCall call, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = Start(call) };
        try
        {
            process.Start();
        }
        catch (Win32Exception problem)
        {
            return new GitResult(-1, [], $"git could not be started: {problem.Message}");
        }
        using var limit = new CancellationTokenSource(call.Timeout ?? Settings.LocalTimeout, Settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var output = new MemoryStream();
        try
        {
            var writing = WriteAsync(process, call.Input, either.Token);
            var reading = process.StandardOutput.BaseStream.CopyToAsync(output, either.Token);
            var errors = ReadErrorsAsync(process.StandardError, either.Token);
            await Task.WhenAll(writing, reading, errors, process.WaitForExitAsync(either.Token));
            return new GitResult(process.ExitCode, output.ToArray(), Clean(await errors, call.Secrets));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new GitResult(-1, [], $"it was stopped after {(call.Timeout ?? Settings.LocalTimeout).TotalSeconds:0} seconds", IsTimedOut: true);
        }
        finally
        {
            await ProcessTree.StopAsync(process, Settings.Time);
        }
    }

    private ProcessStartInfo Start(GitCall call)
    {
        var arguments = call.Repository is null ? call.Arguments : call.Arguments.Prepend($"--git-dir={call.Repository}");
        var start = new ProcessStartInfo(call.Program ?? _program, arguments)
        {
            WorkingDirectory = call.Folder ?? call.Repository ?? "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        GitEnvironment.Apply(start.Environment, Settings.Variable, call.Protocols, call.Config);
        if (call.HasUserConfig)
        {
            start.Environment.Remove("GIT_CONFIG_GLOBAL");
            start.Environment.Remove("GIT_CONFIG_NOSYSTEM");
        }
        if (call.Folder is null && call.Repository is null) start.Environment["GIT_DIR"] = "/dev/null";
        foreach (var (name, value) in call.Variables) start.Environment[name] = value;
        return start;
    }

    private static async Task WriteAsync(Process process, byte[] input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything; its exit code says why.
        }
    }

    /// <summary>The beginning of what it says; the rest is read and forgotten, so that it does not wait for us.</summary>
    private static async Task<string> ReadErrorsAsync(StreamReader errors, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await errors.ReadAsync(buffer, cancellation) is var count and > 0)
            if (text.Length < LongestError) text.Append(buffer, 0, count);
        return text.ToString();
    }

    private static string Clean(string text, IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return string.Concat(text.Select(character => character is '\n' or '\r' ? '\n' : char.IsControl(character) ? ' ' : character)).Trim();
    }
}
