using Reconciler.Objects;

namespace Reconciler.Specs;

/// <summary>How a new version of an App replaces the old one.</summary>
public sealed record DeploySpec(MapNode Fields)
{
    public Sourced<string>? Strategy => Fields.Text("strategy");
    public Sourced<int>? Timeout => Fields.Seconds("timeout");
    public Sourced<bool>? RollbackOnFailure => Fields.Flag("rollbackOnFailure");
    public Sourced<string>? OnFirstFailure => Fields.Text("onFirstFailure");
    public Sourced<int>? KeepPrevious => Fields.Int("keepPrevious");
    public Sourced<bool>? Preview => Fields.Flag("preview");
    public Sourced<int>? Drain => Fields.Seconds("drain");
    public HealthGateSpec? HealthGate => Fields.Map("healthGate") is { } map ? new(map) : null;
    public TasksSpec Tasks => new(Fields.Map("tasks") ?? MapNode.Empty);
    public Sourced<bool>? Stopped => Fields.Flag("stopped");
    public Sourced<string>? Restart => Fields.Text("restart");
    public Sourced<int>? History => Fields.Int("history");

    public bool IsBlueGreen => Strategy?.Value == "blueGreen";
    public bool IsStopped => Stopped?.Value == true;
}

public sealed record HealthGateSpec(MapNode Fields)
{
    public IEnumerable<Sourced<string>> Processes => Fields.Texts("processes");
    public Sourced<string>? Path => Fields.Text("path");
    public Sourced<string>? Port => Fields.Text("port");
    public Sourced<string>? Type => Fields.Text("type");
    public Sourced<string>? Method => Fields.Text("method");
    public Sourced<int>? Timeout => Fields.Seconds("timeout");
    public Sourced<int>? RequestTimeout => Fields.Seconds("requestTimeout");
}

/// <summary>Jobs before and after a deploy, each once per revision.</summary>
public sealed record TasksSpec(MapNode Fields)
{
    public IEnumerable<TaskSpec> Before => Fields.Maps("before").Select(item => new TaskSpec(item));
    public IEnumerable<TaskSpec> After => Fields.Maps("after").Select(item => new TaskSpec(item));
}

public sealed record TaskSpec(MapNode Fields)
{
    public Sourced<string>? Name => Fields.Text("name");
    public Node? Command => Fields["command"];
    public Sourced<string>? Process => Fields.Text("process");
    public MapNode? Env => Fields.Map("env");
    public ResourcesSpec Resources => new(Fields.Map("resources") ?? MapNode.Empty);
    public Sourced<int>? Timeout => Fields.Seconds("timeout");
    public Sourced<int>? Retries => Fields.Int("retries");
    public Sourced<bool>? Once => Fields.Flag("once");
}

/// <summary>A command that runs on a schedule.</summary>
public sealed record CronSpec(MapNode Fields)
{
    public Sourced<string>? Name => Fields.Text("name");
    public Sourced<string>? Schedule => Fields.Text("schedule");
    public Sourced<string>? TimeZone => Fields.Text("timeZone");
    public Node? Command => Fields["command"];
    public Sourced<string>? Process => Fields.Text("process");
    public Sourced<string>? Concurrency => Fields.Text("concurrency");
    public Sourced<bool>? Suspend => Fields.Flag("suspend");
    public Sourced<int>? Timeout => Fields.Seconds("timeout");
    public Sourced<int>? StartingDeadline => Fields.Seconds("startingDeadline");
    public Sourced<int>? Retries => Fields.Int("retries");
    public KeepSpec Keep => new(Fields.Map("keep") ?? MapNode.Empty);
    public MapNode? Env => Fields.Map("env");
    public ResourcesSpec Resources => new(Fields.Map("resources") ?? MapNode.Empty);
    public MapNode? Labels => Fields.Map("labels");
    public MapNode? Annotations => Fields.Map("annotations");
}

/// <summary>How many finished Jobs of a CronJob stay, and for how long.</summary>
public sealed record KeepSpec(MapNode Fields)
{
    public Sourced<int>? Succeeded => Fields.Int("succeeded");
    public Sourced<int>? Failed => Fields.Int("failed");
    public Sourced<int>? For => Fields.Seconds("for");
}
