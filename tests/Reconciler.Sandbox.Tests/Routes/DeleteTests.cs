using Reconciler.Objects;
using Reconciler.Sandbox.Tests.Server;

namespace Reconciler.Sandbox.Tests.Routes;

public sealed class DeleteTests(TestServer sandbox) : IClassFixture<TestServer>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_deletion_answers_a_Status_with_the_uid()
    {
        var made = await sandbox.ConfigMapAsync("plain");
        var answer = await sandbox.DeleteAsync($"{ConfigMaps}/plain");
        Assert.Equal((200, "Success"), (answer.Code, answer.Body.Text("status")?.Value));
        Assert.Equal(made.Uid, answer.Body.Map("details").Text("uid")?.Value);
        Assert.Equal(404, (await sandbox.DeleteAsync($"{ConfigMaps}/plain")).Code);
    }

    [Fact]
    public async Task Preconditions_that_do_not_hold_are_a_conflict_without_causes()
    {
        var made = await sandbox.ConfigMapAsync("guarded");
        foreach (var wrong in (string[])["""{"uid":"other"}""", """{"resourceVersion":"1"}"""])
        {
            var refused = await sandbox.DeleteAsync($"{ConfigMaps}/guarded", $$"""{"preconditions":{{wrong}} }""");
            Assert.Equal((409, "Conflict"), (refused.Code, refused.Reason));
            Assert.Empty(refused.Body.Map("details").Maps("causes"));
        }
        Assert.Equal(200, (await sandbox.DeleteAsync($"{ConfigMaps}/guarded", $$"""{"preconditions":{"uid":"{{made.Uid}}","resourceVersion":"{{made.Version}}"} }""")).Code);
    }

    [Fact]
    public async Task A_dry_run_deletes_nothing()
    {
        await sandbox.ConfigMapAsync("dry");
        Assert.Equal(200, (await sandbox.DeleteAsync($"{ConfigMaps}/dry?dryRun=All")).Code);
        Assert.Equal(200, (await sandbox.DeleteAsync($"{ConfigMaps}/dry", """{"dryRun":["All"]}""")).Code);
        Assert.Equal(200, (await sandbox.GetAsync($"{ConfigMaps}/dry")).Code);
        Assert.Equal(422, (await sandbox.DeleteAsync($"{ConfigMaps}/dry?dryRun=Some")).Code);
    }

    [Fact]
    public async Task A_finalizer_keeps_an_object_dying_until_it_is_taken_away()
    {
        await sandbox.PostAsync(ConfigMaps, """{"metadata":{"name":"held","finalizers":["example.com/hold"]}}""");
        var dying = await sandbox.DeleteAsync($"{ConfigMaps}/held");
        Assert.NotNull(dying.Meta["deletionTimestamp"]);
        Assert.Equal(0, dying.Meta.Int("deletionGracePeriodSeconds")?.Value);
        Assert.Equal(200, (await sandbox.MergeAsync($"{ConfigMaps}/held", """{"data":{"b":"2"}}""")).Code);
        Assert.Equal(200, (await sandbox.MergeAsync($"{ConfigMaps}/held", """{"metadata":{"finalizers":null}}""")).Code);
        Assert.Equal(404, (await sandbox.GetAsync($"{ConfigMaps}/held")).Code);
    }

    [Fact]
    public async Task What_loses_its_owner_goes_and_what_is_orphaned_stays()
    {
        var owner = await sandbox.ConfigMapAsync("owner-1");
        await OwnedAsync("owned-1", owner);
        await sandbox.DeleteAsync($"{ConfigMaps}/owner-1?propagationPolicy=Background");
        await GoneAsync("owned-1");

        owner = await sandbox.ConfigMapAsync("owner-2");
        await OwnedAsync("owned-2", owner);
        Assert.Equal(["orphan"], Finalizers(await sandbox.DeleteAsync($"{ConfigMaps}/owner-2?propagationPolicy=Orphan")));
        await GoneAsync("owner-2");
        var kept = await sandbox.GetAsync($"{ConfigMaps}/owned-2");
        Assert.Null(kept.Meta["ownerReferences"]);
    }

    [Fact]
    public async Task A_foreground_deletion_waits_for_what_blocks_it()
    {
        var owner = await sandbox.ConfigMapAsync("owner-3");
        await OwnedAsync("owned-3", owner, finalizers: """["example.com/hold"]""");
        Assert.Equal(["foregroundDeletion"], Finalizers(await sandbox.DeleteAsync($"{ConfigMaps}/owner-3?propagationPolicy=Foreground")));
        await TestServer.Eventually(async () => (await sandbox.GetAsync($"{ConfigMaps}/owned-3")).Meta["deletionTimestamp"] is not null);
        Assert.Equal(200, (await sandbox.GetAsync($"{ConfigMaps}/owner-3")).Code);
        await sandbox.MergeAsync($"{ConfigMaps}/owned-3", """{"metadata":{"finalizers":null}}""");
        await GoneAsync("owner-3");
    }

    [Fact]
    public async Task A_collection_is_deleted_by_its_selector()
    {
        await sandbox.ConfigMapAsync("many-1", labels: """{"group":"many"}""");
        await sandbox.ConfigMapAsync("many-2", labels: """{"group":"many"}""");
        await sandbox.ConfigMapAsync("many-3");
        Assert.Equal(200, (await sandbox.DeleteAsync($"{ConfigMaps}?labelSelector=group%3Dmany")).Code);
        Assert.Equal(404, (await sandbox.GetAsync($"{ConfigMaps}/many-1")).Code);
        Assert.Equal(200, (await sandbox.GetAsync($"{ConfigMaps}/many-3")).Code);
    }

    [Fact]
    public async Task A_namespace_goes_with_its_content_and_takes_nothing_new_meanwhile()
    {
        await sandbox.NamespaceAsync("ending");
        await sandbox.PostAsync("/api/v1/namespaces/ending/configmaps", """{"metadata":{"name":"held","finalizers":["example.com/hold"]}}""");
        var dying = await sandbox.DeleteAsync("/api/v1/namespaces/ending");
        Assert.Equal("Terminating", dying.Body.Map("status").Text("phase")?.Value);
        var refused = await sandbox.ConfigMapAsync("late", "ending");
        Assert.Equal((403, "Forbidden"), (refused.Code, refused.Reason));
        Assert.Equal("NamespaceTerminating", refused.Body.Map("details").Maps("causes").Single().Text("reason")?.Value);
        await sandbox.MergeAsync("/api/v1/namespaces/ending/configmaps/held", """{"metadata":{"finalizers":null}}""");
        await TestServer.Eventually(async () => (await sandbox.GetAsync("/api/v1/namespaces/ending")).Code == 404);
        var missing = await sandbox.ConfigMapAsync("later", "ending");
        Assert.Equal((404, "namespaces"), (missing.Code, missing.Body.Map("details").Text("kind")?.Value));
    }

    private static string[] Finalizers(Answer answer) => [.. answer.Meta.Texts("finalizers").Select(text => text.Value)];

    private Task GoneAsync(string name) => TestServer.Eventually(async () => (await sandbox.GetAsync($"{ConfigMaps}/{name}")).Code == 404);

    private async Task OwnedAsync(string name, Answer owner, string finalizers = "[]")
    {
        var reference = $$"""{"apiVersion":"v1","kind":"ConfigMap","name":"{{owner.Meta.Text("name")}}","uid":"{{owner.Uid}}","blockOwnerDeletion":true}""";
        Assert.Equal(201, (await sandbox.PostAsync(ConfigMaps, $$"""{"metadata":{"name":"{{name}}","finalizers":{{finalizers}},"ownerReferences":[{{reference}}]} }""")).Code);
    }
}
