using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Diffing;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;
using Reconciler.Rendering;

namespace Reconciler.Core.Tests.Holds;

/// <summary>What holds make of the objects that a source wants.</summary>
public sealed class HoldingTests
{
    private static readonly Lane Shop = new("App/shop", "web", Origin.None);
    private static readonly Lane Other = new("App/other", "web", Origin.None);
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_holds_nothing_is_computed_and_nothing_changes()
    {
        var source = Source(Deployment("web", 2));
        Assert.Same(source, Holding.Apply(new HoldingInput(source, [])).Manifests);
    }

    [Fact]
    public void A_stop_says_what_the_spec_would_say_by_stopped()
    {
        var source = Source(Deployment("web", 2), Deployment("scaled", null), ScaledObject("scaled"), Deployment("hpa", null), Object("autoscaling/v2", "HorizontalPodAutoscaler", "hpa"), Object("batch/v1", "CronJob", "nightly", "schedule: '@daily'"));
        var held = Holding.Apply(new HoldingInput(source, [new AppHold.Stop(PartId.Of(Shop), Wish(source), "ann", Now)]));
        Assert.Equal("0", At(held, "Deployment", "web", "spec", "replicas"));
        Assert.Equal("0", At(held, "Deployment", "hpa", "spec", "replicas"));
        Assert.Null(At(held, "Deployment", "scaled", "spec", "replicas"));
        Assert.Equal("0", At(held, "ScaledObject", "scaled", "metadata", "annotations", "autoscaling.keda.sh/paused-replicas"));
        Assert.Equal("true", At(held, "CronJob", "nightly", "spec", "suspend"));
        Assert.DoesNotContain(held.Manifests.Manifests, manifest => manifest.Key.Kind == "HorizontalPodAutoscaler");
        Assert.Equal("stopped by ann", held.Of(Shop)?.Cause);
    }

    [Fact]
    public void A_start_takes_back_what_stopped_says_and_nothing_else()
    {
        var running = Source(Deployment("web", 2, "v2"), Deployment("scaled", null), ScaledObject("scaled"), Object("autoscaling/v2", "HorizontalPodAutoscaler", "hpa"), Object("batch/v1", "CronJob", "nightly", "schedule: '@daily'"));
        var stopped = Holding.Apply(new HoldingInput(Source(Deployment("web", 2), Deployment("scaled", null), ScaledObject("scaled"), Deployment("more", 3), Object("batch/v1", "CronJob", "nightly", "schedule: '@daily'")), [])).Manifests;
        stopped = Holding.Apply(new HoldingInput(stopped, [new AppHold.Stop(PartId.Of(Shop), Wish(stopped), "ann", Now)])).Manifests;
        var held = Holding.Apply(new HoldingInput(stopped, [new AppHold.Start(PartId.Of(Shop), Wish(stopped), "ann", Now)]) { Started = ImmutableDictionary<string, ImmutableArray<Manifest>>.Empty.Add(Shop.Id, running.Manifests) });
        Assert.Equal("2", At(held, "Deployment", "web", "spec", "replicas"));
        Assert.Contains("shop:v1", CanonicalJson.Write(held.Manifests.Manifests.Single(manifest => manifest.Key is { Kind: "Deployment", Name: "web" }).Body), StringComparison.Ordinal);
        Assert.Null(At(held, "ScaledObject", "scaled", "metadata", "annotations", "autoscaling.keda.sh/paused-replicas"));
        Assert.Null(At(held, "CronJob", "nightly", "spec", "suspend"));
        Assert.Contains(held.Manifests.Manifests, manifest => manifest.Key.Kind == "HorizontalPodAutoscaler");
        // of what the rendering without stopped doesn't know only that it was stopped is known
        Assert.Equal("1", At(held, "Deployment", "more", "spec", "replicas"));
    }

    [Fact]
    public void A_hold_ends_when_the_source_wants_something_else()
    {
        var source = Source(Deployment("web", 2));
        var hold = new AppHold.Stop(PartId.Of(Shop), Wish(source), "ann", Now);
        var held = Holding.Apply(new HoldingInput(Source(Deployment("web", 3)), [hold]));
        Assert.Equal("3", At(held, "Deployment", "web", "spec", "replicas"));
        Assert.Equal(hold, Assert.Single(held.Of(Shop)!.Ended));
        Assert.Empty(held.Settled([hold]));
        Assert.Equal(HoldCodes.HoldEnds, Assert.Single(held.Notes).Code);
        Assert.Null(held.Of(Shop)?.Cause);
        Assert.Equal(hold, Assert.Single(Holding.Apply(new HoldingInput(Source(), [hold])).Of(Shop)!.Ended));
    }

