using System.Text;
using Reconciler.Cli.Tests.Clusters;

namespace Reconciler.Cli.Tests;

/// <summary>What a run of the command line printed and how it ended.</summary>
internal sealed record CliResult(int Code, string Out, string Error);

/// <summary>A folder of its own in which the command line is run, in this process, as a user would run it.</summary>
internal sealed class Cli : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("reconciler-test-").FullName;
    public bool IsTerminal { get; init; }

    /// <summary>What the person answers who is asked; null: nobody can be asked.</summary>
    public string? Answer { get; set; }

    /// <summary>What is piped into the command line; null: nothing.</summary>
    public string? Input { get; set; }

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "" };

    public Cli With(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public async Task<CliResult> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(args, Host(output, error), CancellationToken.None);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    public CommandHost Host(TextWriter? output = null, TextWriter? error = null) => new(output ?? TextWriter.Null, error ?? TextWriter.Null)
    {
        IsTerminal = IsTerminal,
        CanAsk = Answer is not null,
        ReadLine = () => Answer,
        OpenInput = Input is { } piped ? () => new MemoryStream(Encoding.UTF8.GetBytes(piped)) : null,
        WorkingDirectory = Folder,
        Variable = name => Variables.GetValueOrDefault(name),
    };

    /// <summary>The command line as a process of its own.</summary>
    public ReconcileProcess Start(params string[] args) => ReconcileProcess.Start(Folder, Variables, args);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
