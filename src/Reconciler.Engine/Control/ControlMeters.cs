using System.Diagnostics;
using System.Diagnostics.Metrics;
using Reconciler.Diagnostics;

namespace Reconciler.Engine.Control;

/// <summary>
/// What the controller measures of itself, and the spans of its runs. It is measured whether or not anybody listens; who does is the
/// server's to say. Names are documented in docs/metrics.md.
/// </summary>
public static class ControlMeters
{
    /// <summary>What meters and sources of spans of the product are called.</summary>
    public const string Name = "Reconciler";

    public static readonly ActivitySource Spans = new(Name);

    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900] };

    private static readonly Histogram<double> Phases = Meter.CreateHistogram("reconciler.reconcile.duration", "s", "How long reading the source, planning and applying took.", null, Seconds);
    private static readonly Histogram<double> Polls = Meter.CreateHistogram("reconciler.source.poll.duration", "s", "How long it took to ask a source what is newest.", null, Seconds);
    private static readonly Gauge<int> Objects = Meter.CreateGauge<int>("reconciler.objects", null, "How many objects the newest plan wants.");
    private static readonly Gauge<int> Failed = Meter.CreateGauge<int>("reconciler.parts.failed", null, "How many parts have failed and are left until they change.");
    private static readonly Gauge<int> Held = Meter.CreateGauge<int>("reconciler.changes.held", null, "How many changes of the newest plan are not made, for whatever reason.");
    private static readonly Gauge<int> Leads = Meter.CreateGauge<int>("reconciler.leader", null, "1 where this process leads the environment, else 0.");
    private static readonly Gauge<double> LastSuccess = Meter.CreateGauge<double>("reconciler.last_success.timestamp", "s", "When the cluster was last seen to be as the source says.");
    private static readonly Gauge<int> Queue = Meter.CreateGauge<int>("reconciler.queue.depth", null, "How many environments wait for their turn.");
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("reconciler.runs", null, "Runs by how they ended.");
    private static readonly Counter<long> Repairs = Meter.CreateCounter<long>("reconciler.drift.repaired", null, "Objects that others changed and that were put back.");
    private static readonly Counter<long> Prunes = Meter.CreateCounter<long>("reconciler.prunes", null, "Objects that were deleted.");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("reconciler.guard.refusals", null, "What guards refused in plans, by the code that says why.");

    /// <summary>Does a phase of a visit as a span of it, and measures how long that takes.</summary>
    internal static async Task<T> TimedAsync<T>(string phase, EnvironmentState state, TimeProvider time, Func<Task<T>> work)
    {
        using var span = Activity.Current is { IsStopped: false } ? Spans.StartActivity(phase) : null;
        var began = time.GetTimestamp();
        try
        {
            return await work();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            span?.SetStatus(ActivityStatusCode.Error, problem.GetType().Name);
            throw;
        }
        finally
        {
            if (IsNamed(state))
            {
                var tags = Tags(state);
                tags.Add("phase", phase);
                Phases.Record(time.GetElapsedTime(began).TotalSeconds, tags);
            }
        }
    }

    /// <summary>The span of a visit; a standby looks every few seconds and does nothing, which nobody wants to see.</summary>
    internal static Activity? Begin(EnvironmentState state, IEnumerable<Trigger> triggers) =>
        state.Phase == ControlPhase.Standby ? null : Spans.StartActivity("reconcile")?.SetTag("reconciler.cause", string.Join(", ", triggers.Select(trigger => trigger.Words)));

    internal static void Polled(EnvironmentState state, TimeSpan duration, Diagnostic? problem)
    {
        if (problem is null && !IsNamed(state)) return;
        var tags = Tags(state);
        tags.Add("result", problem is null ? "ok" : "failed");
        Polls.Record(duration.TotalSeconds, tags);
    }

    /// <summary>A plan was made; what it refuses is counted where it is not the plan of before.</summary>
    internal static void Planned(EnvironmentState before, EnvironmentState now)
    {
        var tags = Tags(now);
        if (now.Plan is not { } plan) return;
        Objects.Record(plan.Changes.Count(change => change is { IsBookkeeping: false, Desired: not null }), tags);
        Failed.Record(now.Failed.Length, tags);
        Held.Record(plan.Counts.Refused, tags);
        if (now.LastSuccess is { } success) LastSuccess.Record(success.ToUnixTimeMilliseconds() / 1000.0, tags);
        Activity.Current?.SetTag("reconciler.environment", now.Environment).SetTag("reconciler.cluster", now.Cluster).SetTag("reconciler.commit", plan.Source.Commit).SetTag("reconciler.plan", plan.Hash).SetTag("reconciler.phase", now.Phase.ToString().ToLowerInvariant());
        if (before.Plan?.Hash == plan.Hash) return;
        foreach (var code in now.Guarded.Concat(plan.Refusals.Where(refusal => refusal.Severity == Severity.Error)).Select(problem => problem.Code.Id))
        {
            var coded = Tags(now);
            coded.Add("code", code);
            Refusals.Add(1, coded);
        }
    }

    internal static void Led(EnvironmentState state)
    {
        if (IsNamed(state)) Leads.Record(state.IsLeader ? 1 : 0, Tags(state));
    }

    internal static void Queued(int depth) => Queue.Record(depth);

    /// <summary>A run ended.</summary>
    internal static void Ran(EnvironmentState state, IEnumerable<DriftedObject> drifted, ControlRun run)
    {
        var (tags, outcome) = (Tags(state), !run.Problems.IsEmpty || run.Status.HasFailed ? "failed" : run.Status.IsInterrupted ? "interrupted" : "done");
        var done = run.Status.Done.Select(item => item.Key).ToHashSet();
        Repairs.Add(drifted.Count(drift => done.Contains(drift.Key)), tags);
        Prunes.Add(run.Status.Deleted, tags);
        tags.Add("outcome", outcome);
        Runs.Add(1, tags);
        Activity.Current?.SetTag("reconciler.run", run.Id).SetTag("reconciler.written", run.Status.Written).SetTag("reconciler.deleted", run.Status.Deleted).SetStatus(outcome == "failed" ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
    }

    /// <summary>Whether the environment's name is known. What is measured before would stand still under another name for ever, and look like trouble.</summary>
    private static bool IsNamed(EnvironmentState state) => state.Environment is not null;

    private static TagList Tags(EnvironmentState state) => new() { { "environment", state.Environment ?? state.Id }, { "cluster", state.Cluster } };
}
