using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Reconciler.Repo.Tests;

/// <summary>Rule 5: every example is valid, and the broken ones are broken in exactly the way that their report says.</summary>
public sealed partial class ExampleTests
{
    private const string Broken = "examples/broken";

    [GeneratedRegex(@"^\s*(-\s+)?(kind|apiVersion):", RegexOptions.Multiline)]
    private static partial Regex LooksLikeSpec();

    public static TheoryData<string> Valid => [.. Folders.Where(folder => folder != Broken)];

    private static IEnumerable<string> Folders => Repo.Files.Where(file => file.StartsWith("examples/", StringComparison.Ordinal) && file.Count('/') > 1)
        .Select(file => string.Join('/', file.Split('/')[..2])).Distinct(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Valid))]
    public void An_example_is_valid_without_a_warning(string folder)
    {
        var (exit, output) = Validate(folder, "text", "--strict");
        Assert.True(exit == 0, output);
    }

    [Fact]
    public void The_broken_examples_give_their_stored_report()
    {
        var (exit, output) = Validate(Broken, "json");
        Assert.Equal(1, exit);
        Stored.Check($"{Broken}/report.json", output);
    }

    [Fact]
    public void Every_broken_file_is_in_the_report()
    {
        var report = Repo.Text($"{Broken}/report.json");
        Laws.Hold(from file in Repo.In(Broken, ".yaml")
                  let inside = file[(Broken.Length + 1)..]
                  // what lies in a folder is about the files that it names
                  where !report.Contains(inside.Contains('/') ? inside[..(inside.IndexOf('/') + 1)] : inside, StringComparison.Ordinal)
                  select new Breach(file, "nothing in the report speaks of it"));
    }

    [Fact]
    public void The_quickstart_is_short()
    {
        var lines = Repo.In("examples/quickstart", ".yaml").Sum(file => Repo.Text(file).Split('\n').Length - 1);
        Assert.True(lines < 60, $"{lines} lines; a newcomer reads at most 60");
    }

    [Fact]
    public void Every_example_explains_itself() =>
        Laws.Hold(from folder in Folders where !Repo.Files.Contains($"{folder}/README.md") select new Breach(folder, "has no README.md"));

    [Fact]
    public void Every_example_helps_the_editor() =>
        Laws.Hold(from file in Repo.Files
                  where file.StartsWith("examples/", StringComparison.Ordinal) && file.EndsWith(".yaml", StringComparison.Ordinal)
                  let text = Repo.Text(file)
                  where LooksLikeSpec().IsMatch(text) && text.Contains("reconciler.dev/v1", StringComparison.Ordinal)
                  let schema = Schema(text)
                  where schema is null || !File.Exists(Path.Combine(Repo.FullPath(file), "..", schema))
                  select new Breach(file, "starts with no line \"# yaml-language-server: $schema=…\" that leads to a schema"));

    private static string? Schema(string text)
    {
        const string Start = "# yaml-language-server: $schema=";
        var first = text.Split('\n')[0];
        return first.StartsWith(Start, StringComparison.Ordinal) ? first[Start.Length..].Trim() : null;
    }

    private static (int Exit, string Output) Validate(string folder, string output, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Repo.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Repo.AssemblyOf("Reconciler.Cli"), "validate", folder, "--output", output, .. more]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output == "json" ? results : results + errors.GetAwaiter().GetResult());
    }
}
