using System.Globalization;
using Reconciler.Objects;
using Reconciler.Sandbox.Resources;
using Reconciler.Sandbox.Storage;

namespace Reconciler.Sandbox.Life;

/// <summary>What a note becomes: a new Event, or one more count of the Event that said the same.</summary>
internal static class EventObject
{
    public static LifeWrite Of(LifeView view, LifeWrite.Note note, Func<ObjectPlace, MapNode?> find)
    {
        var made = Make(view, note);
        var name = view.Owned("events", note.About.UidOf()).FirstOrDefault(each => IsSame(each, note))?.NameOf() ?? made.NameOf();
        if (find(note.Place with { Name = name }) is not { } before) return new LifeWrite.Create(note.Place with { Name = made.NameOf() }, note.Manager, made);
        var again = before.With("count", (before.Int("count")?.Value ?? 1) + 1).With("lastTimestamp", Metadata.Time(view.Now));
        return new LifeWrite.Update(note.Place with { Name = name }, note.Manager, again);
    }

    private static bool IsSame(MapNode before, LifeWrite.Note note) =>
        before.Text("reason")?.Value == note.Reason && before.Text("message")?.Value == note.Message && before.Text("type")?.Value == note.Type
        && before.Map("source").Text("component")?.Value == note.Component && (before.Map("involvedObject").Text("fieldPath")?.Value ?? "") == (note.FieldPath ?? "");

    private static MapNode Make(LifeView view, LifeWrite.Note note)
    {
        var about = note.About;
        var mark = GeneratedNames.Hash(string.Create(CultureInfo.InvariantCulture, $"{about.UidOf()}/{note.Reason}/{note.Message}/{note.FieldPath}/{view.Now.UtcTicks}"));
        var host = note.Component == "kubelet" ? Pods.NodeObject.Name : null;
        return new MapBuilder
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new MapBuilder { ["name"] = $"{about.NameOf()}.{mark.ToString("x16", CultureInfo.InvariantCulture)}", ["namespace"] = note.Place.Namespace },
            ["involvedObject"] = new MapBuilder
            {
                ["kind"] = about.Text("kind"),
                ["namespace"] = about.MetaText("namespace"),
                ["name"] = about.NameOf(),
                ["uid"] = about.UidOf(),
                ["apiVersion"] = about.Text("apiVersion"),
                ["resourceVersion"] = about.MetaText("resourceVersion"),
                ["fieldPath"] = note.FieldPath,
            },
            ["reason"] = note.Reason,
            ["message"] = note.Message,
            ["source"] = new MapBuilder { ["component"] = note.Component, ["host"] = host },
            ["firstTimestamp"] = Metadata.Time(view.Now),
            ["lastTimestamp"] = Metadata.Time(view.Now),
            ["count"] = 1,
            ["type"] = note.Type,
            ["eventTime"] = ScalarNode.Null,
            ["reportingComponent"] = note.Component,
            ["reportingInstance"] = host ?? "",
        }.ToMap();
    }
}
