using System.CommandLine;
using System.Text;
using Reconciler.Cli.Init;
using Reconciler.Cli.Output;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Cli.Commands;

/// <summary>Writes a small working config repo. It writes all of its files or none, and never over one that is there.</summary>
internal static class InitCommand
{
    public static Command Create(CommandHost host)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to write into; it may be there already", DefaultValueFactory = _ => "." };
        var command = new Command("init", "Write a small working config repo, with editor settings and a CI example.") { folder };
        command.SetAction(parse => Run(host, parse.GetValue(folder)!, parse.GetValue(CommonOptions.Quiet)));
        return command;
    }

    private static int Run(CommandHost host, string folder, bool quiet)
    {
        var root = Path.GetFullPath(Path.Combine(host.WorkingDirectory, folder));
        var files = StarterRepo.Files();
        var there = files.Keys.Where(path => Path.Exists(Path.Combine(root, path))).ToArray();
        if (there.Length > 0) return Failed(host, MachineCodes.FileExists, $"{Words.List(there)} {(there.Length == 1 ? "is" : "are")} there already, so nothing was written", "choose another folder, or remove what is there");
        try
        {
            foreach (var (path, text) in files)
            {
                var target = Path.Combine(root, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                using var stream = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Failed(host, MachineCodes.CannotWrite, $"{folder} can't be written to: {problem.Message}", "check the folder's permissions");
        }
        if (quiet) return ExitCode.Done;
        foreach (var path in files.Keys) host.Out.WriteLine($"wrote {path}");
        host.Out.WriteLine($"next: {CommandLine.Name} validate {folder}");
        return ExitCode.Done;
    }

    private static int Failed(CommandHost host, DiagnosticCode code, string message, string fix)
    {
        return TextDiagnostics.Fail(host, code.At(Origin.None, message, fix));
    }
}
