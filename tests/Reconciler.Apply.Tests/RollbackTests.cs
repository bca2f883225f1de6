using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Apply.Tests;

/// <summary>Older revisions of an App that are put back and held.</summary>
public sealed class RollbackTests
{
    private const string Both = "  processes: {web: {}, worker: {}}\n";
    private const string Web = "  processes: {web: {}}\n";

    [Theory, Everywhere]
    public async Task An_older_revision_comes_back_whole_and_stays_while_others_go_on(Target target)
    {
        await using var bench = await Bench.On(target);
        await Deployed(bench);
        var plan = await bench.Hold(new HoldRequest.Rollback(null, null));
        Assert.Equal("rolled back to revision 1 (commit first) by ann", Assert.IsType<Cause.Hold>(plan.Workload("shop-web").Cause).Why);
        Assert.Equal(ChangeAction.Create, plan.Workload("shop-worker").Action);
        Assert.Equal("shop:1", await bench.Image("shop-web"));
        Assert.Equal("shop:1", await Value(bench));
        Assert.NotNull(await bench.Live("shop-worker", "apps/v1", "Deployment"));
        Assert.Contains("rolled back to revision 1", Assert.Single((await bench.Same()).Notes(HoldCodes.RolledBack)), StringComparison.Ordinal);
        var newest = (await bench.Revisions())[0];
        Assert.Equal((3, "first", 1, "rollback"), (newest.Number, newest.Commit, newest.RolledBackTo, Assert.Single(newest.Holds)));

        bench.Shop("other:2", name: "other");
        await bench.Settle(waits: false);
        Assert.Equal(("shop:1", "other:2"), (await bench.Image("shop-web"), await bench.Image("other-web")));
        await bench.Replaced(await Drifted(bench));
        Assert.Equal("drift", (await bench.Settle(waits: false)).Changes.Single(change => change.Key is { Kind: "Service", Name: "shop-web" }).Cause?.Word);
    }

    [Theory, Everywhere]
    public async Task A_rollback_is_ended_by_resume_by_the_spec_and_by_its_time(Target target)
    {
        await using var bench = await Bench.On(target);
        await Deployed(bench);
        await bench.Hold(new HoldRequest.Rollback(1, null));
        await bench.Resume();
        var plan = await bench.Settle(waits: false);
        Assert.Equal(ChangeAction.Prune, plan.Workload("shop-worker").Action);
        Assert.Equal("hold", plan.Workload("shop-worker").Cause?.Word);
        Assert.Equal("shop:2", await bench.Image("shop-web"));

        bench.Shop("shop:3", Web);
        bench.Commit = "third";
        await bench.Settle(waits: false);
        await bench.Hold(new HoldRequest.Rollback(null, TimeSpan.FromHours(2)));
        Assert.Equal("shop:2", await bench.Image("shop-web"));
        bench.Clock = new LaterClock(TimeSpan.FromHours(3));
        await bench.Settle(waits: false);
        Assert.Equal("shop:3", await bench.Image("shop-web"));

        bench.Shop("shop:4", Web);
        bench.Commit = "fourth";
        await bench.Settle(waits: false);
        await bench.Hold(new HoldRequest.Rollback(null, null));
        Assert.Equal("shop:3", await bench.Image("shop-web"));
        bench.Shop("shop:5", Web);
        bench.Commit = "fifth";
        Assert.Single((await bench.Settle(waits: false)).Notes(HoldCodes.HoldEnds));
        Assert.Equal("shop:5", await bench.Image("shop-web"));
        Assert.Empty((await bench.Orders()).Holds);
    }

    [Theory, Everywhere]
    public async Task What_a_rollback_goes_back_to_is_kept_as_long_as_it_lasts(Target target)
    {
        await using var bench = await Bench.On(target);
        await Deployed(bench);
        await bench.Hold(new HoldRequest.Rollback(1, null));
        // the bench keeps three revisions, and each repair is one
        for (var repair = 0; repair < 4; repair++)
        {
            await bench.Replaced(await Drifted(bench));
            await bench.Settle(waits: false);
        }
        Assert.Contains((await bench.Revisions()), revision => revision.Number == 1);
        Assert.Equal("shop:1", await bench.Image("shop-web"));
        await bench.Hold(new HoldRequest.Stop());
        await bench.Hold(new HoldRequest.Start());
        Assert.Equal(("shop:1", "1"), (await bench.Image("shop-web"), await bench.Replicas("shop-web")));
        await bench.Resume();
        await bench.Settle(waits: false);
        bench.Shop("shop:3", Web);
        await bench.Settle(waits: false);
        Assert.DoesNotContain((await bench.Revisions()), revision => revision.Number == 1);
    }

