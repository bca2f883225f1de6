using System.Text;
using Reconciler.Engine.Control;
using Reconciler.Server.Tests.Notifying;

namespace Reconciler.Server.Tests.Metrics;

/// <summary>What is measured, as those who watch the controller get it. Other tests of this process measure too, so an Environment of its own name tells what is this test's.</summary>
public sealed class MetricsTests
{
    private static Action<GitRepo> Named(string environment) => repo =>
    {
        repo.Write("environment.yaml", $"apiVersion: reconciler.dev/v1\nkind: Environment\nmetadata: {{name: {environment}}}\nspec: {{systemNamespace: reconciler-tests}}\n");
        repo.Write("space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        repo.Write("one.yaml", ControlRig.Map("one"));
        repo.Write("two.yaml", ControlRig.Map("two"));
        repo.Write("claim.yaml", "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: shop}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n");
    };

    [Fact]
    public async Task What_the_controller_did_is_scraped_as_text()
    {
        await using var rig = await ControlRig.StartAsync(Named("measured"));
        await using var served = await ServedRig.StartAsync(rig);
        await rig.SyncedAsync();
        await rig.Cluster.MadeAsync(ControlRig.Map("one", "{a: theirs}"));
        await rig.EventuallyAsync(async () => (await rig.Cluster.LiveAsync("one")).At("data", "a") == "1");
        rig.Repo.Remove("two.yaml");
        rig.Repo.Remove("claim.yaml");
        rig.Push();
        await rig.UntilAsync(state => state.Phase == ControlPhase.Held);
        var text = await served.Client.GetStringAsync("metrics");
        double Of(string name, string tags = "") => text.Split('\n')
            .Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains("environment=\"measured\"", StringComparison.Ordinal) && line.Contains(tags, StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(double.NaN).Sum();
        foreach (var phase in (string[])["read", "plan", "apply"]) Assert.True(Of("reconciler_reconcile_duration_seconds_count", $"phase=\"{phase}\"") > 0, text);
        Assert.True(Of("reconciler_drift_repaired_total") >= 1, text);
        Assert.Equal(1, Of("reconciler_prunes_total"));
        Assert.True(Of("reconciler_guard_refusals_total", "code=\"RCN3003\"") >= 1, text);
        Assert.True(Of("reconciler_changes_held") >= 1, text);
        Assert.True(Of("reconciler_objects") >= 2, text);
        Assert.Equal(0, Of("reconciler_parts_failed"));
        Assert.Equal(1, Of("reconciler_leader"));
        Assert.True(Of("reconciler_last_success_timestamp_seconds") > 1.7e9, text);
        Assert.True(Of("reconciler_source_poll_duration_seconds_count", "result=\"ok\"") >= 1, text);
        Assert.True(Of("reconciler_runs_total", "outcome=\"done\"") >= 2, text);
        Assert.Matches(@"(?m)^reconciler_api_requests_total\{[^}]*code=""200""[^}]*verb=""apply""[^}]*\} [1-9]", text);
        Assert.Matches(@"(?m)^reconciler_api_requests_total\{[^}]*verb=""watch""", text);
        // what stood under the number of an environment whose name was not known yet would say for ever that nobody leads it
        Assert.DoesNotMatch(@"(?m)^reconciler_(leader|source_poll_duration_seconds_count|reconcile_duration_seconds_count)\{[^}]*environment=""1""(?![^}]*failed)", text);
        Assert.Matches(@"(?m)^reconciler_queue_depth(\{[^}]*\})? \d", text);
    }

    [Fact]
    public async Task A_collector_gets_metrics_and_a_trace_of_each_run()
    {
        await using var collector = await Receiver.StartAsync();
        collector.Answer = _ => (200, "");
        await using var rig = await ControlRig.StartAsync(Named("collected"));
        await using var served = await ServedRig.StartAsync(rig, settings => settings with
        {
            Telemetry = settings.Telemetry.AddRange(
            [
                KeyValuePair.Create("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString()), KeyValuePair.Create("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                KeyValuePair.Create("OTEL_METRIC_EXPORT_INTERVAL", "500"), KeyValuePair.Create("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ]),
        });
        await rig.SyncedAsync();
        rig.Repo.Write("one.yaml", ControlRig.Map("one", "{a: '2'}"));
        await rig.SyncedAsync(rig.Push());
        string All(string path) => string.Concat(collector.At(path).Select(received => Encoding.Latin1.GetString(received.Bytes)));
        // names are plain text within protobuf
        await rig.EventuallyAsync(() => ((string[])["reconcile", "read", "plan", "apply", "kubernetes.subject", "reconciler.commit", "collected", rig.State.Plan!.Source.Commit!]).All(All("/v1/traces").Contains));
        await rig.EventuallyAsync(() => ((string[])["reconciler.reconcile.duration", "reconciler.api.requests", "collected"]).All(All("/v1/metrics").Contains));
    }
}