    [Fact]
    public void A_hold_goes_on_when_only_this_version_renders_the_same_spec_otherwise()
    {
        var (before, now) = (Source(Deployment("web", 2)), Source(Deployment("web", 2, "rendered-otherwise")));
        AppHold hold = new AppHold.Stop(PartId.Of(Shop), Wish(before), "ann", Now);
        var held = Holding.Apply(new HoldingInput(now, [hold]) { Unchanged = ImmutableDictionary<string, string>.Empty.Add(Shop.Id, Wish(before)) });
        Assert.Equal("0", At(held, "Deployment", "web", "spec", "replicas"));
        // the next commit is compared with what the spec renders to by now
        Assert.Equal(Wish(now), Assert.Single(held.Settled([hold])).Wish);
        var other = new AppHold.Stop(new PartId("web/App/other"), "x", "bob", Now);
        Assert.Equal([other, hold with { Wish = Wish(now) }], held.Settled([other, hold]).AsEnumerable());
    }

    [Fact]
    public void A_restart_counts_until_the_template_changes_whatever_else_does()
    {
        var source = Source(Deployment("web", 2), Deployment("worker", 1));
        var restart = Assert.Single(Restarting.Of(source.Manifests, "web", PartId.Of(Shop), Wish(source), "ann", Now));
        var held = Holding.Apply(new HoldingInput(Source(Deployment("web", 5), Deployment("worker", 1)), [restart]));
        Assert.Equal("2026-11-26T12:00:00.000Z", At(held, "Deployment", "web", "spec", "template", "metadata", "annotations", "reconciler.dev/restart"));
        Assert.Null(At(held, "Deployment", "worker", "spec", "template", "metadata", "annotations", "reconciler.dev/restart"));
        Assert.Empty(held.Of(Shop)!.Ended);
        Assert.Null(held.Of(Shop)!.Cause);
        Assert.Equal(restart, Assert.Single(Holding.Apply(new HoldingInput(Source(Deployment("web", 2, "v2")), [restart])).Of(Shop)!.Ended));
        Assert.Empty(new StandingOrders { Holds = [restart] }.Resumable(PartId.Of(Shop)));
    }

    [Fact]
    public void Each_workload_that_was_restarted_names_its_own_restart()
    {
        var source = Source(Deployment("web", 2), Deployment("worker", 1));
        ImmutableArray<AppHold> restarts = [.. Restarting.Of(source.Manifests, null, PartId.Of(Shop), Wish(source), "ann", Now)];
        Assert.Equal(2, restarts.Length);
        var lane = Holding.Apply(new HoldingInput(source, restarts)).Of(Shop)!;
        foreach (var name in (string[])["web", "worker"])
            Assert.Equal($"restarted (Deployment {name}) by ann", lane.CauseOf(source.Manifests.Single(manifest => manifest.Key.Name == name).Key));
    }

    [Fact]
    public void A_rollback_has_the_objects_of_its_revision_but_not_what_another_app_has()
    {
        var source = new ManifestSet([.. Source(Deployment("web", 2, "v2")).Manifests, Manifest(Object("v1", "Service", "front"), Other)], []);
        var kept = Kept(Deployment("web", 1), Object("v1", "Service", "front"), Object("v1", "ConfigMap", "old"));
        var held = Holding.Apply(new HoldingInput(source, [Rollback(source)]) { Kept = kept });
        Assert.Equal(["ConfigMap/old", "Deployment/web", "Service/front"], held.Manifests.Manifests.Select(manifest => $"{manifest.Key.Kind}/{manifest.Key.Name}").Order(StringComparer.Ordinal));
        Assert.Equal("1", At(held, "Deployment", "web", "spec", "replicas"));
        Assert.Equal(Other, held.Manifests.Manifests.Single(manifest => manifest.Key.Name == "front").Lane);
        Assert.Contains(held.Notes, note => note.Code == HoldCodes.MovedAway);
        Assert.Equal(1, held.Of(Shop)?.RolledBackTo?.Number);
    }

    [Fact]
    public void A_rollback_without_its_revision_refuses_all_of_the_app()
    {
        var source = Source(Deployment("web", 2, "v2"), Object("v1", "Service", "front"));
        var held = Holding.Apply(new HoldingInput(source, [Rollback(source)]));
        Assert.All(held.Manifests.Manifests, manifest => Assert.Equal(HoldCodes.RevisionGone, manifest.Hindrance?.Code));
    }

