namespace Reconciler.Core.Tests;

/// <summary>
/// Facts from outside that some tests compare with when they are there: a folder named by RECONCILE_SHARED, or one called
/// shared beside any folder above this project. Where there is none those tests have nothing to say and pass.
/// </summary>
internal static class SharedFolder
{
    /// <summary>The path of a folder in it, or null.</summary>
    public static string? Find(string name)
    {
        if (Environment.GetEnvironmentVariable("RECONCILE_SHARED") is { Length: > 0 } named) return Existing(Path.Combine(named, name));
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Existing(Path.Combine(folder.FullName, "shared", name)) is { } found) return found;
        return null;
    }

    /// <summary>The folder of the solution's sources, found from where the tests run.</summary>
    public static string SolutionRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Reconciler.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private static string? Existing(string path) => Directory.Exists(path) ? path : null;
}
