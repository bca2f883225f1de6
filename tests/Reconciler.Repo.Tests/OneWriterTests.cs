using Reconciler.Repo.Tests.Code;

namespace Reconciler.Repo.Tests;

/// <summary>
/// Rule 3: only PlanExecutor applies or deletes what a plan names. The law holds while there is no cluster yet, and bites
/// as soon as anything calls Apply… or Delete… on ICluster.
/// </summary>
public sealed class OneWriterTests
{
    private const string Port = "ICluster";
    private const string Writer = "PlanExecutor";

    [Fact]
    public void Only_the_plan_executor_writes_to_the_cluster() =>
        Laws.Hold(Repo.Projects.SelectMany(project => Breaches(CompiledCode.Read(Repo.AssemblyOf(project)))));

    [Theory]
    [InlineData("class Shortcut { void M(ICluster c) => c.ApplyAsync(); }")]
    [InlineData("class Shortcut { void M(ICluster c) { System.Action a = () => c.DeleteAsync(); a(); } }")]
    [InlineData("class Shortcut { System.Action M(ICluster c) => c.ApplyAsync; }")]
    [InlineData("class Shortcut { System.Collections.Generic.IEnumerable<int> M(ICluster c) { c.ApplyAsync(); yield return 1; } }")]
    [InlineData("class PlanExecutorHelper { void M(ICluster c) => c.DeleteAsync(); }")]
    public void A_second_writer_is_seen(string code) => Assert.NotEmpty(Breaches(Compile(code)));

    [Theory]
    [InlineData("class PlanExecutor { void M(ICluster c) { System.Action a = () => c.ApplyAsync(); a(); c.DeleteAsync(); } }")]
    [InlineData("class Observer { void M(ICluster c) => c.ListAsync(); }")]
    [InlineData("class Other { void ApplyAsync() { } void M() => ApplyAsync(); }")]
    public void The_executor_and_readers_are_let_pass(string code) => Assert.Empty(Breaches(Compile(code)));

    private static CompiledCode Compile(string code) =>
        Sample.Compile("public interface ICluster { void ApplyAsync(); void DeleteAsync(); void ListAsync(); }\n" + code);

    private static IEnumerable<Breach> Breaches(CompiledCode code) =>
        from call in code.Calls
        where Last(call.Type) == Port && (call.Member?.StartsWith("Apply", StringComparison.Ordinal) == true || call.Member?.StartsWith("Delete", StringComparison.Ordinal) == true)
        where Last(call.From) != Writer
        select new Breach(call.From, $"calls {Port}.{call.Member}; only {Writer} writes");

    private static string Last(string type) => type[(type.LastIndexOf('.') + 1)..];
}
