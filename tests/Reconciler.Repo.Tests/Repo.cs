using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Reconciler.Repo.Tests;

/// <summary>The files of this repository, as git would list them: nothing that is built or ignored.</summary>
internal static class Repo
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "TestResults", "BenchmarkDotNet.Artifacts", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file, with slashes and relative to the root, in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>The projects under src, by name.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension)!];

    public static IEnumerable<string> In(string folder, string extension) =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string FullPath(string file) => Path.Combine(Root, file);

    public static string Text(string file) => File.ReadAllText(FullPath(file));

    public static XDocument Project(string name) => XDocument.Parse(Text($"src/{name}/{name}.csproj"));

    /// <summary>The compiled assembly of a project of src, which lies beside the tests because they reference it.</summary>
    public static string AssemblyOf(string project) =>
        Path.Combine(AppContext.BaseDirectory, (Project(project).Descendants("AssemblyName").FirstOrDefault()?.Value ?? project) + ".dll");

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Reconciler.sln"))) return folder;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Reconciler.sln"))) return folder;
        throw new UnreachableException("Reconciler.sln is in no folder above the tests");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            if (Path.GetFileName(file) != ".git") yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (Skipped.Contains(Path.GetFileName(inner))) continue;
            foreach (var file in Walk(inner)) yield return file;
        }
    }

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');
}
