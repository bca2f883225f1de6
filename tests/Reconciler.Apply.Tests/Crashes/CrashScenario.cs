namespace Reconciler.Apply.Tests.Crashes;

/// <summary>
/// What a process was about when it ended: the world before, what changed since, and the command that makes good, which is the one that was
/// cut off. The change is applied, or for an undo the last run is taken back.
/// </summary>
internal sealed record CrashScenario(string Name, Action<Bench> Before, Func<Bench, Task> Change)
{
    private const string Adopting = "reconciler.dev/adopt: \"true\"";

    public bool IsUndo { get; init; }

    /// <summary>Whether the usual tests end it at reads and dry runs too; the long ones do so for all scenarios.</summary>
    public bool IsShort { get; init; }

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("RECONCILE_LONG") == "1";

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("first apply", _ => { }, bench => Done(() => Of(bench, App("1"), "one", "two"))),
        new("update", bench => Of(bench, App("1"), "one", "two"), bench => Done(() =>
        {
            bench.Write("app.yaml", App("2")(bench));
            bench.Map("one", "{a: '2'}");
        })),
        new("replace", bench => bench.Write("bound.yaml", Binding(bench, "view")), bench => Done(() => bench.Write("bound.yaml", Binding(bench, "edit")))),
        new("prune", bench => Of(bench, null, "one", "two"), bench => Done(() => bench.Remove("two.yaml"))),
        new("transfer", bench => Of(bench, null, "one", "two"), bench => Done(() =>
        {
            bench.Remove("two.yaml");
            bench.Write("other.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: two, namespace: {bench.Name}}}\ndata: {{a: '3'}}\n");
        })) { IsShort = true },
        new("a kind and an object of it", bench => Of(bench, null, "one"), bench => Done(() => bench.Write("kind.yaml", Kind(bench)))),
        new("a namespace and what is in it", _ => { }, bench => Done(() => bench.Write("new.yaml",
            $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {bench.Name}-new}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: inside, namespace: {bench.Name}-new}}\ndata: {{a: '1'}}\n"))),
        new("a failing part beside a good one", bench => Of(bench, null, "one"), bench => Done(() =>
        {
            bench.Map("two");
            bench.Write("bad.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {{name: bad, namespace: {bench.Name}}}\nspec: {{ports: [{{name: web, port: 70000}}]}}\n");
        })),
        new("adoption", bench => Of(bench, null, "one"), async bench =>
        {
            await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: two, namespace: {bench.Name}}}\ndata: {{b: theirs}}", "kubectl-client-side-apply");
            bench.Map("two", "{a: '2'}", Adopting);
        }),
        new("undo", bench => Of(bench, null, "one", "two"), async bench =>
        {
            bench.Remove("one.yaml");
            bench.Remove("two.yaml");
            await bench.Apply();
        }) { IsUndo = true, IsShort = true },
    ];

    public static CrashScenario Named(string name) => All.Single(scenario => scenario.Name == name);

    /// <summary>The state of the world at the moment before the command.</summary>
    public async Task<Bench> BeginAsync(Kubernetes.KubeClient client, Func<Bench, Task>? prepare = null)
    {
        var bench = await Bench.On(client);
        if (prepare is not null) await prepare(bench);
        bench.Map("keeps");
        Before(bench);
        await bench.Apply();
        await Change(bench);
        return bench;
    }

    /// <summary>The command, in this process.</summary>
    public async Task RunAsync(Bench bench, CancellationToken end = default)
    {
        if (IsUndo) await bench.Undo((await bench.Orders()).Runs[0], end: end);
        else await bench.Apply(end: end);
    }

    /// <summary>The command once more, by another process, when the lease of the one that ended has lapsed; after an apply that somebody had meanwhile.</summary>
    public async Task RunAgainAsync(Bench bench)
    {
        (bench.Holder, bench.Clock) = ("another process", new LaterClock(TimeSpan.FromSeconds(31)));
        await bench.Apply();
        if (IsUndo) await RunAsync(bench);
    }

    /// <summary>Takes away what does not leave with the bench's own namespace.</summary>
    public static async Task CleanAsync(Bench bench)
    {
        await bench.Deleted($"{bench.Name}-new", kind: "Namespace");
        await bench.Deleted($"things.{bench.Name}.example.com", "apiextensions.k8s.io/v1", "CustomResourceDefinition");
    }

    private static void Of(Bench bench, Func<Bench, string>? app, params string[] maps)
    {
        foreach (var name in maps) bench.Map(name);
        if (app is not null) bench.Write("app.yaml", app(bench));
    }

    /// <summary>With a Secret for its configuration, and no pods for which a real cluster would need an image.</summary>
    private static Func<Bench, string> App(string word) => bench =>
        $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec: {{namespace: {bench.Name}, image: registry.example.org/shop:v1, env: {{WORD: '{word}'}}, processes: {{web: {{port: 8080, replicas: 0}}}}}}\n";

    private static string Binding(Bench bench, string role) =>
        $"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: bound, namespace: {bench.Name}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: [{{kind: ServiceAccount, name: default, namespace: {bench.Name}}}]\n";

    private static string Kind(Bench bench) =>
        $"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: things.{bench.Name}.example.com}}\nspec:\n  group: {bench.Name}.example.com\n  scope: Namespaced\n  names: {{kind: Thing, plural: things, singular: thing, listKind: ThingList}}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {{type: object, properties: {{size: {{type: integer}}}}}}}}}}}}\n---\napiVersion: {bench.Name}.example.com/v1\nkind: Thing\nmetadata: {{name: thing, namespace: {bench.Name}}}\nspec: {{size: 3}}\n";

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
