using System.Globalization;
using Reconciler.Holds;
using Reconciler.Objects;
using Reconciler.Planning;

namespace Reconciler.Engine.Inventory;

/// <summary>Holds of Apps as they lie among the standing orders.</summary>
internal static class HoldMaps
{
    public static MapNode Of(AppHold hold) => new MapBuilder
    {
        ["hold"] = hold.Word,
        ["part"] = hold.Part.Value,
        ["wish"] = hold.Wish,
        ["by"] = hold.By,
        ["since"] = Text(hold.Since),
        ["until"] = hold.Until is { } until ? Text(until) : null,
    }.AddAll(hold switch
    {
        AppHold.Stop or AppHold.Start => null,
        AppHold.Restart restart => new MapBuilder { ["group"] = restart.Workload.Group, ["kind"] = restart.Workload.Kind, ["namespace"] = restart.Workload.Namespace, ["name"] = restart.Workload.Name, ["template"] = restart.Template }.ToMap(),
        AppHold.Rollback rollback => new MapBuilder { ["revision"] = rollback.Revision, ["commit"] = rollback.Commit }.ToMap(),
        _ => throw new System.Diagnostics.UnreachableException(),
    }).ToMap();

    /// <summary>Null for a hold that only a newer version knows.</summary>
    public static AppHold? Read(MapNode map)
    {
        string Text(string key) => map.Text(key)?.Value ?? "";
        var (part, wish, author, since) = (new PartId(Text("part")), Text("wish"), Text("by"), Time(Text("since")));
        AppHold? hold = Text("hold") switch
        {
            "stop" => new AppHold.Stop(part, wish, author, since),
            "start" => new AppHold.Start(part, wish, author, since),
            "restart" => new AppHold.Restart(part, wish, author, since, new ObjectKey(Text("group"), Text("kind"), Text("namespace"), Text("name")), Text("template")),
            "rollback" => new AppHold.Rollback(part, wish, author, since, map.Int("revision")?.Value ?? 0) { Commit = map.Text("commit")?.Value },
            _ => null,
        };
        return hold is null || map.Text("until") is not { } until ? hold : hold with { Until = Time(until.Value) };
    }

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
