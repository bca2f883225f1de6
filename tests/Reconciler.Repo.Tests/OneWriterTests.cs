using Reconciler.Repo.Tests.Code;

namespace Reconciler.Repo.Tests;

/// <summary>
/// Rule 3: only PlanExecutor, by its hands, applies or deletes what a plan names: by two in a cluster, by one in a router. The other writes are the closed list
/// below, none of which touches an object of a plan. Asking what a write would do is no write.
/// </summary>
public sealed class OneWriterTests
{
    private const string Port = "ICluster";
    private const string Leased = "LeasedCluster";
    private const string Store = "IKeyValueStore";
    private const string StoreWriter = "FrontendWriter";

    private static readonly string[] Writes = ["Apply", "Create", "Delete", "Patch", "Replace"];

    /// <summary>The hands of the executor, then those who write about runs: inventory, history, standing orders and what is kept for undo, lease, key of fingerprints, Events, and the namespace of these; the Jobs of commands that somebody runs once; and what hands all of it on: while the lease lasts, and to keep what is followed up to date.</summary>
    private static readonly string[] Writers = ["ObjectWriter", "ObjectRemover", "Parent", "HistoryStore", "OrderStore", "KeptStore", "Leases", "FingerprintKey", "EventRecorder", "RunRecords", "SystemNamespace", "OneOffs", Leased, "FollowedCluster"];

    [Fact]
    public void Only_the_plan_executor_writes_to_the_cluster() =>
        Laws.Hold(Repo.Projects.SelectMany(project => Breaches(CompiledCode.Read(Repo.AssemblyOf(project)))));

    [Fact]
    public void Only_the_plan_executor_writes_to_a_router() =>
        Laws.Hold(Repo.Projects.SelectMany(project => StoreBreaches(CompiledCode.Read(Repo.AssemblyOf(project)))));

    [Theory]
    [InlineData("class Shortcut { void M(IKeyValueStore s) => s.CommitAsync(); }", false)]
    [InlineData("class Shortcut { System.Action M(IKeyValueStore s) => s.CommitAsync; }", false)]
    [InlineData("class Reader { void M(IKeyValueStore s) => s.RangeAsync(); }", true)]
    [InlineData("class FrontendWriter { void M(IKeyValueStore s) { System.Action a = () => s.CommitAsync(); a(); } }", true)]
    public void A_second_writer_to_a_router_is_seen(string code, bool isLetPass) => Assert.Equal(isLetPass, !StoreBreaches(Compile(code)).Any());

    [Theory]
    [InlineData("class Shortcut { void M(ICluster c) => c.ApplyAsync(); }")]
    [InlineData("class Shortcut { void M(ICluster c) { System.Action a = () => c.DeleteAsync(); a(); } }")]
    [InlineData("class Shortcut { System.Action M(ICluster c) => c.ApplyAsync; }")]
    [InlineData("class Shortcut { void M(LeasedCluster c) => c.ApplyAsync(); }")]
    [InlineData("class Shortcut { System.Collections.Generic.IEnumerable<int> M(ICluster c) { c.ApplyAsync(); yield return 1; } }")]
    [InlineData("class ObjectWriterHelper { void M(ICluster c) => c.DeleteAsync(); }")]
    public void A_second_writer_is_seen(string code) => Assert.NotEmpty(Breaches(Compile(code)));

    [Theory]
    [InlineData("class ObjectWriter { void M(ICluster c) { System.Action a = () => c.ApplyAsync(); a(); c.DeleteAsync(); } }")]
    [InlineData("class Observer { void M(ICluster c) { c.ListAsync(); c.AskToApplyAsync(); } }")]
    [InlineData("class Other { void ApplyAsync() { } void M() => ApplyAsync(); }")]
    public void The_executor_and_readers_are_let_pass(string code) => Assert.Empty(Breaches(Compile(code)));

    private static CompiledCode Compile(string code) =>
        Sample.Compile("public interface ICluster { void ApplyAsync(); void DeleteAsync(); void ListAsync(); void AskToApplyAsync(); }\npublic interface IKeyValueStore { void RangeAsync(); void CommitAsync(); }\npublic class LeasedCluster { public void ApplyAsync() { } }\n" + code);

    private static IEnumerable<Breach> Breaches(CompiledCode code) =>
        from call in code.Calls
        where Last(call.Type) is Port or Leased && Array.Exists(Writes, verb => call.Member?.StartsWith(verb, StringComparison.Ordinal) == true)
        where !Writers.Contains(Last(call.From))
        select new Breach(call.From, $"calls {Port}.{call.Member}; only PlanExecutor writes, by ObjectWriter and ObjectRemover");

    private static IEnumerable<Breach> StoreBreaches(CompiledCode code) =>
        from call in code.Calls
        where Last(call.Type) == Store && call.Member?.StartsWith("Commit", StringComparison.Ordinal) == true && Last(call.From) != StoreWriter
        select new Breach(call.From, $"calls {Store}.{call.Member}; only PlanExecutor writes, by {StoreWriter}");

    private static string Last(string type) => type[(type.LastIndexOf('.') + 1)..];
}
