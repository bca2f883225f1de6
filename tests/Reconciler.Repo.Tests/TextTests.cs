using System.Text.RegularExpressions;

namespace Reconciler.Repo.Tests;

/// <summary>What no text of the repo may have: links that lead nowhere, and places that exist on one machine only.</summary>
public sealed partial class TextTests
{
    private static readonly string[] TopLevel =
        ["src", "schemas", "examples", "tests", "charts", "docs", "Dockerfile", "LICENSE", "Reconciler.sln", "README.md", "global.json", "BannedSymbols.txt", "Directory.Build.props", "Directory.Packages.props"];

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+\s+(?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<![\w/.-])/(work|root)/[\w.-]+", RegexOptions.CultureInvariant)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"api\.nuget\.org|nuget\.org/v3|registry\.npmjs\.org|pypi\.org|artifactory|pkg\.dev|\.docker\.io/v2", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [Fact]
    public void Links_lead_somewhere() => Laws.Hold(Repo.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)).SelectMany(file => BrokenLinks(file, Repo.Text(file))));

    [Fact]
    public void A_broken_link_is_seen()
    {
        Assert.Single(BrokenLinks("README.md", "see [this](docs/nowhere.md)"));
        Assert.Single(BrokenLinks("src/README.md", "see [this](README.md)").Concat(BrokenLinks("src/README.md", "see [this](no.md)")));
        Assert.Single(BrokenLinks("README.md", "see [this](#no-such-heading)"));
        Assert.Empty(BrokenLinks("README.md", "# A heading: `x`\nsee [this](#a-heading-x), [that](src/README.md) and [far](https://kubernetes.io/docs)"));
    }

    [Fact]
    public void No_file_names_a_place_of_one_machine() => Laws.Hold(Repo.Files.Where(IsText).SelectMany(file => Lines(file, MachinePath())));

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() => Laws.Hold(Repo.Files.Where(IsText).SelectMany(file => Lines(file, RegistryHost())));

    [Fact]
    public void Nothing_else_lies_at_the_top() =>
        Laws.Hold(from top in Repo.Files.Select(file => file.Split('/')[0]).Distinct()
                  where !top.StartsWith('.') && !TopLevel.Contains(top)
                  select new Breach(top, "belongs into a folder"));

    [Fact]
    public void Files_end_with_one_line_break_and_hold_no_tabs() =>
        Laws.Hold(from file in Repo.Files.Where(IsText)
                  where !file.EndsWith(".sln", StringComparison.Ordinal) && !file.StartsWith("examples/broken/", StringComparison.Ordinal) && !file.EndsWith(".lock.json", StringComparison.Ordinal) && file != "LICENSE"
                  let text = Repo.Text(file)
                  where text.Length > 0 && (!text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal) || text.Contains("\r\n", StringComparison.Ordinal))
                  select new Breach(file, "should end with one line break and have no carriage returns"));

    private static IEnumerable<Breach> BrokenLinks(string file, string text) =>
        from Match match in Link().Matches(text)
        let target = match.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        where !Leads(file, text, target)
        select new Breach(file, $"the link to {target} leads nowhere");

    private static bool Leads(string file, string text, string target)
    {
        var parts = target.Split('#', 2);
        var other = parts[0].Length == 0 ? file : Path.GetRelativePath(Repo.Root, Path.GetFullPath(Path.Combine(Repo.Root, Path.GetDirectoryName(file)!, parts[0]))).Replace('\\', '/');
        if (!Repo.Files.Contains(other) && !Directory.Exists(Repo.FullPath(other))) return false;
        return parts.Length == 1 || Anchors(parts[0].Length == 0 ? text : Repo.Text(other)).Contains(parts[1]);
    }

    private static IEnumerable<string> Anchors(string markdown) =>
        Heading().Matches(markdown).Select(match => string.Concat(match.Groups["title"].Value.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-'));

    private static IEnumerable<Breach> Lines(string file, Regex pattern) =>
        from line in Repo.Text(file).Split('\n').Select((text, index) => (text, number: index + 1))
        let match = pattern.Match(line.text)
        where match.Success && file != "tests/Reconciler.Repo.Tests/TextTests.cs"
        select new Breach($"{file}:{line.number}", match.Value);

    private static bool IsText(string file) => Path.GetExtension(file) is not (".png" or ".gz" or ".db" or ".tgz" or ".woff2" or ".ico");
}
