using System.Globalization;
using Reconciler.Kube;
using Reconciler.Objects;

namespace Reconciler.Apply.Tests;

/// <summary>What a run tells the cluster of itself, as Events about its inventory.</summary>
public sealed class RunEventTests
{
    private static readonly KubeResource Events = new("events.k8s.io", "v1", "Event", "events", true);

    [Theory, Everywhere]
    public async Task What_was_done_is_told_in_events_about_the_inventory(Target target)
    {
        await using var bench = await Bench.On(target);
        bench.Commit = "4f2a91c0000000000000000000000000000000aa";
        bench.Map("one");
        bench.Map("two");
        await bench.Settle();
        var created = await Told(bench);
        Assert.Equal([$"Normal Created one.yaml: created ConfigMap {bench.Name}/one (commit 4f2a91c)", $"Normal Created two.yaml: created ConfigMap {bench.Name}/two (commit 4f2a91c)"], created);
        await bench.Apply();
        Assert.Equal(created, await Told(bench));
        bench.Map("one", "{a: '2'}");
        bench.Remove("two.yaml");
        await bench.Settle();
        Assert.Equal([$"Normal Pruned two.yaml: pruned ConfigMap {bench.Name}/two (commit 4f2a91c)", $"Normal Updated one.yaml: updated ConfigMap {bench.Name}/one (commit 4f2a91c)"], (await Told(bench)).Except(created));
        var about = (await Written(bench))[0];
        var parent = await bench.Live($"reconciler-{bench.Name}", inNamespace: Bench.SystemNamespace);
        Assert.Equal((parent.At("metadata", "uid"), "reconciler", "bench"), (about.At("regarding", "uid"), about.At("reportingController"), about.At("reportingInstance")));
    }

    [Theory, Everywhere]
    public async Task Refusals_and_failures_are_warnings(Target target)
    {
        await using var bench = await Bench.On(target);
        await bench.Made($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: one, namespace: {bench.Name}}}\ndata: {{theirs: '1'}}");
        bench.Map("one");
        bench.Map("two");
        await bench.Apply();
        var told = await Told(bench);
        Assert.Contains(told, text => text.StartsWith($"Warning Refused one.yaml: refused; RCN3006: ConfigMap/{bench.Name}/one exists", StringComparison.Ordinal));
        Assert.Contains(told, text => text.StartsWith("Normal Created two.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_objects_make_few_events()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Write("many.yaml", string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{i:000}, namespace: {bench.Name}}}\n"))));
        for (var i = 0; i < 60; i++) bench.Map(string.Create(CultureInfo.InvariantCulture, $"x{i:00}"));
        await bench.Settle();
        var told = await Told(bench);
        Assert.Equal(41, told.Count);
        Assert.Contains(told, text => text.StartsWith("Normal Created many.yaml: created 300 objects: ConfigMap", StringComparison.Ordinal) && text.EndsWith("and 297 more (files as they lie)", StringComparison.Ordinal));
        Assert.Contains("Normal Created created 21 objects in 21 more parts (files as they lie)", told);
    }

    [Fact]
    public async Task An_event_that_can_not_be_written_is_a_note_and_no_failure()
    {
        await using var bench = await Bench.On(Target.Sandbox);
        bench.Map("one");
        bench.Cluster = new HookedCluster(bench.Cluster, ClusterHooks.Deaf("Event"));
        await bench.Settle();
        var note = Assert.Single(bench.Status.Notes);
        Assert.Equal(("RCN2320", Diagnostics.Severity.Note), (note.Code.Id, note.Severity));
    }

    private static async Task<List<MapNode>> Written(Bench bench)
    {
        var answer = await bench.Cluster.ListAsync(new ListRequest(Events) { Namespace = Bench.SystemNamespace }, default);
        Assert.True(answer.TryGet(out var list, out var error), error?.ToString());
        return [.. list.Items.Where(item => item.At("regarding", "name") == $"reconciler-{bench.Name}")];
    }

    private static async Task<List<string>> Told(Bench bench) =>
        [.. (await Written(bench)).Select(item => $"{item.At("type")} {item.At("reason")} {item.At("note")}").Order(StringComparer.Ordinal)];
}
