using Reconciler.Objects;
using Reconciler.Sandbox.Life.Pods;
namespace Reconciler.Sandbox.Life.Content;

/// <summary>One line that a container is said to have written.</summary>
public readonly record struct LogLine(DateTimeOffset Time, string Text);

/// <summary>What a simulated container says: its start, its command, when it is ready, that it is still there, how it ends. The same for the same pod and time.</summary>
internal static class LogLines
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);
    private const int MostBeats = 500;

    /// <summary>The lines of a run of a container, by the state that its status tells of.</summary>
    public static IEnumerable<LogLine> Of(MapNode pod, MapNode container, MapNode state, DateTimeOffset now, Func<string, string, MapNode?> find)
    {
        var run = state.Map("running") ?? state.Map("terminated");
        if (run.Time("startedAt") is not { } started) yield break;
        switch (ContainerScript.Of(pod, container, find))
        {
            case ContainerScript.Interactive:
                yield break;
            case ContainerScript.Ended script:
                // no two lines of one time, so that who follows knows which were seen
                for (var i = 0; i < script.Lines.Length && started + script.Lines[i].After <= now; i++) yield return new LogLine((started + script.Lines[i].After).AddTicks(i), script.Lines[i].Text);
                yield break;
        }
        var (name, image) = (container.Text("name")?.Value ?? "", container.Text("image")?.Value ?? "");
        var steer = ImageSteer.Of(image);
        yield return new LogLine(started, $"{name}: starting {image}");
        var command = string.Join(' ', container.Texts("command").Concat(container.Texts("args")).Select(word => word.Value));
        if (command.Length > 0) yield return new LogLine(started, $"{name}: command: {command}");
        foreach (var port in container.Maps("ports")) yield return new LogLine(started, $"{name}: listening on port {port.Int("containerPort")?.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        if (state.Map("terminated") is { } ended)
        {
            var exitCode = ended.Int("exitCode")?.Value ?? 0;
            yield return new LogLine(ended.Time("finishedAt") ?? started, exitCode == 0 ? $"{name}: done" : $"{name}: error: ends with code {LifeTimes.Plain(exitCode)}, as its tag says");
            yield break;
        }
        var ready = ReadySince(pod, started);
        if (steer.IsNeverReady) yield return new LogLine(started, $"{name}: waiting, never to be ready");
        else if (ready is { } since && pod.RestartPolicy() == "Always")
        {
            yield return new LogLine(since, $"{name}: ready");
            var first = Math.Max(1, (long)((now - since) / Beat) - MostBeats);
            for (var i = first; since + (i * Beat) <= now; i++) yield return new LogLine(since + (i * Beat), $"{name}: still here after {LifeTimes.Plain(i)}m");
        }
    }

    private static DateTimeOffset? ReadySince(MapNode pod, DateTimeOffset started) =>
        pod.IsReady() ? PodFacts.Condition(pod, "Ready").Time("lastTransitionTime") is { } since && since > started ? since : started : null;

    /// <summary>The status of a container of any kind, and its part of the spec.</summary>
    public static (MapNode? Spec, MapNode? Status) Find(MapNode pod, string name)
    {
        foreach (var list in new[] { "containers", "initContainers", "ephemeralContainers" })
        {
            if (pod.Map("spec").Maps(list).FirstOrDefault(each => each.Text("name")?.Value == name) is not { } spec) continue;
            var statuses = list switch { "containers" => "containerStatuses", "initContainers" => "initContainerStatuses", _ => "ephemeralContainerStatuses" };
            return (spec, pod.Map("status").Maps(statuses).FirstOrDefault(each => each.Text("name")?.Value == name));
        }
        return (null, null);
    }
}
