using Reconciler.Objects;

namespace Reconciler.Specs.Merging;

/// <summary>The language's built-in defaults, the first step of every merge. Their nodes have no place, which is how a report knows them.</summary>
public static class Defaults
{
    public static readonly MapNode Environment = new MapBuilder
    {
        ["systemNamespace"] = "reconciler-system",
        ["namespace"] = "default",
        ["namespaces"] = "create",
        ["sync"] = new MapBuilder { ["interval"] = "60s", ["suspend"] = false, ["drift"] = "repair" },
        ["prune"] = new MapBuilder
        {
            ["budget"] = new MapBuilder { ["objects"] = 10, ["percent"] = 20 },
            ["empty"] = "refuse",
        },
    }.ToMap();

    public static readonly MapNode App = new MapBuilder
    {
        ["ingress"] = new MapBuilder { ["redirectHttps"] = true, ["redirectWww"] = false, ["compression"] = false, ["stickySessions"] = false },
        ["tls"] = new MapBuilder { ["enabled"] = true },
        ["deploy"] = new MapBuilder
        {
            ["strategy"] = "rolling",
            ["timeout"] = "300s",
            ["rollbackOnFailure"] = false,
            ["onFirstFailure"] = "keep",
            ["keepPrevious"] = 0,
            ["preview"] = false,
            ["drain"] = "15s",
            ["stopped"] = false,
            ["history"] = 10,
        },
        ["prune"] = new MapBuilder { ["propagation"] = "foreground" },
    }.ToMap();

    public static readonly MapNode Resources = new MapBuilder
    {
        ["requests"] = new MapBuilder { ["cpu"] = "100m", ["memory"] = "128Mi" },
    }.ToMap();

    public static readonly MapNode Process = new MapBuilder
    {
        ["replicas"] = 1,
        ["resources"] = Resources,
        ["rollout"] = new MapBuilder { ["maxSurge"] = "25%", ["maxUnavailable"] = "25%", ["minReadySeconds"] = 0 },
        ["terminationGracePeriod"] = "30s",
    }.ToMap();

    public static readonly MapNode Autoscaling = new MapBuilder
    {
        ["engine"] = "keda",
        ["pollingInterval"] = "30s",
        ["cooldown"] = "300s",
    }.ToMap();

    public static readonly MapNode HealthGate = new MapBuilder
    {
        ["path"] = "/health",
        ["type"] = "probe",
        ["method"] = "GET",
        ["timeout"] = "60s",
        ["requestTimeout"] = "5s",
    }.ToMap();

    public static readonly MapNode Task = new MapBuilder
    {
        ["timeout"] = "10m",
        ["retries"] = 0,
        ["once"] = false,
    }.ToMap();

    public static readonly MapNode Cron = new MapBuilder
    {
        ["timeZone"] = "Etc/UTC",
        ["concurrency"] = "allow",
        ["suspend"] = false,
        ["timeout"] = "24h",
        ["startingDeadline"] = "60s",
        ["retries"] = 0,
        ["keep"] = new MapBuilder { ["succeeded"] = 3, ["failed"] = 3, ["for"] = "1h" },
    }.ToMap();

    public static readonly MapNode Storage = new MapBuilder
    {
        ["accessMode"] = "ReadWriteOnce",
        ["reclaimPolicy"] = "Retain",
        ["onRemove"] = "keep",
    }.ToMap();

    public static readonly MapNode Node = new MapBuilder
    {
        ["role"] = "worker",
        ["taintScheduling"] = false,
        ["cordon"] = false,
        ["onRemove"] = "drain",
    }.ToMap();

    public static readonly MapNode Chart = new MapBuilder { ["timeout"] = "300s" }.ToMap();
}
