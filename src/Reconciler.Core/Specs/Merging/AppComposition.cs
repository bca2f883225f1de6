using System.Collections.Immutable;
using Reconciler.Objects;

namespace Reconciler.Specs.Merging;

/// <summary>
/// What an App says once everything before it is merged in. The order is the language's: built-in defaults, Environment,
/// Procfile, app.json, the App, and for a process then "*" and the process itself.
/// </summary>
public static class AppComposition
{
    private static readonly string[] EnvironmentFields = ["namespace", "imagePullSecrets", "imagePullPolicy", "shmSize", "deploy", "ingress", "tls"];
    private static readonly string[] InheritedByProcess = ["image", "imagePullPolicy", "shmSize", "sysctls", "security"];
    private static readonly string[] DefaultsOfProcess = ["resources", "shmSize", "imagePullPolicy"];

    public static AppSpec Compose(SpecDocument app, EnvironmentSpec environment, MapNode procfile, MapNode appJson)
    {
        var written = app.Spec;
        var merged = SpecMerge.Merge(Defaults.App, Pick(environment.Fields, EnvironmentFields), Normalise(written));
        var processes = Processes(written, environment, procfile, appJson, merged);
        var fields = merged
            .With("env", SpecMerge.Merge(Wrap("env", environment.Env), Wrap("env", appJson.Map("env")), Wrap("env", written.Map("env"))).Map("env") ?? MapNode.Empty)
            .With("envFrom", SpecMerge.Append(environment.Fields["envFrom"], written["envFrom"]) ?? ListNode.Of())
            .With("processes", processes)
            .With("deploy", Deploy(merged.Map("deploy") ?? MapNode.Empty, procfile, appJson))
            .With("cron", Cron(written, appJson));
        if (fields.Text("namespace") is null) fields = fields.With("namespace", environment.Namespace!);
        return new AppSpec(app, SpecMerge.WithoutNulls(fields)) { Environment = environment };
    }

    private static MapNode Processes(MapNode app, EnvironmentSpec environment, MapNode procfile, MapNode appJson, MapNode merged)
    {
        var written = app.Map("processes") ?? MapNode.Empty;
        var names = Names(procfile).Concat(Names(appJson)).Concat(Names(app)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0) names = ["web"];
        var entries = ImmutableArray.CreateBuilder<MapEntry>(names.Length);
        foreach (var name in names)
        {
            MapNode?[] own = [procfile.Map("processes").Map(name), appJson.Map("processes").Map("*"), appJson.Map("processes").Map(name), Pick(merged, InheritedByProcess), written.Map("*"), written.Map(name)];
            var process = SpecMerge.Merge([Defaults.Process, Normalise(Pick(environment.Fields, DefaultsOfProcess)), .. own.Select(Normalise)]);
            process = process.With("env", SpecMerge.Merge(Wrap("env", environment.Env), Wrap("env", appJson.Map("env")), Wrap("env", app.Map("env")), Wrap("env", written.Map("*").Map("env")), Wrap("env", written.Map(name).Map("env"))).Map("env") ?? MapNode.Empty);
            Node?[] envFrom = [environment.Fields["envFrom"], app["envFrom"], written.Map("*")?["envFrom"], written.Map(name)?["envFrom"]];
            process = process.With("envFrom", envFrom.Aggregate((Node?)null, SpecMerge.Append) ?? ListNode.Of());
            if (process.Map("autoscaling") is { } autoscaling) process = process.With("autoscaling", SpecMerge.Merge(Defaults.Autoscaling, autoscaling));
            var place = written.Find(name)?.KeyOrigin ?? procfile.Map("processes")?.Find(name)?.KeyOrigin ?? appJson.Map("processes")?.Find(name)?.KeyOrigin ?? app["image"]?.Origin ?? app.Origin;
            entries.Add(new MapEntry(name, process, place));
        }
        return new MapNode(entries.ToImmutable(), written.Origin);
    }

    private static IEnumerable<string> Names(MapNode part) => part.Map("processes")?.Keys.Where(name => name != "*") ?? [];

    private static MapNode Deploy(MapNode deploy, MapNode procfile, MapNode appJson)
    {
        if (deploy.Map("healthGate") is { } gate) deploy = deploy.With("healthGate", SpecMerge.Merge(Defaults.HealthGate, gate));
        var tasks = new MapBuilder();
        foreach (var phase in (string[])["before", "after"])
        {
            var list = SpecMerge.Append(SpecMerge.Append(appJson.Path("deploy", "tasks", phase), procfile.Path("deploy", "tasks", phase)), deploy.Path("tasks", phase));
            if (list is not null) tasks.Add(phase, WithDefaults(list, Defaults.Task));
        }
        return tasks.IsEmpty ? deploy.Without("tasks") : deploy.With("tasks", tasks.ToMap());
    }

    private static ListNode Cron(MapNode app, MapNode appJson) =>
        WithDefaults(SpecMerge.AppendByKey("name", appJson["cron"], app["cron"]) ?? ListNode.Of(), Defaults.Cron);

    private static ListNode WithDefaults(ListNode list, MapNode defaults) =>
        new([.. list.Items.Select(item => item is MapNode map ? SpecMerge.WithoutNulls(SpecMerge.Merge(defaults, Normalise(map))) : item)], list.Origin);

    /// <summary>Short forms written out, so that both forms merge alike: cpu and memory directly under resources are requests.</summary>
    private static MapNode? Normalise(MapNode? part)
    {
        if (part.Map("resources") is not { } resources || !(resources.Has("cpu") || resources.Has("memory"))) return part;
        var requests = SpecMerge.Merge(Pick(resources, ["cpu", "memory"]), resources.Map("requests"));
        return part!.With("resources", resources.Without("cpu").Without("memory").With("requests", requests), part.Find("resources")!.Value.KeyOrigin);
    }

    private static MapNode Pick(MapNode map, string[] keys) => new([.. map.Entries.Where(entry => keys.Contains(entry.Key))], map.Origin);

    /// <summary>The merge knows what to treat as one value by the field's name, so a part is merged under it.</summary>
    private static MapNode? Wrap(string key, MapNode? value) => value is null ? null : new MapNode([new MapEntry(key, value)]);
}
