using Reconciler.Etcd.Tests;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Runs;

namespace Reconciler.Apply.Tests.Routers;

/// <summary>Frontends of an external load balancer in a real etcd: written after their backends, changed, switched, repaired and taken away, and never anybody else's.</summary>
public sealed class FrontendTests
{
    private const string Host = "shop.example.org";

    [Theory, Everywhere]
    public async Task A_first_deploy_writes_the_backend_and_the_frontend_and_is_done(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/proxy/configuration", "{\"OffloadSSL\":true}");
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}, ingress: {{redirectWww: true, compression: true, headers: {{X-B: two words, X-A: '1'}}}}"));
        // pods only become ready where something runs them
        var plan = await bench.Settle(waits: target == Target.Sandbox);
        var change = plan.Of(Host);
        Assert.Equal((ChangeAction.Create, "Frontend", "yours", 4), (change.Action, change.Key.Kind, change.Cause!.Word, change.Place.Line));
        var address = (await bench.Live("shop-web", kind: "Service")).At("spec", "clusterIP");
        var owner = $"{await ClusterUid(bench)}/{bench.Name}/{bench.Name}/shop";
        Assert.Equal(
            [
                ($"/proxy/backends/{bench.Name}-shop/{address}", $$"""{"IPAddress":"{{address}}","Port":80,"CompressionEnabled":true,"AdditionHttpHeaders":[{"Header":"X-A","Value":"1"},{"Header":"X-B","Value":"two words"}],"Hostname":"{{Host}}","Owner":"{{owner}}"}"""),
                ("/proxy/configuration", "{\"OffloadSSL\":true}"),
                ($"/proxy/frontends/{Host}", $$"""{"Hostname":"{{Host}}","Type":"http","BackendId":"{{bench.Name}}-shop","RedirectWwwPrefix":true,"Owner":"{{owner}}"}"""),
            ],
            (await etcd.AllAsync()).Select(pair => (pair.Key, pair.Value)));
    }

    [Theory, Everywhere]
    public async Task What_the_source_changes_is_shown_and_written_and_nothing_else(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "", ", prefix: /lb");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        await bench.Settle(waits: false);
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {{host: {Host}, type: docker-registry}}, ingress: {{headers: {{X-A: '2'}}}}, processes: {{web: {{ports: [{{scheme: http, port: 8080, containerPort: 5000}}]}}}}"));
        var change = (await bench.Settle(waits: false)).Of(Host);
        Assert.Equal(ChangeAction.Update, change.Action);
        Assert.Equal(["spec.headers", "spec.port", "spec.type"], change.Fields.Select(field => field.Path).Order());
        Assert.Equal(("80", "8080"), change.Fields.Where(field => field.Path == "spec.port").Select(field => (((ScalarNode)field.Old!).Value, ((ScalarNode)field.New!).Value)).Single());
        var all = await etcd.AllAsync();
        Assert.Equal(2, all.Count);
        Assert.Contains("\"Type\":\"docker-registry\"", all[$"/lb/frontends/{Host}"], StringComparison.Ordinal);
        Assert.Contains("\"Port\":8080", all.First().Value, StringComparison.Ordinal);
    }

    [Theory, Everywhere]
    public async Task A_host_that_goes_over_to_another_app_is_switched_and_its_old_backend_leaves(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("blue.yaml", bench.App("blue", $"frontend: {Host}"));
        bench.Write("green.yaml", bench.App("green", ""));
        await bench.Settle(waits: false);
        bench.Write("blue.yaml", bench.App("blue", ""));
        bench.Write("green.yaml", bench.App("green", $"frontend: {Host}"));
        var change = (await bench.Settle(waits: false)).Of(Host);
        Assert.Equal((ChangeAction.Transfer, "App/green"), (change.Action, change.Lane.Title));
        var all = await etcd.AllAsync();
        Assert.Equal(2, all.Count);
        Assert.StartsWith($"/proxy/backends/{bench.Name}-green/", all.First().Key, StringComparison.Ordinal);
        Assert.Contains($"\"BackendId\":\"{bench.Name}-green\"", all[$"/proxy/frontends/{Host}"], StringComparison.Ordinal);
        // who no longer has it takes nothing along
        bench.Remove("blue.yaml");
        await bench.Settle(waits: false);
        Assert.Equal(2, (await etcd.AllAsync()).Count);
    }

    [Theory, Everywhere]
    public async Task An_app_under_a_new_name_takes_its_host_along_before_the_old_one_leaves(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Map("stays");
        bench.Write("old.yaml", bench.App("old", $"frontend: {Host}"));
        await bench.Settle(waits: false);
        bench.Remove("old.yaml");
        bench.Write("new.yaml", bench.App("new", $"frontend: {Host}"));
        var plan = await bench.Settle(waits: false);
        Assert.Equal((ChangeAction.Transfer, "App/new"), (plan.Of(Host).Action, plan.Of(Host).Lane.Title));
        int At(Func<RunEvent, bool> isIt) => bench.Told.FindIndex(happened => isIt(happened));
        Assert.InRange(At(each => each is RunEvent.Written { Key.Kind: "Frontend" }), 0, At(each => each is RunEvent.Deleted { Key.Kind: "Service" }));
        Assert.Contains($"\"BackendId\":\"{bench.Name}-new\"", (await etcd.AllAsync())[$"/proxy/frontends/{Host}"], StringComparison.Ordinal);
        Assert.Equal(2, (await etcd.AllAsync()).Count);
    }

    [Theory, Everywhere]
    public async Task An_app_that_changes_its_host_keeps_its_backend(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        await bench.Settle(waits: false);
        bench.Write("shop.yaml", bench.App("shop", "frontend: new.example.org"));
        var plan = await bench.Settle(waits: false);
        Assert.Equal((ChangeAction.Create, ChangeAction.Prune), (plan.Of("new.example.org").Action, plan.Of(Host).Action));
        Assert.Equal("yours", plan.Of(Host).Cause!.Word);
        var all = await etcd.AllAsync();
        Assert.Equal([$"/proxy/backends/{bench.Name}-shop", "/proxy/frontends/new.example.org"], all.Keys.Select(key => key.Contains("/backends/", StringComparison.Ordinal) ? key[..key.LastIndexOf('/')] : key));
    }

    [Theory, Everywhere]
    public async Task What_somebody_changed_or_took_away_is_repaired_as_drift(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        await bench.Settle(waits: false);
        var before = await etcd.AllAsync();
        await etcd.DeleteAsync($"/proxy/frontends/{Host}");
        var made = (await bench.Settle(waits: false)).Of(Host);
        Assert.Equal((ChangeAction.Create, "drift"), (made.Action, made.Cause!.Word));
        Assert.Equal(before, await etcd.AllAsync());
        await etcd.PutAsync($"/proxy/frontends/{Host}", before[$"/proxy/frontends/{Host}"].Replace("-shop\"", "-elsewhere\"", StringComparison.Ordinal));
        await etcd.PutAsync(before.Keys.First(), before.Values.First().Replace("\"Port\":80", "\"Port\":81", StringComparison.Ordinal));
        var repaired = (await bench.Settle(waits: false)).Of(Host);
        Assert.Equal((ChangeAction.Update, "drift"), (repaired.Action, repaired.Cause!.Word));
        Assert.Equal(before, await etcd.AllAsync());
    }

    [Theory, Everywhere]
    public async Task A_service_with_another_address_gets_a_new_server_in_place_of_the_old_one(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        await bench.Settle(waits: false);
        var before = await etcd.AllAsync();
        await bench.Deleted("shop-web", kind: "Service");
        await bench.Made($"apiVersion: v1\nkind: Service\nmetadata: {{name: holder, namespace: {bench.Name}}}\nspec: {{clusterIP: {before.Keys.First().Split('/')[^1]}, ports: [{{port: 80}}]}}");
        await bench.Apply(waits: false);
        await bench.Settle(waits: false);
        var after = await etcd.AllAsync();
        Assert.Equal(2, after.Count);
        Assert.Equal($"/proxy/backends/{bench.Name}-shop/{(await bench.Live("shop-web", kind: "Service")).At("spec", "clusterIP")}", after.Keys.First());
        Assert.NotEqual(before.Keys.First(), after.Keys.First());
        Assert.Equal(before.Last(), after.Last());
    }

    [Theory, Everywhere]
    public async Task A_frontend_of_others_is_refused_by_whose_it_is_and_taken_over_only_where_that_is_said(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        var uid = await ClusterUid(bench);
        foreach (var (value, whose) in new[] { ("no JSON", "left no name"), ("{\"BackendId\":\"x\"}", "left no name"), ($"{{\"Owner\":\"{uid}/other/ns/app\"}}", "the App ns/app of the environment other"), ($"{{\"Owner\":\"elsewhere/{bench.Name}/{bench.Name}/shop\"}}", $"the environment {bench.Name} of the cluster elsewhere") })
        {
            await etcd.PutAsync($"/proxy/frontends/{Host}", value);
            var plan = await bench.Apply(waits: false);
            Assert.Equal((ChangeAction.Refuse, ChangeAction.Adopt), (plan.Of(Host).Action, plan.Of(Host).Wanted));
            Assert.Equal(["RCN2605"], plan.Of(Host).Codes());
            Assert.Contains(whose, plan.Of(Host).Problems[0].Message, StringComparison.Ordinal);
            Assert.Equal([($"/proxy/frontends/{Host}", value)], (await etcd.AllAsync()).Select(pair => (pair.Key, pair.Value)));
            Assert.Null(await bench.Live("shop-web", "apps/v1", "Deployment"));
        }
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}").Replace("{name: shop}", "{name: shop, annotations: {reconciler.dev/adopt: \"true\"}}", StringComparison.Ordinal));
        Assert.Equal(ChangeAction.Adopt, (await bench.Settle(waits: false)).Of(Host).Action);
        Assert.Equal(2, (await etcd.AllAsync()).Count);
    }

    [Theory, Everywhere]
    public async Task A_backend_of_others_is_refused(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        await etcd.PutAsync($"/proxy/backends/{bench.Name}-shop/10.9.9.9", "{\"IPAddress\":\"10.9.9.9\",\"Port\":80}");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        Assert.Equal(["RCN2606"], (await bench.Apply(waits: false)).Of(Host).Codes());
        Assert.Single(await etcd.AllAsync());
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}").Replace("{name: shop}", "{name: shop, annotations: {reconciler.dev/adopt: \"true\"}}", StringComparison.Ordinal));
        await bench.Settle(waits: false);
        Assert.DoesNotContain($"/proxy/backends/{bench.Name}-shop/10.9.9.9", (await etcd.AllAsync()).Keys);
    }

    [Theory, Everywhere]
    public async Task A_frontend_leaves_with_its_app_and_counts_as_a_deletion(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        await etcd.PutAsync("/proxy/frontends/other.example.org", "{}");
        bench.Environment(etcd, "prune: {budget: {objects: 0}}");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        bench.Map("stays");
        await bench.Settle(waits: false);
        bench.Write("shop.yaml", bench.App("shop", ""));
        var held = await bench.Apply(waits: false);
        Assert.Equal((ChangeAction.Refuse, ChangeAction.Prune, 1), (held.Of(Host).Action, held.Of(Host).Wanted, held.Counts.Refused));
        Assert.Equal(["RCN3002"], held.Of(Host).Codes());
        Assert.Equal(3, (await etcd.AllAsync()).Count);
        bench.Remove("shop.yaml");
        var plan = await bench.Settle(waits: false);
        Assert.Equal((ChangeAction.Prune, "App/shop"), (plan.Of(Host).Action, plan.Of(Host).Lane.Title));
        Assert.Contains(bench.Told.OfType<RunEvent.Deleted>(), deleted => deleted.Key.Name == Host);
        Assert.Equal(["/proxy/frontends/other.example.org"], (await etcd.AllAsync()).Keys);
    }

    [Theory, Everywhere]
    public async Task A_router_that_can_not_be_read_is_unknown_and_its_frontends_are_remembered(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        bench.Write("gone.yaml", bench.App("gone", "frontend: gone.example.org"));
        bench.Map("other");
        await bench.Settle(waits: false);
        etcd.Stop();
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}, env: {{A: '1'}}"));
        bench.Remove("gone.yaml");
        bench.Map("other", "{a: '2'}");
        var plan = await bench.Apply(waits: false);
        Assert.Equal(["RCN2604"], plan.Of(Host).Codes());
        Assert.Contains(etcd.Endpoint, plan.Of(Host).Problems[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(plan.Changes, change => change.Key.Name == "gone.example.org");
        Assert.Contains(plan.Notes, note => note.Code.Id == "RCN3012" && note.Message.Contains("Frontend.router.reconciler.dev", StringComparison.Ordinal));
        Assert.Equal("2", (await bench.Live("other")).At("data", "a"));
        Assert.Equal(LaneOutcome.Refused, bench.Status.Lanes.Values.Single(lane => lane.Lane.Title == "App/shop").Outcome);
        Assert.Null(await bench.Live("gone-web", "apps/v1", "Deployment"));
        await etcd.StartAsync();
        Assert.Equal(4, (await etcd.AllAsync()).Count);
        var again = await bench.Settle(waits: false);
        Assert.Equal((ChangeAction.Prune, "App/gone"), (again.Of("gone.example.org").Action, again.Of("gone.example.org").Lane.Title));
        Assert.Equal(2, (await etcd.AllAsync()).Count);
    }

    [Theory, Everywhere]
    public async Task Frontends_without_a_router_are_left_and_said(Target target)
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var bench = await Bench.On(target);
        bench.Environment(etcd, "");
        bench.Write("shop.yaml", bench.App("shop", $"frontend: {Host}"));
        bench.Map("stays");
        await bench.Settle(waits: false);
        bench.Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {bench.Name}}}\nspec: {{systemNamespace: {Bench.SystemNamespace}}}\n");
        bench.Remove("shop.yaml");
        var plan = await bench.Apply(waits: false);
        Assert.Contains(plan.Notes, note => note.Message.Contains("names no router any more", StringComparison.Ordinal));
        Assert.Equal(2, (await etcd.AllAsync()).Count);
        bench.Environment(etcd, "");
        Assert.Equal(ChangeAction.Prune, (await bench.Settle(waits: false)).Of(Host).Action);
        Assert.Empty(await etcd.AllAsync());
    }

    private static async Task<string?> ClusterUid(Bench bench) => (await bench.Live("kube-system", kind: "Namespace")).At("metadata", "uid");
}
