using System.Collections.Immutable;
using Reconciler.Diagnostics;
using Reconciler.Objects;
using Reconciler.Specs.Values;

namespace Reconciler.Specs.Dokku;

/// <summary>
/// Reads an app.json as Dokku does, plus the health checks of dokku-scheduler-kubernetes, into the fields of an App. What only
/// Heroku's own services use is passed over in silence, what nobody knows with a note.
/// </summary>
public static class AppJson
{
    private static readonly string[] Known =
    [
        "formation", "healthchecks", "cron", "env", "scripts",
        "$schema", "addons", "buildpacks", "description", "environments", "image", "keywords", "logo", "name", "repository", "stack", "success_url", "website",
    ];

    public static DokkuPart Read(string path, string text)
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        var root = JsonTree.Read(path, text, problems);
        if (root is not MapNode map)
        {
            if (root is not null) problems.Add(ValueCodes.AppJsonValue.At(root.Origin, "app.json has to be an object"));
            return new DokkuPart(MapNode.Empty, problems.ToImmutable());
        }
        var fields = new AppJsonFields(problems);
        fields.OnlyKnown(map, "app.json", Known);
        var processes = new AppJsonProcesses(new ProcessNames(problems));
        if (fields.Map(map, "formation") is { } formation) AppJsonFormation.Read(formation, processes, fields);
        if (fields.Map(map, "healthchecks") is { } checks) AppJsonHealthChecks.Read(checks, processes, fields);
        var wanted = ImmutableArray.CreateBuilder<WantedVariable>();
        var part = new MapBuilder(map.Origin);
        part.AddMap("env", fields.Map(map, "env") is { } variables ? Variables(variables, wanted, fields) : null);
        part.AddMap("processes", processes.Fields.At(map.Origin) as MapNode);
        part.Add("deploy", fields.Map(map, "scripts") is { } scripts ? Scripts(scripts, fields) : null);
        part.Add("cron", AppJsonCron.Read(map, fields));
        return new DokkuPart(part.ToMap(), problems.ToImmutable()) { Wanted = wanted.ToImmutable() };
    }

    private static MapNode Variables(MapNode variables, ImmutableArray<WantedVariable>.Builder wanted, AppJsonFields fields)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        foreach (var entry in variables.Entries)
        {
            if (entry.Value.IsNullOrMissing()) continue;
            if (Names.Variable(entry.Key) is { } wrong)
            {
                fields.Problems.Add(ValueCodes.Name.At(entry.KeyOrigin, wrong));
                continue;
            }
            var value = entry.Value is MapNode map ? Value(entry, map, wanted, fields) : fields.Text(variables, entry.Key);
            if (value is null) continue;
            fields.NoTemplate(value);
            entries.Add(entry with { Value = value.ToNode() });
        }
        return new MapNode(entries.ToImmutable(), variables.Origin);
    }

    private static Sourced<string>? Value(MapEntry entry, MapNode variable, ImmutableArray<WantedVariable>.Builder wanted, AppJsonFields fields)
    {
        fields.OnlyKnown(variable, $"env.{entry.Key}", "description", "value", "required", "generator", "sync");
        var value = fields.Text(variable, "value");
        if (value is not null || variable["value"] is MapNode or ListNode) return value;
        var generator = fields.Text(variable, "generator");
        if (generator is not null) wanted.Add(new WantedVariable(entry.Key, generator.Origin, generator.Value));
        // In Dokku a variable is required unless it says otherwise.
        else if (fields.Flag(variable, "required") is null or { Value: true }) wanted.Add(new WantedVariable(entry.Key, entry.KeyOrigin, null));
        return null;
    }

    private static MapNode? Scripts(MapNode scripts, AppJsonFields fields)
    {
        fields.OnlyKnown(scripts, "scripts", "dokku", "postdeploy", "test", "test-setup", "pr-predestroy");
        var dokku = fields.Map(scripts, "dokku") ?? MapNode.Empty;
        fields.OnlyKnown(dokku, "scripts.dokku", "predeploy", "postdeploy");
        var before = Task(dokku, "predeploy", "predeploy", once: false, fields);
        if (before is not null)
        {
            fields.Problems.Add(ValueCodes.PredeployNotKept.At(dokku["predeploy"]!.Origin, "predeploy runs in a Job of its own, so what it writes is not kept in the image",
                "do in the image's build what has to be in the image"));
        }
        // Dokku runs Heroku's script, once in an app's life, before its own.
        var after = new[] { Task(scripts, "postdeploy", "first-deploy", once: true, fields), Task(dokku, "postdeploy", "postdeploy", once: false, fields) }.OfType<MapNode>().ToList();
        var tasks = new MapBuilder(scripts.Origin);
        if (before is not null) tasks.Add("before", new ListNode([before], before.Origin));
        if (after.Count > 0) tasks.Add("after", new ListNode([.. after], after[0].Origin));
        return tasks.IsEmpty ? null : new MapBuilder(scripts.Origin) { { "tasks", tasks } }.ToMap();
    }

    private static MapNode? Task(MapNode scripts, string key, string name, bool once, AppJsonFields fields)
    {
        if (fields.Text(scripts, key) is not { Value.Length: > 0 } script || fields.ShellLine(script) is not { } command) return null;
        return new MapBuilder(script.Origin)
        {
            { "name", ScalarNode.Of(name, script.Origin) },
            { "command", command },
            { "once", once ? ScalarNode.Of(true).At(script.Origin) : null },
        }.ToMap();
    }
}