    [Fact]
    public void Jobs_that_ran_to_their_end_are_no_part_of_going_back()
    {
        var job = new RememberedObject(new ObjectKey("batch", "Job", "web", "before"), "batch/v1", "1", Shop) { Applied = Object("batch/v1", "Job", "before"), IsFinished = true };
        Assert.Empty(new KeptRevision(Shop, 1, [job]).Manifests);
        Assert.Single(new KeptRevision(Shop, 1, [job with { IsFinished = false }]).Manifests);
        // nor is what the newer spec ran to be run again
        var source = Source(Deployment("web", 2, "v2"), Object("batch/v1", "Job", "after"), Object("batch/v1", "Job", "unfinished"));
        var held = Holding.Apply(new HoldingInput(source, [Rollback(source)]) { Kept = Kept(Deployment("web", 2)), Finished = [new ObjectKey("batch", "Job", "web", "after")] });
        Assert.Equal(["after", "web"], held.Manifests.Manifests.Select(manifest => manifest.Key.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_secret_of_history_has_its_values_from_the_cluster_or_is_a_hindrance()
    {
        var secret = KeptRevision.Of(Object("v1", "Secret", "shop-config"), Shop);
        var live = new LiveObject(secret.Body.With("data", new MapBuilder { ["A"] = "MQ==" }.ToMap()));
        var filled = KeptRevision.Filled(new ManifestSet([secret], []), new Observation { Owned = ImmutableDictionary<ObjectKey, LiveObject>.Empty.Add(secret.Key, live) });
        Assert.Equal("MQ==", Assert.Single(filled.Manifests).Body.Map("data").Text("A")?.Value);
        Assert.Equal(HoldCodes.SecretGone, Assert.Single(KeptRevision.Filled(new ManifestSet([secret], []), new Observation()).Manifests).Hindrance?.Code);
    }

    [Fact]
    public void What_is_wanted_has_the_same_hash_from_the_source_and_from_history()
    {
        var secret = Object("v1", "Secret", "shop-config");
        var source = Source(Deployment("web", 2), secret.With("stringData", new MapBuilder { ["A"] = "1" }.ToMap()));
        var history = source.Manifests.Select(manifest => DesiredObject.Of(manifest)).Select(desired => KeptRevision.Of(desired.IsSecret ? desired.Body.Without("data") : desired.Body, Shop));
        Assert.Equal(Wish(source), HeldLane.WishOf(history));
        Assert.NotEqual(Wish(source), Wish(Source(Deployment("web", 2))));
    }

    private static AppHold.Rollback Rollback(ManifestSet source) => new(PartId.Of(Shop), Wish(source), "ann", Now, 1);

    private static ImmutableDictionary<string, KeptRevision> Kept(params MapNode[] bodies) => ImmutableDictionary<string, KeptRevision>.Empty.Add(Shop.Id, new KeptRevision(Shop, 1, [.. bodies.Select(body => new RememberedObject(ObjectKey.Of(body), "", "1", Shop) { Applied = body })]));

    private static string Wish(ManifestSet source) => HeldLane.WishOf(source.Manifests.Where(manifest => manifest.Lane == Shop));

    private static ManifestSet Source(params MapNode[] bodies) => ManifestSet.Of(bodies.Select(body => Manifest(body, Shop)), []);

    private static Manifest Manifest(MapNode body, Lane lane) => new(body, lane, Origin.None);

    private static string? At(Held held, string kind, string name, params string[] path) => (held.Manifests.Manifests.Single(manifest => manifest.Key.Kind == kind && manifest.Key.Name == name).Body.Path(path) as ScalarNode)?.Value;

    private static MapNode Deployment(string name, int? replicas, string version = "v1") =>
        Object("apps/v1", "Deployment", name, $"{(replicas is null ? "" : $"replicas: {replicas}, ")}template: {{metadata: {{labels: {{app.kubernetes.io/component: {name}}}}}, spec: {{containers: [{{name: {name}, image: 'shop:{version}'}}]}}}}");

    private static MapNode ScaledObject(string name) => Object("keda.sh/v1alpha1", "ScaledObject", name, $"scaleTargetRef: {{name: {name}}}");

    private static MapNode Object(string apiVersion, string kind, string name, string spec = "") =>
        YamlReader.Read("", $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: {name}, namespace: web}}\n{(spec.Length == 0 ? "" : $"spec: {{{spec}}}\n")}").Documents[0].Root;
}
