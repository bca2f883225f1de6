using System.Diagnostics;
using Reconciler.Diagnostics;
using Reconciler.Engine;

namespace Reconciler.Git;

/// <summary>
/// Builds with the `kustomize` command, else with `kubectl kustomize`, whichever is found first on the search path. It works
/// on a private copy of the files, so nothing is written into the source, and with kustomize's own load restrictions, so
/// nothing outside a kustomization's folder is read.
/// </summary>
public sealed class KustomizeCommand(string searchPath, TimeSpan timeout) : IKustomize
{
    private const int LongestMessage = 2000;

    public async Task<KustomizeResult> BuildAsync(string folder, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellation)
    {
        if (Command() is not { } command) return new KustomizeResult.Failed(MachineCodes.KustomizeMissing, "building this needs kustomize or kubectl, and neither is on PATH", "install one of them");
        var copy = Directory.CreateTempSubdirectory("reconcile-");
        try
        {
            await CopyAsync(copy.FullName, files, cancellation);
            return await RunAsync(command, copy.FullName, folder.Length == 0 ? "." : folder, cancellation);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return new KustomizeResult.Failed(MachineCodes.KustomizeFailed, $"kustomize could not be run: {problem.Message}");
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private (string File, string Verb)? Command()
    {
        foreach (var (name, verb) in (ReadOnlySpan<(string, string)>)[("kustomize", "build"), ("kubectl", "kustomize")])
        {
            foreach (var folder in searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
                if (Path.Combine(folder, name) is var file && File.Exists(file) && IsExecutable(file)) return (file, verb);
        }
        return null;
    }

    private static bool IsExecutable(string file) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    private static async Task CopyAsync(string root, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellation)
    {
        foreach (var (path, bytes) in files)
        {
            var target = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target, bytes, cancellation);
        }
    }

    private async Task<KustomizeResult> RunAsync((string File, string Verb) command, string root, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command.File, [command.Verb, $"./{folder}"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? new KustomizeResult.Built(await output)
                : new KustomizeResult.Failed(MachineCodes.KustomizeFailed, $"kustomize refused to build it: {Message(await errors, root)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new KustomizeResult.Failed(MachineCodes.KustomizeTimeout, $"kustomize was stopped after {timeout.TotalSeconds:0} seconds", "copy remote resources into the source");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>What it said, without the name of a folder that is gone by now.</summary>
    private static string Message(string errors, string root)
    {
        var text = errors.Replace($"{root}/", "", StringComparison.Ordinal).Replace(root, ".", StringComparison.Ordinal).Trim();
        if (text.StartsWith("Error: ", StringComparison.OrdinalIgnoreCase)) text = text[7..];
        text = string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return text.Length > LongestMessage ? $"{text[..LongestMessage]}…" : text.Length == 0 ? "it does not say why" : text;
    }
}
