using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Reconciler.Core.Tests.Properties;

/// <summary>Whatever is done to the examples, reading, checking and rendering them neither throws nor takes a second.</summary>
public sealed class FuzzTests
{
    private const int Usual = 1_000;
    private const int Long = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static int Count => Environment.GetEnvironmentVariable("RECONCILE_LONG") == "1" ? Long : Usual;

    [Fact]
    public void No_mutant_of_the_examples_throws_or_takes_a_second()
    {
        var examples = Scenario.Examples.ToArray();
        Try(examples[0]);
        for (var seed = 0; seed < Count; seed++)
        {
            var random = new Random(seed);
            var mutant = Mutation.Apply(examples[seed % examples.Length], random);
            if (Try(mutant) is { } problem) Assert.Fail($"seed {seed}, example {mutant.Name}: {problem}\n{Show(mutant, examples[seed % examples.Length])}");
        }
    }

    [Theory]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n")]
    [InlineData("a: &a\n  b: *a\n")]
    [InlineData("apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {name: x}\nspec: &s {image: x, processes: {web: *s}}\n")]
    public void A_small_file_does_not_explode(string text) => Assert.Null(Try(Of(text)));

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    public void Deep_nesting_does_not_overflow_the_stack(char open) =>
        Assert.Null(Try(Of(open == '-' ? string.Concat(Enumerable.Repeat("- ", 20_000)) : new string(open, 20_000))));

    private static Scenario Of(string text) => Scenario.Examples.First() with { Files = System.Collections.Immutable.ImmutableSortedDictionary<string, byte[]>.Empty.Add("a.yaml", Encoding.UTF8.GetBytes(text)) };

    /// <summary>What went wrong, or null. What took long is tried again: another test may have had the processor.</summary>
    private static string? Try(Scenario scenario)
    {
        var fastest = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3 && fastest > Limit; attempt++)
        {
            var clock = Stopwatch.StartNew();
            try
            {
                Outcome.Of(scenario.ToTree());
            }
#pragma warning disable CA1031 // that nothing is thrown is what is tested
            catch (Exception problem)
#pragma warning restore CA1031
            {
                return problem.ToString();
            }
            if (clock.Elapsed < fastest) fastest = clock.Elapsed;
        }
        return fastest > Limit ? string.Create(CultureInfo.InvariantCulture, $"took {fastest.TotalSeconds:0.0} s") : null;
    }

    private static string Show(Scenario mutant, Scenario original) =>
        string.Concat(mutant.Files.Where(file => !file.Value.SequenceEqual(original.Files[file.Key])).Select(file => $"== {file.Key}\n{Encoding.UTF8.GetString(file.Value)}\n"));
}
