using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Reconciler.Core.Tests;

/// <summary>A file that holds what came out when somebody last looked at it. RECORD=1 in the environment writes it anew.</summary>
internal static class GoldenFile
{
    private const int Context = 3;

    public static bool IsRecording => Environment.GetEnvironmentVariable("RECORD") == "1";

    public static void Check(string path, string actual)
    {
        if (IsRecording)
        {
            File.WriteAllText(path, actual);
            return;
        }
        Assert.True(File.Exists(path), $"{path} is missing; RECORD=1 writes it");
        var stored = File.ReadAllText(path);
        Assert.True(stored == actual, $"{path} is not what came out; RECORD=1 writes it anew\n{Difference(stored, actual)}");
    }

    /// <summary>Lines that went (-) and came (+), with a few lines around them.</summary>
    internal static string Difference(string stored, string actual)
    {
        var lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(stored, actual).Lines;
        var shown = new SortedSet<int>();
        for (var i = 0; i < lines.Count; i++)
            if (lines[i].Type != ChangeType.Unchanged) shown.UnionWith(Enumerable.Range(Math.Max(0, i - Context), Math.Min(lines.Count, i + Context + 1) - Math.Max(0, i - Context)));
        return string.Join("\n", shown.Select(i => $"{(lines[i].Type switch { ChangeType.Inserted => "+", ChangeType.Deleted => "-", _ => " " })} {lines[i].Text}"));
    }
}
