using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Objects;
using Reconciler.Sandbox.Api;
using Reconciler.Sandbox.Resources;

namespace Reconciler.Sandbox.Life.Content;

/// <summary>What is asked of a pod's log.</summary>
internal sealed record LogOptions
{
    public string Container { get; init; } = "";
    public bool Follow { get; init; }
    public bool Previous { get; init; }
    public bool Timestamps { get; init; }
    public int? TailLines { get; init; }
    public long? LimitBytes { get; init; }
    public DateTimeOffset? Since { get; init; }

    public static LogOptions Read(IQueryCollection query, DateTimeOffset now)
    {
        bool Flag(string name) => query.TryGetValue(name, out var value) && value.ToString() is not ("false" or "0");
        long? Number(string name) => long.TryParse(query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        DateTimeOffset? since = Number("sinceSeconds") is { } seconds ? now.AddSeconds(-seconds) : null;
        if (DateTimeOffset.TryParse(query["sinceTime"].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from)) since = from;
        return new LogOptions
        {
            Container = query["container"].ToString(),
            Follow = Flag("follow"),
            Previous = Flag("previous"),
            Timestamps = Flag("timestamps"),
            TailLines = (int?)Number("tailLines"),
            LimitBytes = Number("limitBytes"),
            Since = since,
        };
    }

    /// <summary>The container that is meant, or why that can't be told.</summary>
    public static (string Name, ApiStatus? Problem) Choose(MapNode pod, string asked)
    {
        var names = pod.Map("spec").Maps("containers").Select(each => each.Text("name")?.Value ?? "").ToList();
        if (asked.Length > 0)
            return LogLines.Find(pod, asked).Spec is null ? ("", Refusals.BadRequest($"container {asked} is not valid for pod {pod.NameOf()}")) : (asked, null);
        if (names.Count == 1) return (names[0], null);
        var inits = pod.Map("spec").Maps("initContainers").Select(each => each.Text("name")?.Value ?? "").ToList();
        var or = inits.Count == 0 ? "" : $" or one of the init containers: [{string.Join(' ', inits)}]";
        return ("", Refusals.BadRequest($"a container name must be specified for pod {pod.NameOf()}, choose one of: [{string.Join(' ', names)}]{or}"));
    }
}
