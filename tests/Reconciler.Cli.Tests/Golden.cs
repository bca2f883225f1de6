using System.Runtime.CompilerServices;

namespace Reconciler.Cli.Tests;

/// <summary>Text compared with a file beside the tests; RECORD=1 in the environment writes the file instead.</summary>
internal static class Golden
{
    private static readonly bool Record = System.Environment.GetEnvironmentVariable("RECORD") == "1";

    /// <summary>The top of the repository.</summary>
    public static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    public static void Matches(string path, string actual)
    {
        var file = Path.Combine(Root(), path);
        if (Record)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        Assert.True(File.Exists(file), $"{path} is not there; RECORD=1 writes it");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
