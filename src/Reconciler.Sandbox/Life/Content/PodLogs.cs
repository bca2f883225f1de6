using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Life.Pods;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Routes;
using Reconciler.Sandbox.Server;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>Answers pods/log.</summary>
internal sealed class PodLogs(Func<Cluster> cluster, Transcripts transcripts)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public async Task AnswerAsync(ResourceCall call)
    {
        var now = cluster().Now;
        var options = LogOptions.Read(call.Context.Request.Query, now);
        if (cluster().State.Find(call.Resource.Place(call.Namespace, call.Name)) is not { } stored)
        {
            await Answers.StatusAsync(call.Context, Refusals.NotFound(call.Resource, call.Name));
            return;
        }
        var (name, problem) = LogOptions.Choose(stored.Body, options.Container);
        if ((problem ?? Unavailable(stored.Body, name, options)) is { } refusal)
        {
            await Answers.StatusAsync(call.Context, refusal);
            return;
        }
        call.Context.Response.ContentType = "text/plain";
        var lines = Selected(LinesOf(call, stored.Body, name, options.Previous), options).ToList();
        var rest = await WriteAsync(call.Context, lines, options, options.LimitBytes ?? long.MaxValue);
        if (options.Follow && !options.Previous && rest > 0) await FollowAsync(call, name, options, lines.Count == 0 ? null : lines[^1], rest);
    }

    /// <summary>Sends what a running container says from now on. With which code it ends is not said here, but in the pod's status.</summary>
    public async Task AttachAsync(ResourceCall call, string name, ShellStreams streams, CancellationToken cancel)
    {
        var seen = -1;
        while (cluster().State.Find(call.Resource.Place(call.Namespace, call.Name)) is { } stored)
        {
            var lines = LinesOf(call, stored.Body, name, isPrevious: false).ToList();
            foreach (var line in lines.Skip(seen < 0 ? lines.Count : seen)) await streams.OutAsync(Encoding.UTF8.GetBytes(line.Text + "\n"));
            seen = lines.Count;
            if (LogLines.Find(stored.Body, name).Status.Map("state").Map("running") is null) return;
            await Task.Delay(Poll, cluster().Time, cancel);
        }
    }

    /// <summary>Why there is no log yet; null where there is one.</summary>
    internal static ApiStatus? Unavailable(MapNode pod, string name, LogOptions options)
    {
        if (pod.NodeName() is null) return Refusals.BadRequest($"pod {pod.NameOf()} does not have a host assigned");
        var status = LogLines.Find(pod, name).Status;
        if (options.Previous)
            return status.Map("lastState").Map("terminated") is null ? Refusals.BadRequest($"previous terminated container \"{name}\" in pod \"{pod.NameOf()}\" not found") : null;
        if (status.Map("state").Map("waiting") is not { } waiting) return status is null ? Refusals.BadRequest($"container \"{name}\" in pod \"{pod.NameOf()}\" is not available") : null;
        if (status.Map("lastState").Map("terminated") is not null) return null;
        var reason = waiting.Text("reason")?.Value is "ErrImagePull" or "ImagePullBackOff" ? "trying and failing to pull image" : waiting.Text("reason")?.Value;
        return Refusals.BadRequest($"container \"{name}\" in pod \"{pod.NameOf()}\" is waiting to start: {reason}");
    }

    /// <summary>What a container has said to those who are connected, or what it is made up to say.</summary>
    private IEnumerable<LogLine> LinesOf(ResourceCall call, MapNode pod, string name, bool isPrevious) =>
        transcripts.Find(isPrevious ? null : LogLines.Find(pod, name).Status.Text("containerID")?.Value)?.Lines
        ?? Lines(pod, name, isPrevious, cluster().Now, (resource, wanted) => cluster().State.Find(new ObjectPlace(resource, call.Namespace, wanted))?.Body);

    /// <summary>Every line of the run that is meant: the present one, or the last that ended where none runs.</summary>
    internal static IEnumerable<LogLine> Lines(MapNode pod, string name, bool isPrevious, DateTimeOffset now, Func<string, string, MapNode?>? find = null)
    {
        var (spec, status) = LogLines.Find(pod, name);
        if (spec is null || status is null) return [];
        var state = isPrevious || status.Map("state").Map("waiting") is not null ? status.Map("lastState") : status.Map("state");
        return state is null ? [] : LogLines.Of(pod, spec, state, now, find ?? ((_, _) => null));
    }

    internal static IEnumerable<LogLine> Selected(IEnumerable<LogLine> lines, LogOptions options)
    {
        var since = options.Since is { } from ? lines.Where(line => line.Time >= from) : lines;
        return options.TailLines is { } tail ? since.TakeLast(tail) : since;
    }

    private static async Task<long> WriteAsync(HttpContext context, IEnumerable<LogLine> lines, LogOptions options, long limit)
    {
        foreach (var line in lines)
        {
            var text = options.Timestamps ? $"{line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture)}00Z {line.Text}\n" : line.Text + "\n";
            var bytes = Encoding.UTF8.GetBytes(text);
            var size = (int)Math.Min(bytes.Length, limit);
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, size), context.RequestAborted);
            limit -= size;
            if (limit == 0) break;
        }
        await context.Response.Body.FlushAsync(context.RequestAborted);
        return limit;
    }

    /// <summary>Goes on until the run has ended or the pod is gone. A run that follows is another log.</summary>
    private async Task FollowAsync(ResourceCall call, string name, LogOptions options, LogLine? last, long rest)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(call.Context.RequestAborted, cluster().Stopping);
        using (cancel)
        {
            try
            {
                var container = ContainerId(call, name);
                while (rest > 0 && container is not null)
                {
                    await Task.Delay(Poll, cluster().Time, cancel.Token);
                    if (cluster().State.Find(call.Resource.Place(call.Namespace, call.Name)) is not { } stored) return;
                    if (ContainerId(call, name) != container) return;
                    var all = LinesOf(call, stored.Body, name, isPrevious: false).ToList();
                    var seen = last is { } line ? all.LastIndexOf(line) + 1 : 0;
                    if (all.Count > seen)
                    {
                        rest = await WriteAsync(call.Context, all.Skip(seen), options, rest);
                        last = all[^1];
                    }
                    if (LogLines.Find(stored.Body, name).Status.Map("state").Map("running") is null) return;
                }
            }
            catch (OperationCanceledException)
            {
                // the caller has gone, or the server goes
            }
        }
    }

    private string? ContainerId(ResourceCall call, string name) => cluster().State.Find(call.Resource.Place(call.Namespace, call.Name)) is { } stored
        ? LogLines.Find(stored.Body, name).Status.Text("containerID")?.Value
        : null;
}
