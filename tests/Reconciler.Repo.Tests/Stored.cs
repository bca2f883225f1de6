using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Reconciler.Repo.Tests;

/// <summary>Compares text with a file of the repo; with RECORD=1 in the environment the file is written instead.</summary>
internal static class Stored
{
    public static bool IsRecording => Environment.GetEnvironmentVariable("RECORD") == "1";

    public static void Check(string file, string actual)
    {
        var path = Repo.FullPath(file);
        if (IsRecording)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        Assert.True(File.Exists(path), $"{file} is missing; RECORD=1 writes it");
        var stored = File.ReadAllText(path);
        Assert.True(stored == actual, $"{file} is not what it should be; RECORD=1 writes it anew\n{Difference(stored, actual)}");
    }

    private static string Difference(string stored, string actual) =>
        string.Join("\n", new InlineDiffBuilder(new Differ()).BuildDiffModel(stored, actual).Lines
            .Where(line => line.Type is ChangeType.Inserted or ChangeType.Deleted)
            .Take(60)
            .Select(line => (line.Type == ChangeType.Inserted ? "+ " : "- ") + line.Text));
}
