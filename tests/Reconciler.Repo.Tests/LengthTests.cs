using Reconciler.Repo.Tests.Code;

namespace Reconciler.Repo.Tests;

/// <summary>Rule 4: files and methods that can be read at one sitting, in folders that say what is in them.</summary>
public sealed class LengthTests
{
    private const int LongestFile = 300;
    private const int LongestTestFile = 400;
    private const int LongestMethod = 60;
    private const int LongestTableOfContents = 40;

    /// <summary>The top methods of features: they name the stages and do nothing else.</summary>
    private static readonly string[] TablesOfContents = ["RenderCycle", "ReconcileCycle"];

    [Fact]
    public void No_file_is_too_long() =>
        Laws.Hold(from file in SourceFile.In("src").Concat(SourceFile.In("tests"))
                  let limit = file.Path.StartsWith("src/", StringComparison.Ordinal) ? LongestFile : LongestTestFile
                  where file.Lines > limit
                  select new Breach(file.Path, $"{file.Lines} lines; at most {limit}"));

    [Fact]
    public void No_method_is_too_long() => Laws.Hold(SourceFile.In("src").SelectMany(LongMethods));

    [Fact]
    public void A_long_method_is_seen()
    {
        var filler = string.Concat(Enumerable.Repeat("    ;\n", LongestMethod));
        Assert.Single(LongMethods(new SourceFile("src/A/B.cs", $"class C {{ void M() {{\n{filler}}} }}")));
        Assert.Single(LongMethods(new SourceFile("src/A/B.cs", $"class C {{ int P {{ get {{\n{filler} return 1; }} }} }}")));
        Assert.Empty(LongMethods(new SourceFile("src/A/B.cs", $"class C {{ void M() {{ ; }}\n{filler.Replace(';', ' ')} }}")));
        var half = string.Concat(Enumerable.Repeat("    ;\n", LongestTableOfContents));
        Assert.Single(LongMethods(new SourceFile("src/A/B.cs", $"class ReconcileCycle {{ void M() {{\n{half}}} }}")));
    }

    [Fact]
    public void No_region_hides_code() =>
        Laws.Hold(from file in SourceFile.In("src").Concat(SourceFile.In("tests")) from line in file.RegionLines select new Breach($"{file.Path}:{line}", "#region"));

    [Fact]
    public void Namespaces_follow_folders() =>
        Laws.Hold(from file in SourceFile.In("src")
                  where file.Namespace is not null
                  let expected = ExpectedNamespace(file)
                  where file.Namespace != expected
                  select new Breach(file.Path, $"is in {file.Namespace}, its folder says {expected}"));

    [Fact]
    public void No_test_is_skipped() =>
        Laws.Hold(from file in SourceFile.In("tests")
                  from attribute in file.Attributes
                  where attribute.Arguments.Contains("Skip =", StringComparison.Ordinal)
                  select new Breach($"{file.Path}:{attribute.Line}", $"[{attribute.Name}{attribute.Arguments}]: mend the test or delete it"));

    private static IEnumerable<Breach> LongMethods(SourceFile file) =>
        from method in file.Methods
        let limit = TablesOfContents.Contains(method.Type) ? LongestTableOfContents : LongestMethod
        where method.Length > limit
        select new Breach($"{file.Path}:{method.Line}", $"{method.Type}.{method.Name} has {method.Length} lines; at most {limit}");

    private static string ExpectedNamespace(SourceFile file)
    {
        var root = Repo.Project(file.Project).Descendants("RootNamespace").FirstOrDefault()?.Value ?? file.Project;
        return string.Join('.', file.Path.Split('/')[2..^1].Prepend(root));
    }
}
