using System.Text;
using Reconciler.Diagnostics;
using Reconciler.Etcd.Tests;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests.Routers;

/// <summary>Variables from a real etcd: which win, how they are named, that they stay secret, and that an etcd that can't be read is not an empty one.</summary>
public sealed class EtcdEnvironmentTests
{
    [Theory, Everywhere]
    public async Task Variables_come_from_direct_children_in_order_and_the_apps_own_win(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/all/log-level", "geheim-all");
        await etcd.PutAsync("/all/region", "eu");
        await etcd.PutAsync("/all/deeper/not", "x");
        await etcd.PutAsync("/all/no name", "x");
        await etcd.PutAsync("/own/region", "us");
        await etcd.PutAsync("/own/mode", "etcd");
        bench.Environment(etcd, "envFrom: [{etcd: /all}]");
        bench.Write("shop.yaml", bench.App("shop", "env: {MODE: own}, envFrom: [{etcd: /own/}, {etcd: /own, prefix: OWN_}]"));
        var plan = await bench.Settle(waits: false);
        var values = await Configuration(bench, await SourcesOf(bench));
        Assert.Equal([("LOG_LEVEL", "geheim-all"), ("MODE", "own"), ("OWN_MODE", "etcd"), ("OWN_REGION", "us"), ("REGION", "us")], values);
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN2603" && note.Message.Contains("/all/no name", StringComparison.Ordinal));
        Assert.DoesNotContain("geheim", Shown(plan), StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task A_later_secret_wins_over_etcd_and_a_later_etcd_over_a_secret(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/first/a", "1");
        await etcd.PutAsync("/second/b", "2");
        bench.Environment(etcd, "envFrom: [{etcd: /first}]");
        bench.Write("shop.yaml", bench.App("shop", "env: {C: own}, envFrom: [{secret: shared}, {etcd: /second}]"));
        await bench.Settle(waits: false);
        var sources = await SourcesOf(bench);
        Assert.Equal(3, sources.Length);
        Assert.Equal("shared", sources[1]);
        Assert.Equal([("A", "1")], await Configuration(bench, [sources[0]]));
        Assert.Equal([("B", "2"), ("C", "own")], await Configuration(bench, [sources[2]]));
    }

    [Theory, Everywhere]
    public async Task A_changed_value_rolls_the_app_and_says_nothing_of_what_it_is(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/env/token", "geheim-1");
        await etcd.RequireUserAsync("reader", "passwort", "/env/");
        await bench.Made($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {Bench.SystemNamespace}}}");
        await bench.Made($"apiVersion: v1\nkind: Secret\nmetadata: {{name: {bench.Name}, namespace: {Bench.SystemNamespace}}}\nstringData: {{password: passwort}}");
        bench.Environment(etcd, "", $", username: reader, passwordFrom: {{secret: {bench.Name}, key: password}}");
        bench.Write("shop.yaml", bench.App("shop", "envFrom: [{etcd: /env}]"));
        await bench.Settle(waits: false);
        await etcd.PutAsync("/env/token", "geheim-2");
        var plan = await bench.Settle(waits: false);
        Assert.Equal(ChangeAction.Update, plan.Workload("shop-web").Action);
        Assert.Equal([("TOKEN", "geheim-2")], await Configuration(bench, await SourcesOf(bench)));
        Assert.DoesNotContain("geheim", Shown(plan), StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task Of_an_etcd_that_can_not_be_read_the_app_is_left_as_it_is_and_others_go_on(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/env/a", "1");
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", "envFrom: [{etcd: /env, optional: true}], cron: [{name: nightly, schedule: '0 3 * * *', command: x}]"));
        bench.Write("other.yaml", bench.App("other", "env: {A: '1'}"));
        await bench.Settle(waits: false);
        var before = await bench.All("v1", "Secret");
        etcd.Stop();
        // what leaves the App, changes in it and is new in it stays as it is
        bench.Write("shop.yaml", bench.App("shop", "env: {B: '2'}, envFrom: [{etcd: /env, optional: true}]"));
        bench.Write("other.yaml", bench.App("other", "env: {A: '2'}"));
        var plan = await bench.Apply(waits: false);
        Assert.Equal(ChangeAction.Update, plan.Workload("other-web").Action);
        var refused = plan.Workload("shop-web");
        Assert.Equal((ChangeAction.Refuse, "shop.yaml"), (refused.Action, refused.Problems[^1].Place.File));
        Assert.Equal(["RCN2601"], refused.Codes());
        Assert.Contains(etcd.Endpoint, refused.Problems[^1].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(plan.Changes, change => change.Lane.Title == "App/shop" && change.Action is not (ChangeAction.Refuse or ChangeAction.Keep));
        Assert.NotNull(await bench.Live("shop-nightly", "batch/v1", "CronJob"));
        Assert.Subset((await bench.All("v1", "Secret")).Select(secret => secret.At("metadata", "name")).ToHashSet(), before.Where(secret => secret.At("metadata", "name")!.StartsWith("shop", StringComparison.Ordinal)).Select(secret => secret.At("metadata", "name")).ToHashSet());
        await etcd.StartAsync();
        Assert.Equal(ChangeAction.Prune, (await bench.Settle(waits: false)).Of("shop-nightly").Action);
        Assert.Equal([("A", "1"), ("B", "2")], await Configuration(bench, await SourcesOf(bench)));
    }

    [Theory, Everywhere]
    public async Task Nothing_below_a_folder_is_an_error_unless_it_is_optional(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", "envFrom: [{etcd: /none}]"));
        Assert.Equal(["RCN2602"], (await bench.Plan()).Workload("shop-web").Codes());
        bench.Write("shop.yaml", bench.App("shop", "envFrom: [{etcd: /none, optional: true}]"));
        await bench.Settle(waits: false);
        await etcd.PutAsync("/none/a", [0xff]);
        var change = (await bench.Plan()).Workload("shop-web");
        Assert.Equal(["RCN2601"], change.Codes());
        Assert.Contains("/none/a is no text", change.Problems[^1].Message, StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task A_commit_that_is_not_verified_is_asked_for_no_etcd(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/env/a", "1");
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", "envFrom: [{etcd: /env}], frontend: shop.example.org"));
        bench.Verification = new Verification(null, [GuardCodes.NotVerified.At(Origin.None, "it is not signed")], []);
        var asked = false;
        bench.Routers = bench.Routers with { Open = access => throw new InvalidOperationException($"{access} was asked: {asked = true}") };
        var plan = await bench.Plan();
        Assert.True(plan.IsRefused);
        Assert.False(asked);
        Assert.Equal(["RCN2601"], plan.Workload("shop-web").Codes());
    }

    [Theory, Everywhere]
    public async Task Certificates_and_the_key_come_from_where_the_environment_says(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync(hasTls: true);
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/env/a", "1");
        bench.Write("ca.crt", etcd.Certificates.Authority);
        bench.Write("client.crt", etcd.Certificates.Certificate);
        bench.Environment(etcd, "", ", caFile: ./ca.crt, certFile: client.crt, keyFrom: {env: ETCD_KEY}");
        bench.Write("shop.yaml", bench.App("shop", "envFrom: [{etcd: /env}]"));
        Assert.Contains("ETCD_KEY is not set", (await bench.Plan()).Workload("shop-web").Problems[^1].Message, StringComparison.Ordinal);
        bench.Variables["ETCD_KEY"] = etcd.Certificates.Key;
        await bench.Settle(waits: false);
        bench.Write("client.key", etcd.Certificates.Key);
        bench.Environment(etcd, "", ", caFile: ./ca.crt, certFile: client.crt, keyFrom: {file: client.key}");
        Assert.False((await bench.Plan()).HasChanges);
        bench.Environment(etcd, "", ", caFile: ./ca.crt, certFile: client.crt, keyFrom: {secret: none, key: tls.key}");
        Assert.Contains($"{Bench.SystemNamespace}/none can't be read", (await bench.Plan()).Workload("shop-web").Problems[^1].Message, StringComparison.Ordinal);
    }

    private static string Shown(Plan plan) => string.Concat(plan.Changes.SelectMany(change => change.Fields).Select(field => CanonicalJson.Write(field.Tree)).Concat(plan.Notes.Select(note => note.ToString())));

    /// <summary>The Secrets that the container takes its variables from, in order.</summary>
    private static async Task<string[]> SourcesOf(Bench bench)
    {
        var container = ((ListNode)(await bench.Live("shop-web", "apps/v1", "Deployment")).Path("spec", "template", "spec", "containers")!).Items[0] as MapNode;
        return [.. container.Maps("envFrom").Select(source => source.Map("secretRef").Text("name")!.Value)];
    }

    private static async Task<(string, string)[]> Configuration(Bench bench, string[] secrets)
    {
        var data = (await bench.Live(Assert.Single(secrets), kind: "Secret")).Map("data")!;
        return [.. data.Entries.Select(entry => (entry.Key, Encoding.UTF8.GetString(Convert.FromBase64String(((ScalarNode)entry.Value).Value))))];
    }
}