    [Theory, Everywhere]
    public async Task Whoever_goes_back_again_goes_further_back_and_past_what_failed(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Web);
        await bench.Settle(waits: false);
        bench.Shop("shop:2", Web);
        await bench.Settle(waits: false);
        bench.Patience = TimeSpan.FromSeconds(1);
        bench.Shop("example.com/shop:never-ready", Web);
        await bench.Apply();
        Assert.Equal("failed", (await bench.Revisions())[0].Outcome);
        await bench.Hold(new HoldRequest.Rollback(null, null));
        Assert.Equal("shop:2", await bench.Image("shop-web"));
        Assert.Equal(2, Assert.IsType<AppHold.Rollback>(Assert.Single((await bench.Orders()).Holds)).Revision);
    }

    [Theory, Everywhere]
    public async Task Without_the_secret_that_it_needs_a_revision_is_refused_before_anything_changes(Target target)
    {
        await using var bench = await Bench.On(target);
        await Deployed(bench);
        var needed = (await bench.Revisions())[1].Objects.Single(item => item.Key.Kind == "Secret").Key.Name;
        await bench.Deleted(needed, "v1", "Secret");
        var (plan, problems) = await bench.Ask(new HoldRequest.Rollback(1, null));
        Assert.Empty(problems);
        Assert.True(plan!.IsRefused);
        Assert.Equal("RCN3066", Assert.Single(plan.Plan.Of(needed).Problems).Code.Id);
        Assert.Empty((await bench.Orders()).Holds);
        Assert.Equal("shop:2", await bench.Image("shop-web"));
    }

    [Theory, Everywhere]
    public async Task A_configuration_stays_for_going_back_also_when_the_app_has_none_any_more(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", Web);
        await bench.Settle(waits: false);
        bench.Write("shop.yaml", $"apiVersion: reconciler.dev/v1\nkind: App\nmetadata: {{name: shop}}\nspec: {{namespace: {bench.Name}, image: 'shop:2'}}\n");
        Assert.Equal(0, (await bench.Settle(waits: false)).Counts.Prune);
        await bench.Hold(new HoldRequest.Rollback(null, null));
        Assert.Equal("shop:1", await Value(bench));
    }

    [Theory, Everywhere]
    public async Task A_revision_that_is_gone_touches_nothing_of_the_app(Target target)
    {
        await using var bench = await Bench.On(target);
        await Deployed(bench);
        await bench.Hold(new HoldRequest.Rollback(1, null));
        await bench.Forget((await bench.Records()).Single(live => live.Key.Name.EndsWith("-1", StringComparison.Ordinal) && OfShop(live)));
        bench.Shop("other:2", name: "other");
        var plan = await bench.Apply(waits: false);
        Assert.Contains("RCN3065", plan.Workload("shop-web").Codes());
        Assert.Equal(("shop:1", "other:2"), (await bench.Image("shop-web"), await bench.Image("other-web")));
        Assert.NotNull(await bench.Live("shop-worker", "apps/v1", "Deployment"));
        await bench.Resume();
        await bench.Settle(waits: false);
        Assert.Equal("shop:2", await bench.Image("shop-web"));
        bool OfShop(LiveObject live) => live.Label("reconciler.dev/lane") == Rendering.Naming.Hash(bench.Lane().Id);
    }

    [Theory, Everywhere]
    public async Task An_object_that_another_app_has_by_now_is_left_to_it(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Shop("shop:1", "  processes: {web: {}, extra: {expose: true, service: {name: front}}}\n");
        await bench.Settle(waits: false);
        bench.Shop("shop:2", Web);
        await bench.Settle(waits: false);
        bench.Shop("other:1", "  processes: {web: {service: {name: front}}}\n", "other");
        await bench.Settle(waits: false);
        var plan = await bench.Hold(new HoldRequest.Rollback(1, null));
        Assert.Contains("front", Assert.Single(plan.Notes(HoldCodes.MovedAway)), StringComparison.Ordinal);
        Assert.Equal("other", (await bench.Live("front", "v1", "Service")).At("spec", "selector", "app.kubernetes.io/name"));
        Assert.Equal("shop:1", await bench.Image("shop-extra"));
    }

    private static async Task Deployed(Bench bench)
    {
        bench.Shop("other:1", name: "other");
        bench.Shop("shop:1", Both);
        bench.Commit = "first";
        await bench.Settle(waits: false);
        bench.Shop("shop:2", Web);
        bench.Commit = "second";
        await bench.Settle(waits: false);
    }

    /// <summary>The value that the configuration of the live Deployment has.</summary>
    private static async Task<string> Value(Bench bench)
    {
        var container = (await bench.Live("shop-web", "apps/v1", "Deployment")).Map("spec").Map("template").Map("spec").Maps("containers").Single();
        var secret = await bench.Live(container.Maps("envFrom").Single().At("secretRef", "name")!, "v1", "Secret");
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret.At("data", "A")!));
    }

    private static async Task<MapNode> Drifted(Bench bench)
    {
        var live = (await bench.Live("shop-web", "v1", "Service"))!;
        return live.With("metadata", live.Map("metadata")!.With("labels", live.Map("metadata").Map("labels")!.With("app.kubernetes.io/component", "theirs")));
    }
}
