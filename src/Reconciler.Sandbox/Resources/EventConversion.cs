using Reconciler.Objects;

namespace Reconciler.Sandbox.Resources;

/// <summary>Events of the core group and of events.k8s.io are the same objects under other field names.</summary>
internal static class EventConversion
{
    private static readonly (string Core, string Events)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
    ];

    public static MapNode ToEvents(MapNode body) => Rename(body, toEvents: true);

    public static MapNode ToCore(MapNode body) => Rename(body, toEvents: false);

    private static MapNode Rename(MapNode body, bool toEvents) =>
        new([.. body.Entries.Select(entry => entry with { Key = NameOf(entry.Key, toEvents) })]);

    private static string NameOf(string key, bool toEvents)
    {
        foreach (var (core, events) in Names)
            if (key == (toEvents ? core : events)) return toEvents ? events : core;
        return key;
    }
}
