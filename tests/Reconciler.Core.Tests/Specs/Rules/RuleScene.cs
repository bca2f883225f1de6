using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs;

namespace Reconciler.Core.Tests.Specs.Rules;

/// <summary>
/// Specs as text, with the place that is to be reported marked by » before it. A scene is refused by exactly one
/// diagnostic at exactly that place, or passes without any; all checks of a parse run, not the rules alone.
/// </summary>
internal static class RuleScene
{
    private const char Mark = '»';
    private const string File = "scene.yaml";

    /// <summary>An App with an image and these fields of its spec.</summary>
    public static string App(string fields, string name = "shop") => Spec("App", ("\n" + fields).Contains("\nimage: ", StringComparison.Ordinal) ? fields : $"image: example.com/shop:v1\n{fields}", name);

    public static string Storage(string fields = "", string name = "uploads") => Spec("Storage", $"size: 1Gi\n{fields}", name);

    public static string Environment(string fields) => Spec("Environment", fields, "test");

    public static string Spec(string kind, string fields, string name) =>
        $"apiVersion: reconciler.dev/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  {fields.Trim('\n').Replace("\n", "\n  ", StringComparison.Ordinal)}\n";

    public static string Of(params string[] documents) => string.Join("---\n", documents);

    public static SpecSet Parse(string text) => SpecParser.Parse(new SourceTree
    {
        Files = ImmutableSortedDictionary.Create<string, YamlFile>(StringComparer.Ordinal).Add(File, YamlReader.Read(File, text)),
    });

    /// <summary>What the parse finds beside notes.</summary>
    public static ImmutableArray<Diagnostic> Check(string text) => [.. Parse(text).Problems.Where(problem => problem.Severity != Severity.Note)];

    /// <summary>The one diagnostic of the scene, which has this code and stands at the mark.</summary>
    public static Diagnostic Refused(string code, string text)
    {
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        Assert.True(at >= 0, "the scene has no mark");
        var before = text[..at].Split('\n');
        var found = Parse(text.Remove(at, 1)).Problems.Where(problem => problem.Severity != Severity.Note || problem.Code.Id == code).ToList();
        Assert.Equal($"{File}:{before.Length}:{before[^1].Length + 1} {code}", string.Join("\n", found.Select(problem => $"{problem.Place} {problem.Code.Id}")));
        return found[0];
    }

    public static void Passes(string text) => Assert.Equal("", string.Join("\n", Check(text)));
}
