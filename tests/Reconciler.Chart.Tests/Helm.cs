using System.Diagnostics;

namespace Reconciler.Chart.Tests;

/// <summary>What helm said, and how it ended.</summary>
internal sealed record HelmResult(int Code, string Out, string Error);

/// <summary>A real helm. tests/run names it; else it is the one that tests/run has kept, or that of PATH.</summary>
internal static class Helm
{
    public const string Release = "reconciler";
    public const string Namespace = "reconciler-system";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static string Program { get; } = Find();

    /// <summary>Renders the chart as an install would, with values files and single values.</summary>
    public static async Task<HelmResult> TemplateAsync(IEnumerable<string> valuesFiles, IEnumerable<string> values, string release = Release, string inNamespace = Namespace) =>
        await RunAsync(["template", release, Files.Chart, "--namespace", inNamespace, "--kube-version", "1.36.0", .. valuesFiles.SelectMany(file => (string[])["--values", file]), .. values.SelectMany(value => (string[])["--set", value])]);

    public static async Task<HelmResult> RunAsync(params string[] arguments)
    {
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = home.Path };
        (start.Environment["HOME"], start.Environment["XDG_CACHE_HOME"], start.Environment["XDG_CONFIG_HOME"], start.Environment["XDG_DATA_HOME"]) = (home.Path, home.Path, home.Path, home.Path);
        // no cluster is to be asked
        start.Environment["KUBECONFIG"] = Path.Combine(home.Path, "none");
        var (code, output, error) = await Programs.RunAsync(start, Longest);
        return new HelmResult(code, output, error);
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("RECONCILE_TEST_HELM") is { Length: > 0 } named) return named;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var kept = Path.Combine(cache, "reconciler", "bin", "helm");
        return File.Exists(kept) ? kept : "helm";
    }
}
