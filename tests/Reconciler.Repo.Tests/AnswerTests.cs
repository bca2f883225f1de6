using Reconciler.Repo.Tests.Code;

namespace Reconciler.Repo.Tests;

/// <summary>
/// A cluster and a router answer with a value that may be a failure, and no analyzer minds when it is dropped. So what the ports ask of them
/// is no statement of its own. What the answer does not matter of is said here.
/// </summary>
public sealed class AnswerTests
{
    private const string Ports = "src/Reconciler.Engine/Ports.cs";

    private static readonly string[] Asking = ["Reconciler.Engine", "Reconciler.Server", "Reconciler.Cli"];

    /// <summary>Old revisions that could not be tidied away are so by the next one; and a source that is read has its name from elsewhere.</summary>
    private static readonly string[] LetPass = ["src/Reconciler.Engine/Inventory/HistoryStore.cs", "src/Reconciler.Engine/Control/EnvironmentLoop.cs"];

    private static readonly HashSet<string> Answering = [.. SourceFile.In("src").Single(file => file.Path == Ports).MethodsThatReturn("Answer<").Select(method => method.Name)];

    [Fact]
    public void No_answer_is_dropped() => Laws.Hold(SourceFile.In("src").Where(file => Asking.Contains(file.Project) && !LetPass.Contains(file.Path)).SelectMany(Dropped));

    [Fact]
    public void There_are_answers_to_drop() => Assert.Superset(new HashSet<string> { "ApplyAsync", "CommitAsync", "DeleteAsync", "GetAsync", "ListAsync", "RangeAsync" }, Answering);

    [Theory]
    [InlineData("await cluster.DeleteAsync(address);", 1)]
    [InlineData("_ = await cluster.DeleteAsync(address).ConfigureAwait(false);", 1)]
    [InlineData("cluster.DeleteAsync(address);", 1)]
    [InlineData("if (isOver) await cluster!.DeleteAsync(address);", 1)]
    [InlineData("var answer = await cluster.DeleteAsync(address);", 0)]
    [InlineData("return (await cluster.DeleteAsync(address)).Error;", 0)]
    [InlineData("await Task.Delay(1);", 0)]
    public void A_dropped_answer_is_seen(string statement, int breaches) =>
        Assert.Equal(breaches, Dropped(new SourceFile("src/A/B.cs", $"class C {{ async Task<object> M() {{ {statement} }} }}")).Count());

    private static IEnumerable<Breach> Dropped(SourceFile file) =>
        from call in file.DroppedCalls
        where Answering.Contains(call.Name)
        select new Breach($"{file.Path}:{call.Line}", $"drops what {call.Name} answers");
}
