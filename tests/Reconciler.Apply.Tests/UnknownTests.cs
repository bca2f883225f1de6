using System.Text;
using Reconciler.Apply.Tests.Simulation;
using Reconciler.Kubernetes;
using Reconciler.Planning;
using Reconciler.Runs;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Faults;

namespace Reconciler.Apply.Tests;

/// <summary>What can't be read is unknown, and nothing is pruned for it: not by a plan, not by its apply, and the plan says so.</summary>
public sealed class UnknownTests
{
    public static TheoryData<string> Troubles => ["down", "forbidden", "cut", "stale"];

    [Theory, MemberData(nameof(Troubles))]
    public async Task Nothing_of_a_kind_that_can_not_be_listed_is_pruned(string trouble)
    {
        var stale = new StaleDiscovery();
        await using var world = await SimulatedWorld.StartAsync(stale);
        await using var bench = await Bench.On(world.Plain);
        string Widget(string name, int size) => $"apiVersion: sim.example.com/v1\nkind: Widget\nmetadata: {{name: {name}, namespace: {bench.Name}}}\nspec: {{size: {size}}}\n";
        bench.Write("one.yaml", Widget("one", 1));
        bench.Write("two.yaml", Widget("two", 1));
        bench.Map("other");
        await bench.Settle();
        bench.Write("one.yaml", Widget("one", 2));
        bench.Remove("two.yaml");
        bench.Map("other", "{a: '2'}");
        using var client = world.Client(new Random(1));
        var healthy = bench.Cluster;
        bench.Cluster = new KubeCluster(client, "troubled");
        stale.IsOn = trouble == "stale";
        world.Use(FaultPlan.Of(trouble switch
        {
            "down" => [new FaultRule(FaultAnswers.Unavailable) { Resources = ["widgets"] }],
            "forbidden" => [new FaultRule(new FaultAction.Refuse(new ApiStatus(403, "Forbidden", "widgets is forbidden: User \"a\" cannot list resource \"widgets\""))) { Verbs = ["list"], Resources = ["widgets"] }],
            "cut" => [new FaultRule(new FaultAction.CutBody(20)) { Verbs = ["list"], Resources = ["widgets"] }],
            _ => [],
        }));
        var plan = await bench.Apply();
        world.Use(FaultPlan.None);
        stale.IsOn = false;
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN3012" && note.Message.Contains("Widget.sim.example.com", StringComparison.Ordinal));
        Assert.Equal(ChangeAction.Refuse, plan.Of("one").Action);
        // a cut takes along what was under way on the same connection, which is unknown as well then
        if (trouble != "cut") Assert.Equal(ChangeAction.Update, plan.Of("other").Action);
        Assert.Equal(["RCN3012"], plan.Of("one").Codes());
        Assert.DoesNotContain(plan.Changes, change => change.Key.Name == "two");
        Assert.NotNull(await bench.Live("two", "sim.example.com/v1", "Widget"));
        if (trouble != "cut") Assert.Equal("2", (await bench.Live("other")).At("data", "a"));
        bench.Cluster = healthy;
        Assert.Equal(ChangeAction.Prune, (await bench.Settle()).Of("two").Action);
    }

    [Fact]
    public async Task What_can_not_be_kept_for_undo_is_not_deleted_and_not_forgotten()
    {
        await using var world = await SimulatedWorld.StartAsync();
        await using var bench = await Bench.On(world.Plain);
        bench.Write("secret.yaml", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: secret, namespace: {bench.Name}}}\nstringData: {{a: b}}\n");
        bench.Map("other");
        await bench.Settle();
        bench.Remove("secret.yaml");
        world.Use(FaultPlan.Of(new FaultRule(FaultAnswers.Internal) { Verbs = ["create", "update"], Resources = ["secrets"] }));
        await bench.Apply();
        world.Use(FaultPlan.None);
        Assert.Equal(["RCN2330"], bench.Told.OfType<RunEvent.Held>().Select(held => held.Why.Code.Id));
        Assert.NotNull(await bench.Live("secret", kind: "Secret"));
        Assert.Equal(ChangeAction.Prune, (await bench.Settle()).Of("secret").Action);
        Assert.Null(await bench.Live("secret", kind: "Secret"));
    }

    public static TheoryData<string> Files => ["a list that never ends", "no text", "encrypted"];

    [Theory, MemberData(nameof(Files))]
    public async Task Nothing_is_planned_from_a_source_with_a_file_that_can_not_be_read(string what)
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        bench.Write("two.yaml", what switch
        {
            "no text" => [.. "apiVersion: v1\nkind: ConfigMap\n"u8, 0xff, 0xfe, 0x00],
            "encrypted" => Encoding.UTF8.GetBytes("apiVersion: v1\nkind: Secret\nmetadata: {name: two}\ndata: {a: 'ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]'}\nsops: {mac: 'ENC[AES256_GCM,data:YQ==]', version: 3.9.0}\n"),
            _ => Encoding.UTF8.GetBytes("apiVersion: v1\nkind: ConfigMap\nmetadata: [\n"),
        });
        var planned = await bench.Planned(isBroken: true);
        Assert.Null(planned.Plan);
        Assert.Contains(planned.Problems, problem => problem.Place.File == "two.yaml");
        Assert.NotNull(await bench.Live("two"));
    }

    [Fact]
    public async Task A_Secret_whose_passwords_can_not_be_read_is_not_applied_without_them()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {bench.Name}}}\nspec: {{systemNamespace: {Bench.SystemNamespace}, registries: [{{server: r.example.com, username: u, passwordFrom: {{secret: {bench.Name}-login, key: token}}}}]}}\n");
        bench.Map("other");
        bench.Write("app.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: web}}\nspec: {{namespace: {bench.Name}, image: r.example.com/web:1, processes: {{web: {{port: 8080}}}}}}\n");
        await bench.Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {Bench.SystemNamespace}}}");
        var login = await bench.Made($"apiVersion: v1\nkind: Secret\nmetadata: {{name: {bench.Name}-login, namespace: {Bench.SystemNamespace}}}\nstringData: {{token: a-password}}");
        await bench.Settle(waits: false);
        var before = (await bench.Live("reconciler-registries", "v1", "Secret")).At("data", ".dockerconfigjson");
        await bench.Replaced(login.Without("data"));
        var plan = await bench.Apply(waits: false);
        Assert.Equal(["RCN2214"], plan.Of("reconciler-registries").Codes());
        Assert.Equal(before, (await bench.Live("reconciler-registries", "v1", "Secret")).At("data", ".dockerconfigjson"));
    }
}
