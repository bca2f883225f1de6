using System.Runtime.CompilerServices;
using Reconciler.Diagnostics;
using Reconciler.Objects;

namespace Reconciler.Chart.Tests;

/// <summary>Where things are in the repository, and how they are read.</summary>
internal static class Files
{
    public static string Root { get; } = FindRoot();
    public static string Chart { get; } = Path.Combine(Root, "charts", "reconciler");
    public static string Scenarios { get; } = Path.Combine(Root, "tests", "Reconciler.Chart.Tests", "Scenarios");

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The one document of a YAML file.</summary>
    public static MapNode Document(string path) => Assert.Single(Documents(path, Text(path)));

    /// <summary>The documents of a text, which has to be YAML without a fault.</summary>
    public static IReadOnlyList<MapNode> Documents(string path, string text)
    {
        var file = YamlReader.Read(path, text);
        Assert.DoesNotContain(file.Problems, problem => problem.Severity == Severity.Error);
        return [.. file.Documents.Select(document => document.Root)];
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        foreach (var start in (string?[])[Path.GetDirectoryName(here), AppContext.BaseDirectory])
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "Reconciler.sln"))) return folder;
        throw new FileNotFoundException("Reconciler.sln is in no folder above the tests");
    }
}

/// <summary>A folder that is gone when it is no longer needed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("chart-").FullName;

    public string With(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
