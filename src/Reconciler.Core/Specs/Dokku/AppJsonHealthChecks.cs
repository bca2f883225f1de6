using Reconciler.Objects;

namespace Reconciler.Specs.Dokku;

/// <summary>
/// Reads <c>healthchecks</c>: a list per process is Dokku's form; an object per process has raw Probes, as in
/// dokku-scheduler-kubernetes, where <c>"*"</c> is every process.
/// </summary>
internal static class AppJsonHealthChecks
{
    private static readonly string[] Types = ["startup", "liveness", "readiness"];

    public static void Read(MapNode checks, AppJsonProcesses processes, AppJsonFields fields)
    {
        foreach (var entry in checks.Entries)
        {
            if (entry.Value.IsNullOrMissing() || processes.Declare(entry, orAll: true) is not { } name) continue;
            if (entry.Value is MapNode probes) ReadProbes(probes, entry.Key, name, processes, fields);
            else foreach (var check in fields.Maps(fields.List(checks, entry.Key), "a health check")) ReadCheck(check, name, processes, fields);
        }
    }

    private static void ReadProbes(MapNode probes, string written, string process, AppJsonProcesses processes, AppJsonFields fields)
    {
        fields.OnlyKnown(probes, $"healthchecks.{written}", Types);
        foreach (var type in Types)
            if (fields.Map(probes, type) is { } probe) processes.Put(process, "healthChecks", fields.Interpolated(probe), type);
    }

    private static void ReadCheck(MapNode check, string process, AppJsonProcesses processes, AppJsonFields fields)
    {
        fields.OnlyKnown(check, "a health check", "attempts", "command", "content", "host", "httpHeaders", "initialDelay", "listening", "name", "onFailure", "path", "port", "scheme", "timeout", "type",
            "uptime", "wait", "warn");
        foreach (var key in (ReadOnlySpan<string>)["content", "warn", "onFailure"])
            if (check.Find(key) is { } entry && !entry.Value.IsNullOrMissing()) fields.Ignored(entry.KeyOrigin, $"a probe of Kubernetes has nothing like {key}, so it is not used");
        if (fields.Positive(check, "uptime") is { } uptime) processes.Put(process, "rollout", uptime, "minReadySeconds");
        var probe = Probe(check, fields);
        if (probe is null)
        {
            if (!check.Has("uptime")) fields.Ignored(check.Origin, "the health check has no command, listening, path or uptime, so there is nothing to check");
            return;
        }
        var type = fields.Text(check, "type");
        if (type is null || !Types.Contains(type.Value))
        {
            fields.Ignored(type?.Origin ?? check.Origin, type is null ? "the health check has no type, so it is not used" : $"\"{type.Value}\" is not a type of health check, so the check is not used",
                "write startup, liveness or readiness");
        }
        else if (processes.Fields.Path(process, "healthChecks", type.Value) is { } first)
            fields.Ignored(check.Origin, $"{process} has a {type.Value} check already (line {first.Origin.Line}); Kubernetes has one of each type, so this one is not used");
        else processes.Put(process, "healthChecks", probe, type.Value);
    }

    private static MapNode? Probe(MapNode check, AppJsonFields fields)
    {
        var port = fields.Positive(check, "port");
        var probe = new MapBuilder(check.Origin);
        if (Exec(check, fields) is { } command) probe.Add("exec", new MapBuilder(command.Origin) { { "command", command } });
        else if (fields.Flag(check, "listening") is { Value: true } listening) probe.Add("tcpSocket", new MapBuilder(listening.Origin) { { "port", port }, { "host", Host(check, fields) } });
        else if (fields.Text(check, "path") is { Value.Length: > 0 } path)
        {
            probe.Add("httpGet", new MapBuilder(path.Origin)
            {
                { "path", fields.Interpolated(path.ToNode()) },
                { "port", port },
                { "scheme", fields.Text(check, "scheme")?.Select(scheme => scheme.ToUpperInvariant()) },
                { "httpHeaders", fields.List(check, "httpHeaders") is { } headers ? fields.Interpolated(headers) : null },
            });
        }
        if (probe.IsEmpty) return null;
        probe.Add("initialDelaySeconds", fields.Positive(check, "initialDelay"));
        probe.Add("periodSeconds", fields.Positive(check, "wait"));
        probe.Add("timeoutSeconds", fields.Positive(check, "timeout"));
        probe.Add("failureThreshold", fields.Positive(check, "attempts"));
        return probe.ToMap();
    }

    /// <summary>A list only: a probe's command gets neither a shell nor variables, so a line would not do what it says.</summary>
    private static ListNode? Exec(MapNode check, AppJsonFields fields) =>
        fields.List(check, "command") is { Items.Length: > 0 } list ? (ListNode)fields.Interpolated(new ListNode([.. list.Items.Select(AsText)], list.Origin)) : null;

    private static Node AsText(Node word) => word is ScalarNode scalar ? ScalarNode.Of(scalar.Kind == ScalarKind.String ? scalar.Value : scalar.Written, scalar.Origin) : word;

    /// <summary>The host that a TCP check asks: a header named Host, as in Dokku.</summary>
    private static Node? Host(MapNode check, AppJsonFields fields) => fields.Maps(fields.List(check, "httpHeaders"), "a header")
        .FirstOrDefault(header => string.Equals(header.Text("name")?.Value, "Host", StringComparison.OrdinalIgnoreCase)) is { } host && host.Text("value") is { } value
            ? fields.Interpolated(value.ToNode())
            : null;
}
