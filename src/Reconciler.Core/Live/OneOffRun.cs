using System.Globalization;
using Reconciler.Health;
using Reconciler.Objects;

namespace Reconciler.Live;

/// <summary>A Job that somebody started by command, as the cluster has it.</summary>
public sealed record OneOffRun(string Id, ObjectKey Job, string Uid)
{
    /// <summary>Says which command is run, where it is not the container's own.</summary>
    internal const string CommandAnnotation = "reconciler.dev/run-command";

    /// <summary>The environment of that App or volume.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The App whose process it borrowed from; of a volume's, the volume.</summary>
    public string App { get; init; } = "";

    /// <summary>"web", "cron-nightly" or, for a volume, "storage".</summary>
    public string What { get; init; } = "";

    public string Container { get; init; } = "";
    public string Command { get; init; } = "";
    public string By { get; init; } = "";
    public DateTimeOffset Started { get; init; }

    /// <summary>How many pods more may follow one that failed.</summary>
    public int Retries { get; init; }

    public OneOffState State { get; init; }

    public static OneOffRun Of(MapNode job)
    {
        var metadata = job.Map("metadata");
        var annotations = metadata.Map("annotations");
        var component = job.Label(LiveLabels.Component) ?? "";
        var container = job.Map("spec").Map("template").Map("spec").Maps("containers").FirstOrDefault();
        return new OneOffRun(job.Label(LiveLabels.Run) ?? "", ObjectKey.Of(job), metadata.TextAt("uid") ?? "")
        {
            Environment = job.Label(LiveLabels.PartOf) ?? "",
            App = job.Label(LiveLabels.App) ?? job.Label(LiveLabels.Volume) ?? "",
            What = job.Label(LiveLabels.Volume) is not null ? "storage" : annotations.TextAt(OneOffJob.ProcessAnnotation) ?? component,
            Container = container.TextAt("name") ?? "",
            Command = annotations.TextAt(CommandAnnotation) ?? LineOf(container.Texts("command").Concat(container.Texts("args")).Select(word => word.Value)),
            By = annotations.TextAt(OneOffJob.ByAnnotation) ?? "",
            Started = DateTimeOffset.TryParse(metadata.TextAt("creationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var started) ? started : default,
            Retries = job.Map("spec").Int("backoffLimit")?.Value ?? 0,
            State = StateOf(job),
        };
    }

    private static OneOffState StateOf(MapNode job)
    {
        var status = job.Status();
        if (job.IsDying()) return OneOffState.Stopping;
        if (status.Condition("Complete").IsTrue() || status.Condition("SuccessCriteriaMet").IsTrue()) return OneOffState.Done;
        if (status.Condition("Failed").IsTrue() || status.Condition("FailureTarget").IsTrue()) return OneOffState.Failed;
        return job.StatusCount("ready") > 0 ? OneOffState.Running : OneOffState.Starting;
    }

    /// <summary>A command as it would be typed.</summary>
    internal static string LineOf(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    /// <summary>A word as a shell would need it to be written.</summary>
    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsLetterOrDigit(letter) || "-_./:=,@%+".Contains(letter, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

/// <summary>How far a run has come.</summary>
public enum OneOffState
{
    Starting,
    Running,
    Done,
    Failed,
    Stopping,
}
