using System.Globalization;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>
/// The process ends at each single write of a run, before it or when its answer is lost, and the next run makes good: the end is
/// the same as without, what others own is untouched, and nothing of ours is forgotten.
/// </summary>
public sealed class CrashTests
{
    private const int MostWrites = 60;

    private static readonly Dictionary<string, (Func<Bench, Task> Before, Func<Bench, Task> Change)> Scenarios = new(StringComparer.Ordinal)
    {
        ["first apply"] = (_ => Task.CompletedTask, bench => Maps(bench, "one", "two")),
        ["update"] = (bench => Maps(bench, "one", "two"), bench => Done(() => bench.Map("one", "{a: '2'}"))),
        ["prune"] = (bench => Maps(bench, "one", "two"), bench => Done(() => bench.Remove("two.yaml"))),
        ["replace"] = (bench => Done(() => bench.Write("bound.yaml", Binding(bench, "view"))), bench => Done(() => bench.Write("bound.yaml", Binding(bench, "edit")))),
        ["transfer"] = (bench => Maps(bench, "one", "two"), bench => Done(() =>
        {
            bench.Remove("two.yaml");
            bench.Write("other.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: two, namespace: {bench.Name}}}\ndata: {{a: '3'}}\n");
        })),
        ["adoption"] = (bench => Maps(bench, "one"), async bench =>
        {
            await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: two, namespace: {bench.Name}}}\ndata: {{b: theirs}}", "kubectl-client-side-apply");
            bench.Map("two", "{a: '2'}", "reconciler.dev/adopt: \"true\"");
        }
        ),
        ["a namespace and what is in it"] = (_ => Task.CompletedTask, bench => Done(() => bench.Write("new.yaml",
            $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {bench.Name}-new}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: inside, namespace: {bench.Name}-new}}\ndata: {{a: '1'}}\n"))),
        ["a kind and an object of it"] = (bench => Maps(bench, "one"), bench => Done(() => bench.Write("kind.yaml",
            $"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: things.{bench.Name}.example.com}}\nspec:\n  group: {bench.Name}.example.com\n  scope: Namespaced\n  names: {{kind: Thing, plural: things, singular: thing, listKind: ThingList}}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {{type: object, properties: {{size: {{type: integer}}}}}}}}}}}}\n---\napiVersion: {bench.Name}.example.com/v1\nkind: Thing\nmetadata: {{name: thing, namespace: {bench.Name}}}\nspec: {{size: 3}}\n"))),
        ["a failing part beside a good one"] = (bench => Maps(bench, "one"), bench => Done(() =>
        {
            bench.Map("two");
            bench.Write("bad.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {{name: bad, namespace: {bench.Name}}}\nspec: {{ports: [{{name: web, port: 70000}}]}}\n");
        })),
    };

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_process_that_ends_at_any_write_is_made_good_by_the_next(string scenario)
    {
        var (before, change) = Scenarios[scenario];
        var wanted = await EndAsync(before, change, null);
        for (var point = 1; point <= MostWrites; point++)
        {
            foreach (var isDone in (bool[])[false, true])
            {
                var crash = new Crash(point, isDone);
                Assert.Equal(wanted, await EndAsync(before, change, crash));
                if (!crash.Happened) return;
            }
        }
        Assert.Fail($"{scenario} has more than {MostWrites} writes");
    }

    [Fact]
    public async Task An_undo_that_ends_at_any_write_is_made_good_by_another()
    {
        for (var point = 1; point <= MostWrites; point++)
        {
            foreach (var isDone in (bool[])[false, true])
            {
                await using var bench = await Bench.On(Target.Sandbox);
                await Maps(bench, "keeps", "one", "two");
                await bench.Settle();
                bench.Remove("one.yaml");
                bench.Remove("two.yaml");
                await bench.Settle();
                var (cluster, run) = (bench.Cluster, (await bench.Orders()).Runs[0]);
                var crashing = new CrashingCluster(cluster, point, isDone);
                bench.Cluster = crashing;
                try
                {
                    await bench.Undo(run);
                }
                catch (CrashException)
                {
                    // as a killed process is not told either
                }
                bench.Cluster = cluster;
                // whatever was brought back is held, also by an apply that comes between
                await bench.Apply();
                await bench.Undo(run);
                Assert.Equal(("1", "1"), ((await bench.Live("one")).At("data", "a"), (await bench.Live("two")).At("data", "a")));
                Assert.Equal(2, (await bench.Settle()).Notes.Count(note => note.Code.Id == "RCN3040"));
                if (!crashing.HasEnded) return;
            }
        }
        Assert.Fail($"undo has more than {MostWrites} writes");
    }

    private sealed record Crash(int Point, bool IsDone)
    {
        public bool Happened { get; set; }
    }

    /// <summary>The end of a scenario as text, after a crash where one is asked for.</summary>
    private static async Task<string> EndAsync(Func<Bench, Task> before, Func<Bench, Task> change, Crash? crash)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Map("keeps");
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: foreign, namespace: {bench.Name}}}\ndata: {{a: theirs}}");
        await before(bench);
        await bench.Settle();
        await change(bench);
        if (crash is not null)
        {
            var cluster = bench.Cluster;
            var crashing = new CrashingCluster(cluster, crash.Point, crash.IsDone);
            bench.Cluster = crashing;
            try
            {
                await bench.Apply();
            }
            catch (CrashException)
            {
                // as a killed process is not told either
            }
            bench.Cluster = cluster;
            crash.Happened = crashing.HasEnded;
        }
        await bench.Apply();
        var last = await bench.Plan();
        Assert.All(last.Changes, left => Assert.True(left.Action is ChangeAction.Keep or ChangeAction.Refuse, $"{left.Action} {left.Key}"));
        return (await TextAsync(bench, last)).Replace(bench.Name, "NAME", StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(Bench bench, Plan plan)
    {
        var lines = new List<string>();
        foreach (var name in (string[])["foreign", "keeps", "one", "two"])
            lines.Add($"{name} {(await bench.Live(name) is { } live ? CanonicalJson.Write(live.Map("data")!) : "gone")}");
        lines.Add((await bench.Live("bound", "rbac.authorization.k8s.io/v1", "RoleBinding")).At("roleRef", "name") ?? "no role");
        lines.Add((await bench.Live("inside", inNamespace: $"{bench.Name}-new")).At("data", "a") ?? "nothing inside");
        lines.AddRange(plan.Changes.Select(change => string.Create(CultureInfo.InvariantCulture, $"{change.Action} {change.Key} {change.Lane.Title}")));
        lines.Add((await bench.Live(plan.Identity.Manager, inNamespace: Bench.SystemNamespace)).At("metadata", "annotations", "applyset.kubernetes.io/contains-group-kinds") ?? "no inventory");
        return string.Join('\n', lines);
    }

    private static string Binding(Bench bench, string role) =>
        $"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: bound, namespace: {bench.Name}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: [{{kind: ServiceAccount, name: default, namespace: {bench.Name}}}]\n";

    private static Task Maps(Bench bench, params string[] names) => Done(() =>
    {
        foreach (var name in names) bench.Map(name);
    });

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
